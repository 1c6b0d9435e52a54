//! A run as fixtures and a scenario, which the mock plays.
//!
//! Its values are made anew ([`anew`]). The probes are not in it: the mock answers a wrong call by itself.

pub(crate) mod anew;
mod answer;
mod body;
mod script;
mod verdicts;

use flinks_contract::fixture::Kind;
use flinks_contract::scenario::is_timestamp;
use flinks_judge::server::{Parsed, ParsedRun};
use flinks_report::fnv1a;
use flinks_trace::{HarnessRun, Part, Role};
use serde_json::Value;
use uuid::Uuid;

use answer::LOST;
use body::Ids;

pub(crate) use verdicts::{changes, regrouped};

/// The files of a recording, ready to be written.
#[derive(Debug)]
pub(crate) struct Recording {
    /// Paths below the folder of the recording, with `/`, and texts. The scenario is the last one,
    /// so that it never names a fixture that is not there yet.
    pub(crate) files: Vec<(String, String)>,
    pub(crate) login_id: Uuid,
    /// Whether a fixture departs from its schema. The mock serves such a fixture only on request.
    pub(crate) lenient: bool,
    /// What the recording cannot tell, or tells differently.
    pub(crate) notes: Vec<String>,
}

impl Recording {
    /// `day` is `2026-11-21`. An error says why no scenario can tell the story.
    pub(crate) fn of(record: &HarnessRun, name: &str, day: &str) -> Result<Self, String> {
        let run = &ParsedRun::from(record);
        if run.exchanges.iter().all(|exchange| exchange.reply().is_none()) {
            return Err("no request was answered, so there is nothing to record".to_owned());
        }
        let login = Login::of(run);
        let mut bodies = Bodies { name, files: Vec::new(), known: Vec::new(), lenient: false };
        let mut notes = Vec::new();
        let mut steps = String::new();
        for (on, kind) in [
            ("authorize", Kind::Authorize),
            ("accounts", Kind::Accounts),
            ("investments", Kind::Investments),
        ] {
            let mut answers = Vec::new();
            for exchange in run.exchanges.iter().filter(|one| plays(one, kind)) {
                let ids = Ids::of(run, exchange.part, &login);
                answers.push(answer::lines(exchange, kind, &ids, &mut bodies)?);
            }
            let lost = answers.iter().filter(|answer| **answer == [LOST]).count();
            if lost > 0 {
                let calls = if lost == 1 { "call" } else { "calls" };
                let played = "without an answer: played as a closed connection";
                notes.push(format!("{lost} {calls} of {on} {played}"));
            }
            steps += &script::steps(on, &answers)?;
        }
        let beside = run.exchanges.iter().filter(|exchange| !in_story(exchange)).count();
        if beside > 0 {
            let why = "such as the wrong ones on purpose; the mock answers them by itself";
            notes.push(format!("not in it: {beside} calls beside the flow, {why}"));
        }
        let login_id = login_id(name);
        let text = script::head(run, day, &login, login_id, &bodies) + &steps;
        let Bodies { mut files, lenient, .. } = bodies;
        files.push((format!("scenarios/{name}.toml"), text));
        Ok(Self { files, login_id, lenient, notes })
    }
}

/// Whether an exchange becomes an answer in the script of this kind.
fn plays(exchange: &Parsed<'_>, kind: Kind) -> bool {
    match kind {
        Kind::Authorize => exchange.role == Role::Open,
        // The look back at the first session is one more call of it, and may have another answer.
        Kind::Accounts => exchange.is_data_call() && exchange.part == Part::Accounts,
        _ => exchange.is_data_call() && exchange.part == Part::Investments,
    }
}

/// Whether a recording says how the exchange went.
fn in_story(exchange: &Parsed<'_>) -> bool {
    exchange.part != Part::Probes && exchange.role != Role::Token
}

/// A LoginId that depends on the name alone, so that a repeated recording keeps it. Those of the
/// built-in scenarios begin with 1.
fn login_id(name: &str) -> Uuid {
    let hash = fnv1a(&[name]);
    Uuid::from_u128(0x3000_0000_0000_4000_8000_0000_0000_0000 | u128::from(hash & 0xffff_ffff_ffff))
}

/// What the answers say about the login.
#[derive(Debug, Default)]
struct Login {
    id: String,
    institution: Option<String>,
    username: Option<String>,
    last_refresh: Option<String>,
}

impl Login {
    fn of(run: &ParsedRun<'_>) -> Self {
        let body = run.sessions().find_map(|session| session.json());
        let text = |pointer: &str| {
            let text = body?.pointer(pointer)?.as_str()?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        // The mock takes only a time as Flinks writes it; any other text stays in the fixture.
        Self {
            id: run.head.login_id.clone(),
            institution: text("/Institution"),
            username: text("/Login/Username"),
            last_refresh: text("/Login/LastRefresh").filter(|text| is_timestamp(text)),
        }
    }
}

#[derive(Debug)]
struct Bodies<'a> {
    name: &'a str,
    files: Vec<(String, String)>,
    known: Vec<(Kind, Value, String)>,
    lenient: bool,
}

impl Bodies<'_> {
    /// The name of the fixture that holds a body. A new one is made if there is none. The first one of a
    /// kind has the name of the recording, and is what the endpoint normally answers.
    fn keep(&mut self, kind: Kind, body: &Value, is_valid: bool) -> String {
        let of_kind = self.known.iter().filter(|(of, ..)| *of == kind);
        if let Some((.., name)) = of_kind.clone().find(|(_, known, _)| known == body) {
            return name.clone();
        }
        self.lenient |= !is_valid;
        let name = match of_kind.count() {
            0 => self.name.to_owned(),
            others => format!("{}-{}", self.name, others + 1),
        };
        let path = format!("fixtures/{}/{name}.json", kind.folder());
        self.files.push((path, body::file(body)));
        self.known.push((kind, body.clone(), name.clone()));
        name
    }
}

#[cfg(test)]
mod tests;
