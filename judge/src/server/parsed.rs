//! A run as the rules read it: every body is parsed once, and equal ones are one.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Deref;
use std::rc::Rc;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::json::{self, Piece};
use flinks_report::{Finding, Place, Shown, moment};
use flinks_trace::{Ending, Exchange, HarnessRun, Part, Role};
use serde_json::Value;

/// One exchange of a run, with its purpose and its bodies.
#[derive(Debug)]
pub struct Parsed<'a> {
    exchange: &'a Exchange,
    pub part: Part,
    pub role: Role,
    pub endpoint: Endpoint,
    json: Rc<OnceCell<Result<Value, String>>>,
    sent: OnceCell<Option<Value>>,
}

impl Deref for Parsed<'_> {
    type Target = Exchange;

    fn deref(&self) -> &Exchange {
        self.exchange
    }
}

impl<'a> Parsed<'a> {
    /// None if the harness did not send it, or sent it to no endpoint.
    pub fn new(exchange: &'a Exchange) -> Option<Self> {
        let (purpose, endpoint) = (exchange.purpose?, exchange.endpoint?);
        let (json, sent) = (Rc::default(), OnceCell::new());
        Some(Self { exchange, part: purpose.part, role: purpose.role, endpoint, json, sent })
    }

    /// The exchange itself, if a reply came.
    pub fn reply(&self) -> Option<&Self> {
        (self.exchange.status != 0).then_some(self)
    }

    /// The status of the reply, where one came.
    pub fn status(&self) -> Option<u16> {
        Some(self.reply()?.exchange.status)
    }

    /// The body of the reply; empty where none came.
    pub fn text(&self) -> &str {
        self.exchange.reply_body.as_deref().unwrap_or_default()
    }

    /// The body of the reply as JSON, or why it is not JSON.
    ///
    /// # Errors
    ///
    /// Why it is not JSON.
    pub fn parsed(&self) -> Result<&Value, &str> {
        let parse = || match &self.exchange.reply_flaw {
            Some(flaw) => Err(flaw.clone()),
            None => parse(self.text()),
        };
        self.json.get_or_init(parse).as_ref().map_err(|why| &**why)
    }

    /// The body of the reply, where one came and it is JSON.
    pub fn json(&self) -> Option<&Value> {
        self.reply()?.parsed().ok()
    }

    /// A member at the top of the reply's body.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.json()?.get(name)
    }

    pub fn flinks_code(&self) -> Option<&str> {
        self.member("FlinksCode")?.as_str()
    }

    /// The JSON that was sent; None with GET.
    pub fn sent(&self) -> Option<&Value> {
        self.sent.get_or_init(|| serde_json::from_str(&self.exchange.body).ok()).as_ref()
    }

    /// "accounts, GET GetAccountsDetailAsync, poll 4, t+00:40.0".
    pub fn place(&self) -> String {
        let role = self.role.label().map(|label| format!(", {label}")).unwrap_or_default();
        let at = moment(self.arrived.as_duration());
        format!("{}, {}{role}, {at}", self.part, self.call())
    }

    /// A finding in the body of the reply, at a JSON Pointer.
    pub fn in_body(
        &self,
        pointer: impl Into<String>,
        expected: impl Into<Shown>,
        actual: impl Into<Shown>,
    ) -> Finding {
        self.found(Place::Body { pointer: pointer.into(), human: None }, expected, actual)
    }

    /// A finding outside the body: "status", "header content-type".
    pub fn outside(
        &self,
        place: &str,
        expected: impl Into<Shown>,
        actual: impl Into<Shown>,
    ) -> Finding {
        self.found(Place::Outside(place.to_owned()), expected, actual)
    }

    fn found(&self, at: Place, expected: impl Into<Shown>, actual: impl Into<Shown>) -> Finding {
        Finding::new(self.place(), at, expected.into(), actual.into(), self.seq)
    }
}

/// A run with its exchanges as the rules read them.
#[derive(Debug)]
pub struct ParsedRun<'a> {
    run: &'a HarnessRun,
    pub exchanges: Vec<Parsed<'a>>,
}

impl Deref for ParsedRun<'_> {
    type Target = HarnessRun;

    fn deref(&self) -> &HarnessRun {
        self.run
    }
}

impl<'a> From<&'a HarnessRun> for ParsedRun<'a> {
    fn from(run: &'a HarnessRun) -> Self {
        let mut bodies: HashMap<(&str, Option<&str>), Rc<_>> = HashMap::new();
        let parsed = run.exchanges().iter().filter_map(Parsed::new).map(|one| {
            let body = (one.exchange.reply_body.as_deref(), one.exchange.reply_flaw.as_deref());
            let json = bodies.entry((body.0.unwrap_or_default(), body.1)).or_default();
            Parsed { json: Rc::clone(json), ..one }
        });
        Self { run, exchanges: parsed.collect() }
    }
}

