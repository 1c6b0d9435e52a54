//! From a checked scenario file to a story.

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

use flinks_contract::diagnostic::{Diagnostic, suggestion};
use flinks_contract::fixture::{Fixture, Kind};
use flinks_contract::scenario::{self, FaultRule, File, On, Ready, Reply, Scenario};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use json_patch::PatchOperation;
use serde_json::Value;
use toml::Spanned;

use super::{CompiledScenario, GUIDE_LOGIN_ID, GUIDE_USERNAME, Login};
use crate::answer::{Answer, Challenge, Message};
use crate::fixtures::Fixtures;
use crate::profile::Profile;
use crate::script::{Script, Step, Until};

impl CompiledScenario {
    /// # Errors
    ///
    /// A diagnostic for each fixture that does not exist, and for each patch that does not fit.
    pub(crate) fn new(
        scenario: Scenario,
        fixtures: &Fixtures,
        profile: Profile,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut builder = Builder {
            file: &scenario.file,
            fixtures,
            profile,
            institution: &scenario.login.institution,
            problems: Vec::new(),
            used: Vec::new(),
            patched_bytes: 0,
        };
        let names = &scenario.fixtures;
        let scripts = [
            builder.script(Kind::Authorize, &names.authorize, &scenario, On::covers_authorize),
            builder.script(Kind::Accounts, &names.accounts, &scenario, On::covers_accounts),
            builder.script(
                Kind::Investments,
                &names.investments,
                &scenario,
                On::covers_investments,
            ),
        ];
        match scripts {
            [Some(authorize), Some(accounts), Some(investments)] if builder.problems.is_empty() => {
                let username = scenario.login.username.as_deref().unwrap_or(GUIDE_USERNAME);
                let login = Login::new(scenario.login.id, username, &scenario.login);
                let guide = Login::new(GUIDE_LOGIN_ID, GUIDE_USERNAME, &scenario.login);
                let shares = shares(scenario.session.ready, &[&accounts, &investments]);
                Ok(Self {
                    name: scenario.name.into(),
                    summary: scenario.summary,
                    login: Arc::new(login),
                    guide: Arc::new(guide),
                    username: scenario.login.username,
                    customers: scenario.customers,
                    session: scenario.session,
                    token: scenario.token,
                    shares,
                    scripts: [authorize, accounts, investments],
                    fixtures: builder.used,
                    fingerprint: OnceLock::new(),
                    source: scenario.file.source,
                    lenient: fixtures.waived.schema,
                })
            }
            _ => Err(builder.problems),
        }
    }
}

struct Builder<'a> {
    file: &'a File,
    fixtures: &'a Fixtures,
    profile: Profile,
    institution: &'a str,
    problems: Vec<Diagnostic>,
    used: Vec<Arc<Fixture>>,
    patched_bytes: usize,
}

/// Bytes of all patched bodies of one scenario: each step keeps one of its own.
const MOST_PATCHED_BYTES: usize = 64 << 20;

/// Bytes that the copies of one patch can add. A copy of the whole body doubles it, and thirty of
/// them would take all memory.
const MOST_COPIED_BYTES: usize = 8 << 20;

