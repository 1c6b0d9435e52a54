//! The text of the scenario.

use flinks_judge::server::ParsedRun;
use flinks_trace::{Ending, Part};

use flinks_contract::fixture::Kind;
use flinks_contract::scenario::MOST_STEPS;
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::{Answer, Base};
use super::{About, Bodies, Login, Unplayable};

/// An answer, and how often it came in a row. None: for good.
pub(super) type Step = (Answer, Option<usize>);

/// The last answer stays, as that of a server does that was not asked again.
pub(super) fn steps(answers: Vec<Answer>) -> Result<Vec<Step>, Unplayable> {
    let mut steps: Vec<(Answer, usize)> = Vec::new();
    for answer in answers {
        match steps.last_mut() {
            Some((last, times)) if *last == answer => *times += 1,
            _ => steps.push((answer, 1)),
        }
    }
    if steps.len() > MOST_STEPS {
        return Err(Unplayable::Steps(steps.len()));
    }
    let last = steps.pop().map(|(answer, _)| answer);
    let mut steps: Vec<Step> =
        steps.into_iter().map(|(answer, times)| (answer, Some(times))).collect();
    // What is left when no step is.
    steps.extend(last.filter(|last| !last.is_normal()).map(|last| (last, None)));
    Ok(steps)
}

/// Everything that stands in the file.
pub(super) struct Scenario<'a> {
    pub(super) about: &'a About<'a>,
    pub(super) run: &'a ParsedRun<'a>,
    pub(super) login: &'a Login,
    pub(super) login_id: Uuid,
    pub(super) bodies: &'a Bodies,
    /// No session ends by itself.
    pub(super) unlimited: bool,
    pub(super) scripts: &'a [(&'static str, Vec<Step>)],
}

impl Scenario<'_> {
    pub(super) fn text(&self) -> String {
        let mut out = self.head();
        for (on, steps) in self.scripts {
            for (answer, times) in steps {
                out += &step(on, answer, *times);
            }
        }
        out
    }

    fn head(&self) -> String {
        let About { name, day } = self.about;
        let version = env!("CARGO_PKG_VERSION");
        let mut out = format!(
            "# Recorded on {day} by flinks-harness {version}. The values are made up.\n\
             summary = {}\nlogin-id = \"{}\"\n",
            quoted(&self.summary()),
            self.login_id
        );
        let login =
            [("institution", &self.login.institution), ("last-refresh", &self.login.last_refresh)];
        for (key, text) in login {
            if let Some(text) = text {
                out.extend([key, " = ", &quoted(text), "\n"]);
            }
        }
        let kinds = [Kind::Authorize, Kind::Accounts, Kind::Investments];
        let kept = kinds.into_iter().filter(|kind| self.bodies.has(*kind));
        let names: Vec<String> =
            kept.map(|kind| format!("{} = {}", kind.folder(), quoted(name))).collect();
        if !names.is_empty() {
            out.extend(["\n[fixtures]\n", &names.join("\n"), "\n"]);
        }
        if self.unlimited {
            out += "\n# The bank was never ready; nothing but the client's own deadline ended it.\n\
                    [session]\nprocessing = \"unlimited\"\n";
        }
        out
    }

    /// "Recorded: accounts after 2 of 202, investments ended with 401 X."
    fn summary(&self) -> String {
        let part = |part: Part| {
            let pending = self.run.of(part).filter(|one| one.status() == Some(202)).count();
            let after = match pending {
                0 => "at once".to_owned(),
                count => format!("after {count} of 202"),
            };
            Some(match self.run.ending(part)? {
                Ending::Data => format!("{part} {after}"),
                Ending::Deadline => format!("{part} never ready"),
                Ending::Terminal(_) | Ending::Throttled(_) => format!("{part} refused {after}"),
                Ending::NoSession(_) => format!("no session for {part}"),
                Ending::NoAnswer(_) => format!("{part} without an answer"),
                Ending::Retired(_) => format!("{part} retired"),
                Ending::OverBudget(_) => format!("{part} not asked to the end"),
            })
        };
        let parts: Vec<String> =
            [Part::Accounts, Part::Investments].into_iter().filter_map(part).collect();
        format!("Recorded: {}.", parts.join(", "))
    }
}

fn step(on: &str, answer: &Answer, times: Option<usize>) -> String {
    let mut lines = vec![format!("\n[[step]]\non = \"{on}\"")];
    lines.extend(times.map(|times| format!("times = {times}")));
    if answer.delay > 0 {
        lines.push(format!("delay = \"{}s\"", answer.delay));
    }
    lines.push(match &answer.base {
        Base::Normal => "reply = \"normal\"".to_owned(),
        Base::Fixture(name) => format!("reply.fixture = {}", quoted(name)),
        Base::Pending => "reply = \"pending\"".to_owned(),
        Base::Dispatched => "reply = \"dispatched\"".to_owned(),
        Base::Error { code, .. } => format!("reply.error = \"{}\"", code.name),
        Base::Raw { status, content_type, body } => format!(
            "reply.raw = {{ status = {status}, content-type = {}, body = {} }}",
            quoted(content_type),
            quoted(body)
        ),
        Base::Lost => "fault = \"close\"".to_owned(),
    });
    if let Base::Error { message: Some(message), .. } = &answer.base {
        lines.push(format!("message = {}", quoted(message)));
    }
    lines.extend(answer.http_status.map(|status| format!("http-status = {status}")));
    if !answer.headers.is_empty() {
        let headers = answer.headers.iter();
        let headers = headers.map(|(name, value)| format!("{name} = {}", quoted(value)));
        let headers: Vec<String> = headers.collect();
        lines.push(format!("headers = {{ {} }}", headers.join(", ")));
    }
    lines.extend(answer.body.as_ref().map(|body| format!("patch = {}", patch(body))));
    lines.join("\n") + "\n"
}

/// The whole body in the place of the mock's own.
fn patch(body: &Value) -> String {
    let patch = json!([{ "op": "replace", "path": "", "value": body }]);
    let text = format!("{patch:#}");
    // The form without escapes, where the text allows it.
    if text.contains("'''") || text.chars().any(|c| c.is_control() && c != '\n') {
        return quoted(&patch.to_string());
    }
    format!("'''\n{text}'''")
}

/// A basic string of TOML: that of JSON, but for one control character.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
