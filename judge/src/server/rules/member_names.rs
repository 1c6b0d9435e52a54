//! Two members of one name, which a parsed body does not show any more.

use flinks_contract::json::{self, Path, Piece};

use super::*;

/// A body says no more than this of its names: the rest is the same again.
const MOST: usize = 100;

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for reply in run.exchanges.iter().filter(|exchange| exchange.json().is_some()) {
        rule.applied(1);
        for pointer in doubled(reply.text()) {
            let expected = "one member of this name in its object";
            let found = reply.in_body(pointer, expected, "another one of the same name before it");
            rule.breaks(found.note("the run went by the last one"));
        }
    }
}

/// JSON Pointers of the members that have the name of one before them. What is no JSON is another rule's
/// business, and what was read until then counts.
fn doubled(text: &str) -> Vec<String> {
    let (mut found, mut path, mut open) = (Vec::new(), Path::default(), Vec::new());
    let _ = json::read(text, |piece| {
        path.follow(piece);
        match piece {
            Piece::Object => open.push(HashSet::new()),
            Piece::EndOfObject => drop(open.pop()),
            Piece::Name(name) => {
                let is_new = open.last_mut().is_some_and(|names| names.insert(name.to_owned()));
                if !is_new && found.len() < MOST {
                    found.push(path.pointer());
                }
            }
            _ => {}
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_stand_twice() {
        let table: &[(&str, &[&str])] = &[
            (r#"{"a": 1, "b": [1.50, 1e400, true, null, "a", -7]}"#, &[]),
            (r#"{"a": 1, "a": 1}"#, &["/a"]),
            (r#"{"a": 1, "A": 1}"#, &[]),
            (r#"{"a": {"a": 1}, "b": {"a": 1}}"#, &[]),
            (r#"{"a": [{}, {"b/c": 1, "b/c": 2}]}"#, &["/a/1/b~1c"]),
            (r#"{"a": 1, "\u0061": 2, "a": 3}"#, &["/a", "/a"]),
            (r#"{"a": {"x": 1}, "a": {"x": 1}}"#, &["/a"]),
        ];
        for (text, expected) in table {
            assert_eq!(doubled(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_body_of_nothing_but_names_is_cut() {
        let text = format!("{{{}\"a\": 1}}", "\"a\": 1, ".repeat(1_000));
        assert_eq!(doubled(&text).len(), MOST);
    }

    #[test]
    fn a_body_that_is_no_json_has_no_names() {
        let mut run = sample::accounts();
        for exchange in &mut run.trace.exchanges {
            exchange.reply_flaw = Some("why".to_owned());
        }
        assert!(sample::found(check, &run).is_silent());
    }
}
