//! Headers that an answer may set.

use super::super::spot::Spot;
use super::Check;

const MOST_HEADERS: usize = 50;

/// In bytes. Clients take about 8 KiB of headers in all.
const LONGEST_VALUE: usize = 4_096;

const LONGEST_NAME: usize = 128;

/// They say where an answer ends and the next one begins, so only a fault may touch them.
///
/// Source: RFC 9112, sections 6 and 9; RFC 9110, section 7.6.1.
const FRAMING: [(&str, &str); 7] = [
    ("connection", "use fault = \"close\" or \"reset\""),
    ("content-length", "use fault.wrong-length = 10"),
    ("keep-alive", "use fault = \"close\""),
    ("te", "it belongs to the connection"),
    ("trailer", "it belongs to the connection"),
    ("transfer-encoding", "use fault = \"truncated-chunk\""),
    ("upgrade", "it belongs to the connection"),
];

impl Check<'_> {
    pub(super) fn headers(&mut self, at: &Spot<'_>) {
        let mut names = Vec::new();
        for (name, span, value) in at.entries() {
            let lower = name.to_lowercase();
            if let Some((_, help)) = FRAMING.iter().find(|(framing, _)| *framing == lower) {
                let title = format!("`{name}` is set by the server");
                self.refuse_span(span, title, *help);
            } else if !is_name(name) {
                let help = "expected letters, digits and hyphens, such as X-Request-Id";
                self.refuse_span(span, format!("`{name}` is not a header name"), help);
            } else if names.contains(&lower) {
                let help = "header names are case-insensitive";
                self.refuse_span(span, format!("the header `{name}` appears twice"), help);
            }
            names.push(lower);
            let text = value.value.and_then(|value| value.as_str()).unwrap_or_default();
            self.header_value(&value, text);
            if names.len() > MOST_HEADERS {
                let title = format!("more than {MOST_HEADERS} headers");
                return self.refuse(at, title, "remove some");
            }
        }
    }

    pub(super) fn header_value(&mut self, at: &Spot<'_>, value: &str) {
        let printable = |byte: u8| byte == b'\t' || (b' '..=b'~').contains(&byte);
        if !value.bytes().all(printable) {
            let help = "expected printable ASCII on one line";
            self.refuse(at, "a header cannot have this value", help);
        } else if value.len() > LONGEST_VALUE {
            let title = format!("a header value of {} bytes", value.len());
            self.refuse(at, title, format!("at most {LONGEST_VALUE} are allowed"));
        }
    }
}

/// Source: RFC 9110, section 5.6.2.
fn is_name(name: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(token)
}
