//! From a command to a call of the admin API.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::Failure;
use super::args::{Clock, Command, Ctl, Filter, Journal};

/// One call.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) method: &'static str,
    /// With the query.
    pub(super) path: String,
    pub(super) body: Option<Body>,
}

#[derive(Debug)]
pub(super) struct Body {
    pub(super) content_type: &'static str,
    pub(super) text: String,
}

/// What has no end: events, after those that are in the journal already.
#[derive(Debug)]
pub(super) struct Streamed {
    pub(super) before: Option<Order>,
    pub(super) events: Order,
    /// Members of an exchange and what they have to be.
    pub(super) filter: Vec<(&'static str, Value)>,
    pub(super) unmatched: bool,
}

pub(super) fn order(ctl: &Ctl) -> Result<Order, Failure> {
    Ok(match &ctl.command {
        Command::Health => get("/health"),
        Command::Scenarios => get("/scenarios"),
        Command::Use { name } => call("PUT", of(ctl, "/scenario")?, json!({ "scenario": name })),
        Command::Sessions => get(of(ctl, "/sessions")?),
        Command::Session { request_id } => get(of(ctl, &session(request_id, ""))?),
        Command::Why { request_id } => get(of(ctl, &session(request_id, "/explain"))?),
        Command::Force { request_id, state } => {
            call("POST", of(ctl, &session(request_id, "/force"))?, force(state))
        }
        Command::Journal(journal) => get(page(ctl, journal)?),
        Command::Wait(wait) => {
            let mut body = members(&wait.filter);
            body.push(("count", json!(wait.count)));
            body.push(("timeoutSeconds", json!(wait.timeout)));
            call("POST", of(ctl, "/journal/wait")?, object(body))
        }
        Command::Verdict { done: false } => get(of(ctl, "/verdict")?),
        Command::Verdict { done: true } => get(of(ctl, "/verdict?done=true")?),
        Command::Clock { command } => clock(ctl, command.as_ref())?,
        Command::Reset { all: true } => call("POST", "/reset", json!({})),
        Command::Reset { all: false } => Order { method: "DELETE", ..get(of(ctl, "")?) },
        Command::Reload => call("POST", "/reload", json!({})),
        Command::Put { file } => put(file)?,
        Command::Events => events(ctl),
    })
}

/// The calls of a command that goes on for ever.
pub(super) fn streamed(ctl: &Ctl) -> Result<Option<Streamed>, Failure> {
    let events = events(ctl);
    Ok(match &ctl.command {
        Command::Events => {
            Some(Streamed { before: None, events, filter: Vec::new(), unmatched: false })
        }
        Command::Journal(journal) if journal.follow => Some(Streamed {
            before: Some(get(page(ctl, journal)?)),
            events,
            filter: members(&Filter { unmatched: false, ..journal.filter.clone() }),
            unmatched: journal.filter.unmatched,
        }),
        _ => None,
    })
}

fn clock(ctl: &Ctl, command: Option<&Clock>) -> Result<Order, Failure> {
    let path = |rest: &str| of(ctl, &format!("/clock{rest}"));
    Ok(match command {
        None | Some(Clock::Show) => get(path("")?),
        Some(Clock::Mode { mode }) => call("PUT", path("")?, json!({ "mode": mode })),
        Some(Clock::Advance { by }) => call("POST", path("/advance")?, json!({ "by": by })),
        Some(Clock::Next) => call("POST", path("/next")?, json!({})),
    })
}

fn page(ctl: &Ctl, journal: &Journal) -> Result<String, Failure> {
    let mut query = members(&journal.filter);
    query.extend(journal.after.map(|after| ("after", json!(after))));
    query.extend(journal.limit.map(|limit| ("limit", json!(limit))));
    let path = match ctl.customer {
        Some(_) => of(ctl, "/journal")?,
        None => "/journal".to_owned(),
    };
    let pairs: Vec<_> =
        query.iter().map(|(name, value)| format!("{name}={}", plain(value))).collect();
    Ok(if pairs.is_empty() { path } else { format!("{path}?{}", pairs.join("&")) })
}

fn members(filter: &Filter) -> Vec<(&'static str, Value)> {
    let text = |name, text: &Option<String>| text.as_ref().map(|text| (name, json!(text)));
    let all = [
        text("endpoint", &filter.endpoint),
        filter.status.map(|status| ("status", json!(status))),
        text("code", &filter.code),
        text("requestId", &filter.request_id),
        filter.unmatched.then_some(("unmatched", json!(true))),
    ];
    all.into_iter().flatten().collect()
}

fn object(members: Vec<(&'static str, Value)>) -> Value {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>().into()
}

fn force(state: &str) -> Value {
    match state {
        "ready" | "expired" => json!({ "state": state }),
        code => json!({ "state": "failed", "code": code }),
    }
}

/// The file is read here: the server opens none that somebody names to it.
fn put(path: &Path) -> Result<Order, Failure> {
    let shown = path.display();
    let name = path.file_stem().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Failure::Usage(format!("{shown} has no name")))?;
    let text = read(path).map_err(|why| Failure::Usage(format!("cannot read {shown}: {why}")))?;
    let body = Body { content_type: "application/toml", text };
    Ok(Order { method: "PUT", path: format!("/scenarios/{}", encoded(name)), body: Some(body) })
}

fn read(path: &Path) -> Result<String, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut text = String::new();
    let most = LARGEST_FILE_BYTES + 1;
    file.take(most).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if text.len() as u64 == most {
        return Err(format!("larger than {} MiB", LARGEST_FILE_BYTES >> 20));
    }
    Ok(text)
}

