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
    fn what_breaks_it() {
        type Edit = fn(&mut Exchange);
        #[rustfmt::skip]
        let table: &[(&str, Edit)] = &[
            ("", |reply| reply.set_reply_body("[]".to_owned())),
            ("", |reply| reply.set_reply_body("{".to_owned())),
            ("", |reply| reply.reply_flaw = Some("invalid utf-8".to_owned())),
            ("header content-type", |reply| reply.reply_headers.clear()),
            ("header content-type", |reply| reply.reply_headers = sample::content_type("text/html")),
            ("header content-type", |reply| reply.reply_headers = sample::content_type("application/json; charset=iso-8859-1")),
        ];
        for (place, edit) in table {
            assert_eq!(sample::places(check, &sample::edited(Role::Poll(1), edit)), [*place]);
        }
    }

    #[test]
    fn a_byte_order_mark_is_named() {
        let run = sample::edited(Role::Poll(1), |poll| {
            poll.set_reply_body(format!("\u{feff}{}", poll.reply_body.clone().unwrap()));
        });
        let expected = "not JSON: it begins with a byte order mark (EF BB BF)";
        assert_eq!(sample::found(check, &run).broken[0].note.as_deref(), Some(expected));
    }

    /// Whoever refuses a method is often no part of the API, and has a page of its own.
    #[test]
    fn a_refused_method_may_say_so_in_any_way() {
        for (status, breaks) in [(404, false), (405, false), (500, true)] {
            let run = sample::edited(Role::Probe(Probe::DetailByGet), |probe| {
                probe.status = status;
                probe.set_reply_body("Not here".to_owned());
            });
            assert_eq!(!sample::places(check, &run).is_empty(), breaks, "{status}");
        }
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

    #[test]
    fn what_keeps_it() {
        for content_type in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/json;CHARSET=\"UTF-8\"",
            "application/json; version=1",
        ] {
            let headers = sample::content_type(content_type);
            let run = sample::edited(Role::Poll(1), |poll| poll.reply_headers = headers);
            assert_eq!(sample::places(check, &run), [""; 0], "{content_type}");
        }
        let run = sample::with(Role::Poll(1), "", json!({}));
        assert_eq!(sample::places(check, &run), [""; 0]);
    }
}