impl Builder<'_> {
    fn script(
        &mut self,
        kind: Kind,
        normal: &Spanned<String>,
        scenario: &Scenario,
        covers: fn(On) -> bool,
    ) -> Option<Script> {
        let normal = self.body(kind, normal);
        let covered: Vec<_> = scenario.steps.iter().filter(|step| covers(step.on)).collect();
        let last = covered.len().saturating_sub(1);
        let mut steps = Vec::with_capacity(covered.len());
        for (position, step) in covered.into_iter().enumerate() {
            let Some(answer) = self.answer(kind, step, normal.as_ref()) else { continue };
            steps.push(Step {
                until: until(step, position == last),
                delay: step.delay,
                body_delay: step.body_delay,
                answer,
                fault: step.fault.clone(),
            });
        }
        let faults = scenario.faults.iter().filter(|fault| covers(fault.on));
        let faults: Vec<FaultRule> = faults.cloned().collect();
        Some(Script { steps, normal: Answer::Message(Arc::new(normal?)), faults })
    }

    fn answer(
        &mut self,
        kind: Kind,
        step: &scenario::Step,
        normal: Option<&Message>,
    ) -> Option<Answer> {
        if let Reply::Challenge(challenge) = &step.reply {
            let mut challenge = Challenge::new(challenge.clone());
            challenge.asked =
                Arc::new(self.with_overrides(Arc::unwrap_or_clone(challenge.asked), step)?);
            return Some(Answer::Challenge(Arc::new(challenge)));
        }
        let message = match &step.reply {
            Reply::Normal | Reply::Challenge(_) => normal?.clone(),
            Reply::Pending => {
                let name = if kind == Kind::Investments { "investments" } else { "accounts" };
                self.pending(name, "OPERATION_PENDING")?
            }
            Reply::Dispatched => self.pending("dispatched", "OPERATION_DISPATCHED")?,
            Reply::Fixture(name) => self.body(kind, name)?,
            Reply::Error(code) => {
                let text = step.message.as_deref().unwrap_or_else(|| code.0.text());
                Message::error(step.status_of(code.0), code.0, text)
            }
            Reply::Raw(raw) => raw_message(raw),
        };
        Some(Answer::Message(Arc::new(self.with_overrides(message, step)?)))
    }

    /// The message with what the step changes in it.
    fn with_overrides(&mut self, message: Message, step: &scenario::Step) -> Option<Message> {
        let mut message = message;
        if let Some(patch) = &step.patch {
            let (body, patched) = self.patched(&message.body, patch)?;
            message.body = Arc::new(body);
            message.patched = Some(patched.into());
            message.is_deliberate = true;
        }
        message.status_line = step.http_status.or(message.status_line);
        for (name, value) in &step.headers {
            // Checked when the file was read.
            if let (Ok(name), Ok(value)) =
                (name.parse::<HeaderName>(), HeaderValue::from_str(value))
            {
                message.is_deliberate |= name == CONTENT_TYPE;
                message.headers.push((name, value));
            }
        }
        Some(message)
    }

    /// The body and what was done to it, in words.
    fn patched(&mut self, body: &Fixture, patch: &Spanned<String>) -> Option<(Fixture, String)> {
        let mut json = body.to_json();
        let applied = serde_json::from_str(patch.get_ref())
            .map_err(|error| error.to_string())
            .and_then(|operations| apply(&mut json, &operations).map(|()| in_words(&operations)));
        match applied {
            Ok(words) => {
                let body = Fixture::of(&json);
                self.patched_bytes += body.bytes();
                if self.patched_bytes > MOST_PATCHED_BYTES {
                    let most = MOST_PATCHED_BYTES >> 20;
                    let help = format!("all patched bodies of a scenario have at most {most} MiB");
                    self.problem(patch, "the patched bodies are too large together", help);
                    return None;
                }
                Some((body, words))
            }
            Err(error) => {
                self.problem(patch, "the patch does not fit the body", error);
                None
            }
        }
    }

    fn body(&mut self, kind: Kind, name: &Spanned<String>) -> Option<Message> {
        let from = format!("{}/{}", kind.folder(), name.get_ref()).into();
        Some(Message { from, ..Message::new(kind.status(), "", self.fixture(kind, name)?) })
    }

    fn pending(&mut self, name: &str, code: &'static str) -> Option<Message> {
        let fixture = self.fixture(Kind::Pending, &Spanned::new(0..0, name.to_owned()))?;
        Some(Message::new(Kind::Pending.status(), code, fixture))
    }

    fn fixture(&mut self, kind: Kind, name: &Spanned<String>) -> Option<Arc<Fixture>> {
        let found = self.fixtures.get(kind, name.get_ref());
        if found.is_none() {
            let title = format!("there is no fixture `{}/{}`", kind.folder(), name.get_ref());
            let help = suggestion(name.get_ref(), self.fixtures.names(kind));
            self.problem(name, &title, help);
        }
        let dressed = found.map(|fixture| self.profile.dressed(kind, &fixture, self.institution));
        self.used.extend(dressed.clone());
        dressed
    }

    fn problem(&mut self, at: &Spanned<String>, title: &str, help: String) {
        let File { path, source, .. } = self.file;
        self.problems.push(Diagnostic::at(path, source, at.span(), title).help(help));
    }
}

/// `replace /Login/Id, remove /Links`; the first three of many.
fn in_words(patch: &json_patch::Patch) -> String {
    let word = |operation: &PatchOperation| {
        let verb = serde_json::to_value(operation).unwrap_or_default()["op"].take();
        format!("{} {}", verb.as_str().unwrap_or_default(), operation.path())
    };
    let mut words: Vec<_> = patch.0.iter().take(3).map(word).collect();
    let more = patch.0.len() - words.len();
    words.extend((more > 0).then(|| format!("{more} more")));
    words.join(", ")
}

/// Changes `json`, unless copies would make it too large.
fn apply(json: &mut Value, patch: &json_patch::Patch) -> Result<(), String> {
    let mut copied = 0;
    for (number, operation) in patch.iter().enumerate() {
        if let PatchOperation::Copy(copy) = operation {
            copied += json.pointer(copy.from.as_str()).map_or(0, |value| value.to_string().len());
            if copied > MOST_COPIED_BYTES {
                let most = MOST_COPIED_BYTES >> 20;
                return Err(format!(
                    "operation {}: its copies come to more than {most} MiB",
                    number + 1
                ));
            }
        }
        json_patch::patch(json, std::slice::from_ref(operation))
            .map_err(|error| error.to_string().replace("'/0'", &format!("'/{number}'")))?;
    }
    Ok(())
}

fn raw_message(raw: &scenario::Raw) -> Message {
    let body = Arc::new(Fixture::text(&raw.body));
    let mut message = Message {
        from: "raw".into(),
        is_success: false,
        is_deliberate: true,
        ..Message::new(raw.status, "", body)
    };
    let content_type = HeaderValue::from_str(&raw.content_type);
    message.headers.extend(content_type.ok().map(|value| (CONTENT_TYPE, value)));
    message
}

fn until(step: &scenario::Step, is_last: bool) -> Until {
    let asks = matches!(step.reply, Reply::Challenge(_));
    match (step.times, step.lasts) {
        (Some(times), _) => Until::Calls(times),
        (None, Some(lasts)) => Until::Passed(lasts),
        // What follows a challenge is for those who answer it, not for the next Authorize.
        (None, None) if is_last || asks => Until::Never,
        (None, None) => Until::Calls(NonZeroU32::MIN),
    }
}

/// Whether the sessions of a login share its collection.
fn shares(ready: Ready, data: &[&Script]) -> bool {
    let mut pending = data.iter().flat_map(|script| script.pending()).peekable();
    pending.peek().is_some()
        && match ready {
            Ready::Session => false,
            Ready::Login => true,
            Ready::ByTime => pending.all(Step::ends_by_time),
        }
}