/// What the server takes.
const LARGEST_FILE_BYTES: u64 = 1 << 20;

fn events(ctl: &Ctl) -> Order {
    match &ctl.customer {
        Some(customer) => get(format!("/events?customer={}", encoded(customer))),
        None => get("/events"),
    }
}

fn session(request_id: &str, rest: &str) -> String {
    format!("/sessions/{}{rest}", encoded(request_id))
}

/// A path below the customer.
fn of(ctl: &Ctl, rest: &str) -> Result<String, Failure> {
    let customer = ctl.customer.as_deref().ok_or_else(|| {
        Failure::Usage("whose? give --customer ID, or set FLINKS_MOCK_CUSTOMER".to_owned())
    })?;
    Ok(format!("/customers/{}{rest}", encoded(customer)))
}

fn get(path: impl Into<String>) -> Order {
    Order { method: "GET", path: path.into(), body: None }
}

fn call(method: &'static str, path: impl Into<String>, body: Value) -> Order {
    let body = Body { content_type: "application/json", text: body.to_string() };
    Order { method, path: path.into(), body: Some(body) }
}

/// In a query.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), encoded)
}

fn encoded(text: &str) -> String {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        ctl: Ctl,
    }

    fn ordered(line: &str) -> String {
        let ctl = Line::parse_from(line.split(' ')).ctl;
        let Order { method, path, body } = match order(&ctl) {
            Ok(order) => order,
            Err(failure) => return failure.text().to_owned(),
        };
        let body = body.map_or(String::new(), |body| format!(" {}", body.text));
        format!("{method} {path}{body}")
    }

    #[test]
    fn a_file_is_sent_up_to_what_the_server_takes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, "#".repeat(1 << 20)).unwrap();
        let order = put(&path).unwrap();
        assert_eq!((order.method, &*order.path), ("PUT", "/scenarios/mine"));
        assert_eq!(order.body.unwrap().text.len(), 1 << 20);

        std::fs::write(&path, "#".repeat((1 << 20) + 1)).unwrap();
        assert!(put(&path).unwrap_err().text().ends_with("larger than 1 MiB"));
    }

    #[test]
    fn what_each_command_sends() {
        #[rustfmt::skip]
        let table = [
            ("ctl health", "GET /health"),
            ("ctl scenarios", "GET /scenarios"),
            ("ctl --customer ada use two-polls", r#"PUT /customers/ada/scenario {"scenario":"two-polls"}"#),
            ("ctl sessions --customer ada", "GET /customers/ada/sessions"),
            ("ctl sessions --customer a/../b", "GET /customers/a%2F..%2Fb/sessions"),
            ("ctl session 7 --customer ada", "GET /customers/ada/sessions/7"),
            ("ctl why 7 --customer ada", "GET /customers/ada/sessions/7/explain"),
            ("ctl force 7 ready --customer ada", r#"POST /customers/ada/sessions/7/force {"state":"ready"}"#),
            ("ctl force 7 expired --customer ada", r#"POST /customers/ada/sessions/7/force {"state":"expired"}"#),
            ("ctl force 7 INVALID_LOGIN --customer ada", r#"POST /customers/ada/sessions/7/force {"state":"failed","code":"INVALID_LOGIN"}"#),
            ("ctl journal", "GET /journal"),
            ("ctl journal --customer ada --status 202 --unmatched --after 7 --limit 3", "GET /customers/ada/journal?status=202&unmatched=true&after=7&limit=3"),
            ("ctl journal --code a&b=c", "GET /journal?code=a%26b%3Dc"),
            ("ctl wait --customer ada", r#"POST /customers/ada/journal/wait {"count":1,"timeoutSeconds":5}"#),
            ("ctl wait --customer ada --count 3 --timeout 60 --endpoint Authorize --request-id 7", r#"POST /customers/ada/journal/wait {"endpoint":"Authorize","requestId":"7","count":3,"timeoutSeconds":60}"#),
            ("ctl verdict --customer ada", "GET /customers/ada/verdict"),
            ("ctl verdict --done --customer ada", "GET /customers/ada/verdict?done=true"),
            ("ctl clock --customer ada", "GET /customers/ada/clock"),
            ("ctl clock show --customer ada", "GET /customers/ada/clock"),
            ("ctl clock mode manual --customer ada", r#"PUT /customers/ada/clock {"mode":"manual"}"#),
            ("ctl clock advance 25m --customer ada", r#"POST /customers/ada/clock/advance {"by":"25m"}"#),
            ("ctl clock next --customer ada", "POST /customers/ada/clock/next {}"),
            ("ctl reset --customer ada", "DELETE /customers/ada"),
            ("ctl reset --all", "POST /reset {}"),
            ("ctl reload", "POST /reload {}"),
            ("ctl events --customer ada", "GET /events?customer=ada"),
            ("ctl events", "GET /events"),
            ("ctl reset", "whose? give --customer ID, or set FLINKS_MOCK_CUSTOMER"),
            ("ctl clock", "whose? give --customer ID, or set FLINKS_MOCK_CUSTOMER"),
        ];
        for (line, expected) in table {
            assert_eq!(ordered(line), expected, "{line}");
        }
    }
}
