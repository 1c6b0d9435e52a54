//! Faults that are in the answer itself, and not in how it is sent.

use flinks_contract::scenario::HttpError;
use hyper::StatusCode;
use serde_json::Value;

/// The first part of `body`, so long that no JSON parser takes it. Empty where every beginning of it
/// is JSON, such as in a number.
pub(super) fn broken_off(mut body: Vec<u8>) -> Vec<u8> {
    body.truncate(body.trim_ascii_end().len() / 2);
    if serde_json::from_slice::<Value>(&body).is_ok() {
        body.clear();
    }
    body
}

/// With a byte that is no UTF-8: in the first text that is the value of a member, else in the first
/// text at all, else in the place of the first byte.
pub(super) fn not_utf8(mut body: Vec<u8>) -> Vec<u8> {
    let place = text_of_a_member(&body).unwrap_or(0);
    if let Some(byte) = body.get_mut(place) {
        *byte = 0xff;
    }
    body
}

/// The short page of a gateway.
pub(super) fn page(error: HttpError) -> Vec<u8> {
    let status = StatusCode::from_u16(error.status).ok();
    let reason = status.and_then(|status| status.canonical_reason()).unwrap_or("Error");
    let title = format!("{} {reason}", error.status);
    format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n\
         <body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    )
    .into_bytes()
}

/// Where the first plain byte of that text is; a byte of an escape would end the text as well.
fn text_of_a_member(body: &[u8]) -> Option<usize> {
    let mut first = None;
    let (mut in_text, mut is_escaped, mut is_value) = (false, false, false);
    for (place, byte) in body.iter().enumerate() {
        match (in_text, byte) {
            (true, _) if std::mem::take(&mut is_escaped) => {}
            (true, b'\\') => is_escaped = true,
            (_, b'"') => in_text = !in_text,
            (true, _) if is_value => return Some(place),
            (true, _) => first = first.or(Some(place)),
            (false, b':') => is_value = true,
            (false, byte) if byte.is_ascii_whitespace() => {}
            (false, _) => is_value = false,
        }
        if !in_text && *byte == b'"' {
            is_value = false;
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_parser_takes_what_is_broken_off() {
        #[rustfmt::skip]
        let table = [
            (r#"{"a":1}"#, r#"{"a"#),
            ("{}", "{"),
            ("{}          \r\n", "{"),
            ("[1,2]", "[1"),
            (r#""text""#, r#""te"#),
            ("true", "tr"),
            ("123456", ""),
            ("7", ""),
            ("<html>", "<ht"),
            ("   ", ""),
            ("", ""),
        ];
        for (body, expected) in table {
            let broken = broken_off(body.into());
            assert_eq!(broken.escape_ascii().to_string(), expected.escape_default().to_string());
            assert!(serde_json::from_slice::<Value>(&broken).is_err(), "{body}");
        }
    }

    /// `X` stands for the wrong byte.
    #[test]
    fn one_byte_of_a_text_is_wrong_and_nothing_else() {
        #[rustfmt::skip]
        let table = [
            (r#"{"a":"text"}"#, r#"{"a":"Xext"}"#),
            (r#"{"a": 1, "b" : "text"}"#, r#"{"a": 1, "b" : "Xext"}"#),
            (r#"{"a":"","b":"t"}"#, r#"{"a":"","b":"X"}"#),
            (r#"{"a":"\"\\t"}"#, r#"{"a":"\"\\X"}"#),
            (r#"{"a":"\n","b":"t"}"#, r#"{"a":"\n","b":"X"}"#),
            (r#"{"a":[1],"b":{"c":null}}"#, r#"{"X":[1],"b":{"c":null}}"#),
            (r#"["t"]"#, r#"["X"]"#),
            ("12", "X2"),
            ("{}", "X}"),
            ("text", "Xext"),
            ("", ""),
        ];
        for (body, expected) in table {
            let wrong = not_utf8(body.into());
            let expected = expected.replace('X', "\\xff").replace('"', "\\\"");
            let shown = wrong.escape_ascii().to_string().replace("\\\\", "\\");
            assert_eq!(shown, expected, "{body}");
            assert!(std::str::from_utf8(&wrong).is_err() || body.is_empty(), "{body}");
        }
    }

    #[test]
    fn a_page_names_its_status() {
        let page =
            |status| String::from_utf8(page(HttpError { status, retry_after: None })).unwrap();

        assert_eq!(
            page(502),
            "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n\
             <body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
        );
        assert!(page(599).contains("<title>599 Error</title>"));
    }
}
