//! What a reload has changed.

use std::fmt;

use super::Library;

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
        let mut reloaded = Self { count: after.stories().len(), ..Self::default() };
        for story in after.stories() {
            match before.story(&story.name) {
                None => reloaded.added.push(story.name.to_string()),
                Some(known) if known.fingerprint() != story.fingerprint() => {
                    reloaded.changed.push(story.name.to_string());
                }
                Some(_) => {}
            }
        }
        let gone = before.stories().iter().filter(|story| after.story(&story.name).is_none());
        reloaded.removed = gone.map(|story| story.name.to_string()).collect();
        reloaded
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
        let all = [("added", &self.added), ("changed", &self.changed), ("removed", &self.removed)];
        for (what, names) in all.into_iter().filter(|(_, names)| !names.is_empty()) {
            let first = names.iter().take(MOST_NAMED).map(|name| name.escape_debug().to_string());
            write!(formatter, "{what} {}", first.collect::<Vec<_>>().join(", "))?;
            if names.len() > MOST_NAMED {
                write!(formatter, " and {} more", names.len() - MOST_NAMED)?;
            }
            formatter.write_str("; ")?;
        }
        write!(formatter, "{} scenarios", self.count)
    }
}

/// Names that a line shows: a fixture can change every scenario.
const MOST_NAMED: usize = 5;
