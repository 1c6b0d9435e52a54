//! All fixtures, checked, by kind and name.

use std::collections::BTreeMap;
use std::sync::Arc;

use flinks_contract::diagnostic::{Diagnostic, suggestion};
use flinks_contract::fixture::{Fixture, KINDS, Kind, Waived};

use crate::load::Text;

#[derive(Debug, Default)]
pub(crate) struct Fixtures {
    all: BTreeMap<(&'static str, String), Arc<Fixture>>,
    pub(crate) waived: Waived,
}

impl Fixtures {
    /// `texts` are named as in the folder: `accounts/seed.json`. Those that are known to be good are
    /// not held against their schemas.
    ///
    /// # Errors
    ///
    /// Every mistake in every file.
    pub(crate) fn read(
        texts: &[Text],
        waived: Waived,
        is_good: impl Fn(&Text) -> bool,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut fixtures = BTreeMap::new();
        let mut problems = Vec::new();
        for text in texts {
            let waived = Waived { schema: waived.schema || is_good(text), ..waived };
            match read(text, waived) {
                Ok((key, fixture)) => {
                    fixtures.insert(key, Arc::new(fixture));
                }
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(Self { all: fixtures, waived }) } else { Err(problems) }
    }

    pub(crate) fn get(&self, kind: Kind, name: &str) -> Option<Arc<Fixture>> {
        self.all.get(&(kind.folder(), name.to_owned())).cloned()
    }

    pub(crate) fn names(&self, kind: Kind) -> impl Iterator<Item = &str> + Clone {
        let of_kind = self.all.keys().filter(move |(folder, _)| *folder == kind.folder());
        of_kind.map(|(_, name)| &**name)
    }
}

fn read(text: &Text, waived: Waived) -> Result<((&'static str, String), Fixture), Vec<Diagnostic>> {
    let (folder, file) = text.name.split_once('/').unwrap_or(("", &text.name));
    let Some(kind) = KINDS.into_iter().find(|kind| kind.folder() == folder) else {
        return Err(vec![unknown_folder(text, folder)]);
    };
    let name = file.strip_suffix(".json").unwrap_or(file).to_owned();
    let fixture = Fixture::parse(&text.path, &text.source, kind, waived)?;
    Ok(((kind.folder(), name), fixture))
}

fn unknown_folder(text: &Text, folder: &str) -> Diagnostic {
    let title = if folder.is_empty() {
        "a fixture lies in the folder of its kind".to_owned()
    } else {
        format!("there is no kind of fixture `{folder}`")
    };
    let folders = KINDS.map(Kind::folder);
    Diagnostic::file(&text.path, title).help(suggestion(folder, folders.iter().copied()))
}
