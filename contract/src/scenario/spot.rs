//! Where the keys of a file stand, for mistakes that are found after it was read.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// A value of the file, or the closest one around it.
#[derive(Clone)]
pub(super) struct Spot<'a> {
    pub(super) value: Option<&'a DeValue<'a>>,
    pub(super) span: Range<usize>,
}

impl<'a> Spot<'a> {
    pub(super) fn new(document: &'a DeValue<'a>) -> Self {
        Self { value: Some(document), span: 0..0 }
    }

    /// The value of `key`; this one where there is none.
    pub(super) fn key(&self, key: &str) -> Self {
        self.inner(self.table().and_then(|table| table.get(key)))
    }

    pub(super) fn item(&self, index: usize) -> Self {
        self.inner(self.value.and_then(DeValue::as_array).and_then(|items| items.get(index)))
    }

    fn inner(&self, inner: Option<&'a Spanned<DeValue<'a>>>) -> Self {
        let span = inner.map_or_else(|| self.span.clone(), Spanned::span);
        Self { value: inner.map(Spanned::get_ref), span }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table().is_some_and(|table| table.contains_key(key))
    }

    /// The keys with their own places and their values.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, Range<usize>, Self)> {
        let entries = self.table().into_iter().flat_map(|table| table.iter());
        entries.map(|(key, value)| (&**key.get_ref(), key.span(), self.inner(Some(value))))
    }

    fn table(&self) -> Option<&'a DeTable<'a>> {
        self.value.and_then(DeValue::as_table)
    }
}

/// Takes what stands at `span` out of the table: a key with its value, or an entry of a list. Gives its key,
/// and the places of the tables around it, the innermost first.
pub(super) fn take(
    table: &mut DeTable<'_>,
    span: &Range<usize>,
) -> Option<(String, Vec<Range<usize>>)> {
    let within = |table: &mut Spanned<DeValue<'_>>| {
        let place = table.span();
        let DeValue::Table(inner) = table.get_mut() else { return None };
        let (key, mut around) = take(inner, span)?;
        around.push(place);
        Some((key, around))
    };
    // A list begins where its first entry does, so what is inside comes first.
    let inside = table.iter_mut().find_map(|(key, value)| match value.get_mut() {
        DeValue::Array(items) if items.iter().any(|item| item.span() == *span) => {
            let old = std::mem::replace(items, DeArray::new());
            *items = old.into_iter().filter(|item| item.span() != *span).collect();
            Some((key.get_ref().to_string(), Vec::new()))
        }
        DeValue::Array(items) => items.iter_mut().find_map(within),
        _ => within(value),
    });
    inside.or_else(|| {
        let mut entries = table.iter();
        let is_there = |(key, value): &(&Spanned<_>, &Spanned<_>)| {
            key.span() == *span || value.span() == *span
        };
        let key = entries.find(is_there)?.0.clone();
        table.remove(&key);
        Some((key.into_inner().into_owned(), Vec::new()))
    })
}

/// A table spans several lines; the first one is enough to find it.
pub(super) fn first_line(source: &str, span: Range<usize>) -> Range<usize> {
    let text = source.get(span.clone()).unwrap_or_default();
    span.start..span.start + text.lines().next().map_or(0, str::len)
}
