//! Reads bodies.

use serde_json::Value;

/// Depth is bounded by serde_json, at 128 levels.
///
/// # Errors
///
/// Why the text is no JSON, in words.
pub(crate) fn parse(text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Err("the body is empty".to_owned());
    }
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_that_are_not_json_say_why() {
        let deep = "[".repeat(100_000);
        let table = [
            ("", "the body is empty"),
            ("{\"a\":", "EOF while parsing a value at line 1 column 5"),
            ("{} x", "trailing characters at line 1 column 4"),
            (&deep, "recursion limit exceeded at line 1 column 128"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), Err(expected.to_owned()));
        }
    }

    #[test]
    fn numbers_keep_their_digits() {
        let text = r#"{"a":1e400,"b":0.1000,"c":123456789012345678901234567890123456789}"#;
        assert_eq!(parse(text).unwrap().to_string(), text.replace("1e400", "1e+400"));
    }
}