impl<'a> ParsedRun<'a> {
    /// The exchanges of a part.
    pub fn of(&self, part: Part) -> impl DoubleEndedIterator<Item = &Parsed<'a>> {
        self.exchanges.iter().filter(move |exchange| exchange.part == part)
    }

    /// The replies that a rule about every reply looks at.
    pub fn replies(&self) -> impl Iterator<Item = &Parsed<'a>> {
        self.exchanges.iter().filter(|exchange| {
            exchange.reply().is_some()
                && !exchange.is_refused_method()
                && !self.is_farewell(exchange)
        })
    }

    /// The replies to data calls.
    pub fn data_replies(&self) -> impl Iterator<Item = &Parsed<'a>> {
        self.exchanges.iter().filter(|exchange| exchange.is_data_call() && exchange.status != 0)
    }

    /// The exchange with this number in reports.
    pub fn exchange(&self, seq: u64) -> Option<&Parsed<'a>> {
        self.exchanges.iter().find(|exchange| exchange.seq == seq)
    }

    /// Whether it is a poll that failed, or a probe without an answer, and was sent again.
    pub fn was_repeated(&self, exchange: &Parsed<'_>) -> bool {
        // Where the harness authorizes anew, a token is in between.
        let mut later = self.exchanges.iter().filter(|later| later.seq > exchange.seq);
        let Some(next) = later.find(|next| next.role != Role::Token) else { return false };
        match exchange.role {
            Role::Poll(_) => {
                exchange.status() != Some(202)
                    && next.part == exchange.part
                    && matches!(next.role, Role::Poll(_))
            }
            Role::Probe(_) => exchange.reply().is_none() && next.role == exchange.role,
            _ => false,
        }
    }

    /// Whether it is the answer of a product that is gone, or of a gateway that lets nothing more
    /// through. No rule applies to it.
    pub fn is_farewell(&self, exchange: &Parsed<'_>) -> bool {
        let is_last = |last: Option<&Parsed<'_>>| last.is_some_and(|one| one.seq == exchange.seq);
        let is_locked_out = exchange.status() == Some(429) && exchange.json().is_none();
        let is_retired = matches!(self.ending(Part::Investments), Some(Ending::Retired(_)));
        is_locked_out && is_last(self.exchanges.last())
            || is_retired && is_last(self.of(Part::Investments).next_back())
    }

    /// The Authorize exchanges that were answered with 200.
    pub fn sessions(&self) -> impl Iterator<Item = &Parsed<'a>> {
        self.exchanges.iter().filter(|exchange| {
            exchange.endpoint == Endpoint::Authorize
                && exchange.role == Role::Open
                && exchange.status() == Some(200)
        })
    }

    /// Authorize's body of the session that a part runs in. The probes use the investments'.
    pub fn session(&self, part: Part) -> Option<&Value> {
        let part = if part == Part::Probes { Part::Investments } else { part };
        self.sessions().find(|exchange| exchange.part == part)?.json()
    }

    /// The RequestId of the session that a part runs in.
    pub fn request_id(&self, part: Part) -> Option<&str> {
        self.session(part)?.get("RequestId")?.as_str()
    }

    /// The exchange that brought a part's data.
    pub fn data(&self, part: Part) -> Option<&Parsed<'a>> {
        self.of(part).find(|exchange| {
            exchange.is_data_call()
                && exchange.is_first_of_its_kind()
                && exchange.status() == Some(200)
        })
    }
}

/// The items of an array with their pointers; none where it is not an array.
pub(crate) fn items<'a>(
    value: Option<&'a Value>,
    pointer: &'static str,
) -> impl Iterator<Item = (String, &'a Value)> {
    let array = value.and_then(|value| value.pointer(pointer)).and_then(Value::as_array);
    let numbered = array.into_iter().flatten().enumerate();
    numbered.map(move |(index, item)| (format!("{pointer}/{index}"), item))
}

/// Reads the text of a body. serde_json bounds the depth at 128 levels.
///
/// # Errors
///
/// Why the text is not JSON.
pub fn parse(text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Err("the body is empty".to_owned());
    }
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// About how many bytes a text takes when it is parsed. `[{},{}]` takes thirty times its length.
pub fn parsed_bytes(text: &str) -> usize {
    let mut bytes = 0;
    // What is not JSON is parsed up to there.
    let _ = json::read(text, |piece| {
        bytes += match piece {
            Piece::Object => 4 * size_of::<Value>(),
            // Its part of the entry, of the table, and of the room for more.
            Piece::Name(name) => size_of::<Value>() + size_of::<String>() + name.len(),
            Piece::String(text) | Piece::Number(text) => {
                size_of::<Value>() + size_of::<String>() + text.len()
            }
            _ => size_of::<Value>(),
        }
    });
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::sample;

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
    fn equal_bodies_are_parsed_once() {
        let mut run = sample::both();
        for (role, body, flaw) in [
            (Role::Again, "[1]", None),
            (Role::Back, "[1]", None),
            (Role::Poll(1), "[1]", Some("not text")),
        ] {
            let exchange = sample::find(&mut run, role);
            exchange.reply_body = Some(body.to_owned());
            exchange.reply_flaw = flaw.map(str::to_owned);
        }
        let run = ParsedRun::from(&run);
        let of = |role| run.exchanges.iter().find(|one| one.role == role).unwrap().parsed();
        assert!(std::ptr::eq(of(Role::Again).unwrap(), of(Role::Back).unwrap()));
        assert_eq!(of(Role::Poll(1)), Err("not text"));
    }

    /// Bytes of an element, at least: what it takes on a machine of 64 bits.
    #[test]
    fn what_a_text_takes_when_it_is_parsed() {
        let table = [
            ("{}", 72),
            ("[]", 72),
            ("null", 72),
            ("0", 96),
            (r#""abcd""#, 100),
            (r#"{"a":0}"#, 480),
        ];
        for (element, bytes) in table {
            let text = format!("[{}]", vec![element; 1_000].join(","));
            let found = parsed_bytes(&text);
            assert!((1_000 * bytes..6_000 * bytes).contains(&found), "{element}: {found}");
        }
        assert!(parsed_bytes(&"[0,".repeat(10)) >= 960, "what breaks off was parsed until there");
    }

    #[test]
    fn numbers_keep_their_digits() {
        let text = r#"{"a":1e400,"b":0.1000,"c":123456789012345678901234567890123456789}"#;
        assert_eq!(parse(text).unwrap().to_string(), text.replace("1e400", "1e+400"));
    }
}
