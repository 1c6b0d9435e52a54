//! Paths and templates of paths.

use flinks_contract::diagnostic::nearest;
use percent_encoding::percent_decode_str;

/// A path in its parts, decoded. None is empty, a dot segment, or has a slash in it.
pub(super) type Segments = Vec<String>;

/// Bytes of a path that is compared with all others, which takes time with the product of lengths.
const LONGEST_COMPARED: usize = 200;

/// Cuts `path`, which begins with a slash. Nothing where a part could be read in two ways: `..`, an
/// encoded slash, an empty part, bytes that are no text.
pub(super) fn segments(path: &str) -> Option<Segments> {
    path.strip_prefix('/')?.split('/').map(segment).collect()
}

fn segment(raw: &str) -> Option<String> {
    let text = percent_decode_str(raw).decode_utf8().ok()?;
    let ambiguous = |c: char| matches!(c, '/' | '\\') || c.is_control();
    let dots = matches!(&*text, "" | "." | "..");
    (!dots && !text.contains(ambiguous)).then(|| text.into_owned())
}

/// The values of the `{names}` of `template`, in order, if it describes the path.
pub(super) fn matches(template: &str, segments: &[String]) -> Option<Vec<String>> {
    let mut values = Vec::new();
    let mut parts = template.split('/').skip(1);
    for segment in segments {
        let part = parts.next()?;
        if is_name(part) {
            values.push(segment.clone());
        } else if part != segment {
            return None;
        }
    }
    parts.next().is_none().then_some(values)
}

/// The path that a wrong one was probably meant to be.
pub(super) fn meant<'a>(path: &str, templates: impl Iterator<Item = &'a str>) -> Option<String> {
    if path.len() > LONGEST_COMPARED {
        return None;
    }
    let known: Vec<_> = templates.map(|template| filled(template, path)).collect();
    nearest(path, known.iter().map(String::as_str)).map(str::to_owned)
}

/// The template with its names replaced by what stands at their place in `path`.
fn filled(template: &str, path: &str) -> String {
    let mut given = path.split('/').filter(|part| !part.is_empty());
    let parts = template.split('/').skip(1).map(|part| {
        let given = given.next();
        if is_name(part) { given.unwrap_or(part) } else { part }
    });
    parts.map(|part| format!("/{part}")).collect()
}

fn is_name(part: &str) -> bool {
    part.starts_with('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "/customers/{customer}/sessions/{requestId}";

    #[test]
    fn what_a_template_takes() {
        #[rustfmt::skip]
        let table: [(&str, Option<&[&str]>); 14] = [
            ("/customers/ada/sessions/7", Some(&["ada", "7"])),
            ("/customers/a%20b/sessions/%7B", Some(&["a b", "{"])),
            ("/customers/ada/sessions/7/", None),
            ("/customers/ada//sessions/7", None),
            ("//customers/ada/sessions/7", None),
            ("/customers//sessions/7", None),
            ("/customers/../sessions/7", None),
            ("/customers/./sessions/7", None),
            ("/customers/%2e%2E/sessions/7", None),
            ("/customers/a%2Fb/sessions/7", None),
            ("/customers/a%5Cb/sessions/7", None),
            ("/customers/a%00b/sessions/7", None),
            ("/customers/a%FFb/sessions/7", None),
            ("customers/ada/sessions/7", None),
        ];
        for (path, expected) in table {
            let values = segments(path).and_then(|segments| matches(TEMPLATE, &segments));
            let expected = expected.map(|values| values.iter().map(ToString::to_string).collect());
            assert_eq!(values, expected, "{path}");
        }
        let path = segments("/customers/ada").unwrap();
        assert_eq!(matches(TEMPLATE, &path), None, "shorter than the template");
    }

    #[test]
    fn what_was_meant() {
        let templates = || ["/health", "/customers", TEMPLATE].into_iter();
        for (path, expected) in [
            ("/helth", Some("/health")),
            ("/customers/", Some("/customers")),
            ("/customers/ada/session/7", Some("/customers/ada/sessions/7")),
            ("/customers/ada/sessions/7/", Some("/customers/ada/sessions/7")),
            ("/something/else", None),
            ("", None),
        ] {
            assert_eq!(meant(path, templates()).as_deref(), expected, "{path}");
        }
        let long = format!("/customers/{}/session/7", "x".repeat(200));
        assert_eq!(meant(&long, templates()), None);
    }
}
