//! What a reload has changed.

use std::fmt;
use std::sync::Arc;

use super::Library;
use crate::story::Story;

/// What a reload has changed, by the names of the scenarios.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "admin", derive(serde::Serialize, utoipa::ToSchema))]
pub struct Reloaded {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
    /// Number of scenarios now.
    #[cfg_attr(feature = "admin", serde(rename = "scenarios"))]
    pub count: usize,
}

impl Reloaded {
    pub(crate) fn between(before: &Library, after: &Library) -> Self {
        let names = |stories: &mut dyn Iterator<Item = &Arc<Story>>| {
            stories.map(|story| story.name.to_string()).collect()
        };
        let is_new = |story: &&Arc<Story>| before.story(&story.name).is_none();
        let is_gone = |story: &&Arc<Story>| after.story(&story.name).is_none();
        let is_changed = |story: &&Arc<Story>| {
            before
                .story(&story.name)
                .is_some_and(|known| known.fingerprint() != story.fingerprint())
        };
        Self {
            added: names(&mut after.stories().iter().filter(is_new)),
            changed: names(&mut after.stories().iter().filter(is_changed)),
            removed: names(&mut before.stories().iter().filter(is_gone)),
            count: after.stories().len(),
        }
    }

    /// Every scenario plays what it played before.
    pub fn is_nothing(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// In one line: `added slow-bank; removed a, b; 31 scenarios`.
impl fmt::Display for Reloaded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_nothing() {
            formatter.write_str("nothing changed; ")?;
        }
        for (what, names) in
            [("added", &self.added), ("changed", &self.changed), ("removed", &self.removed)]
        {
            if !names.is_empty() {
                write!(formatter, "{what} {}; ", listed(names))?;
            }
        }
        write!(formatter, "{} scenarios", self.count)
    }
}

/// The first few, and how many more: a fixture can change every scenario.
fn listed(names: &[String]) -> String {
    let named = names.iter().take(MOST_NAMED).map(|name| name.escape_debug().to_string());
    let first: Vec<_> = named.collect();
    let more = match names.len() - first.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    first.join(", ") + &more
}

/// Names that a line shows.
const MOST_NAMED: usize = 5;
