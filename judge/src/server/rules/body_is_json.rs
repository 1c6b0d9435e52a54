//! Every reply is one JSON object, sent as `application/json`.

use super::*;
use crate::reply;

pub const ID: &str = "FLK-ENV-002";

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for reply in run.replies() {
        rule.applied(1);
        content_type(reply, rule);
        body(reply, rule);
    }
}

fn content_type(reply: &Parsed<'_>, rule: &mut RuleFindings) {
    let content_type = reply.reply_header("content-type");
    if !is_json(content_type) {
        let actual = content_type.unwrap_or("nothing: there is no header");
        rule.breaks(reply.outside("header content-type", "application/json", actual));
    }
}

fn body(reply: &Parsed<'_>, rule: &mut RuleFindings) {
    let (actual, note) = match reply.parsed() {
        Ok(Value::Object(_)) => return,
        Ok(other) => (Shown::json(other), None),
        Err(why) if why.starts_with(TOO_DEEP) => {
            (Shown::words("deeper than the 128 levels that the harness reads"), None)
        }
        Err(why) => {
            let note = match reply.text().strip_prefix('\u{feff}') {
                Some(_) => "not JSON: it begins with a byte order mark (EF BB BF)".to_owned(),
                None => format!("not JSON: {why}"),
            };
            (Shown::words(excerpt(reply.text())), Some(note))
        }
    };
    let found = reply.in_body("", "one JSON object", actual);
    rule.breaks(flinks_report::Finding { note, ..found });
}

/// What serde_json says of it.
const TOO_DEEP: &str = "recursion limit exceeded";

/// `application/json` in any case. JSON is UTF-8, so that no other charset may be named.
fn is_json(content_type: Option<&str>) -> bool {
    let content_type = content_type.unwrap_or_default();
    let charset = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    });
    reply::is_json(content_type)
        && charset.is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"))
}

fn excerpt(text: &str) -> String {
    let count = text.chars().count();
    match text.len() {
        0 => "nothing: the body is empty".to_owned(),
        _ if count <= 240 => text.to_owned(),
        length => {
            let start: String = text.chars().take(120).collect();
            let end: String = text.chars().skip(count - 60).collect();
            format!("{start} ({length} bytes) {end}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_named() {
        let run = sample::edited(Role::Poll(1), |poll| {
            poll.set_reply_body(format!("\u{feff}{}", poll.reply_body.clone().unwrap()));
        });
        let expected = "not JSON: it begins with a byte order mark (EF BB BF)";
        assert_eq!(sample::found(check, &run).broken[0].note.as_deref(), Some(expected));
    }

    /// The run ends there; before that, a page is no answer of Flinks' API.
    #[test]
    fn a_gateway_that_lets_nothing_more_through() {
        let mut run = sample::accounts();
        let last = run.trace.exchanges.last_mut().unwrap();
        last.status = 429;
        last.set_reply_body("<html>".to_owned());
        last.reply_headers = sample::content_type("text/html");
        assert_eq!(sample::places(check, &run), [""; 0]);
        run.push(run.exchanges()[0].clone());
        assert_eq!(sample::places(check, &run), ["header content-type", ""]);
    }
}
