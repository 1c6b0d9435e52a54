//! Which scenarios are played, and in which order.

use std::sync::Arc;

use crate::library::Library;
use crate::scenario::CompiledScenario;
use crate::start_error::StartError;

/// The scenarios in the order of the flags, each once. A pattern brings its own by name.
pub(super) fn chosen(
    asked: &[String],
    library: &Library,
) -> Result<Vec<Arc<CompiledScenario>>, StartError> {
    let mut chosen: Vec<Arc<CompiledScenario>> = Vec::new();
    for pattern in asked {
        let stories = library.stories().iter();
        let found: Vec<_> = stories.filter(|story| fits(pattern, &story.name)).collect();
        if found.is_empty() {
            let (name, nearest) = (pattern.clone(), library.nearest(pattern));
            return Err(StartError::UnknownScenario { name, nearest });
        }
        let is_new =
            |story: &&Arc<CompiledScenario>| chosen.iter().all(|other| other.name != story.name);
        let new: Vec<_> = found.into_iter().filter(is_new).cloned().collect();
        chosen.extend(new);
    }
    Ok(chosen)
}

/// Whether `pattern` is the whole name, where each `*` stands for any letters, or none.
pub fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => name.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices()
                .map(|(position, _)| position)
                .chain([rest.len()])
                .any(|position| fits(after, &rest[position..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{DEFAULT_SCENARIO, Origins};

    #[test]
    fn patterns() {
        let table = [
            ("two-polls", "two-polls", true),
            ("two-polls", "two-polls-more", false),
            ("two-*", "two-polls", true),
            ("*", "two-polls", true),
            ("*-polls", "two-polls", true),
            ("*o-*l*", "two-polls", true),
            ("two-polls*", "two-polls", true),
            ("t*x", "two-polls", false),
            ("", "two-polls", false),
        ];
        for (pattern, name, expected) in table {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn each_once_in_the_order_they_were_asked_for() {
        let library = Origins::built_in(DEFAULT_SCENARIO).read().unwrap();
        let asked = ["two-polls", "never-re*y", "t*-polls", "two-polls"].map(str::to_owned);
        let chosen = chosen(&asked, &library).unwrap();
        let names: Vec<_> = chosen.iter().map(|story| &*story.name).collect();
        assert_eq!(names, ["two-polls", "never-ready"]);
    }
}
