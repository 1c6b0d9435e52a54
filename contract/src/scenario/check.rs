//! From the text of a file to a checked scenario.

use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use uuid::Uuid;

use super::{FaultRule, File, Fixtures, Login, On, Reply, Scenario, Session, Step, Token};
use crate::diagnostic::{Diagnostic, suggestion};

/// That of the Flinks guides.
const LAST_REFRESH: &str = "2019-05-09T13:47:46.5227901";

/// More would be no story; it also bounds what a file can make the mock keep.
const MOST_STEPS: usize = 1_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Raw {
    summary: Spanned<String>,
    login_id: Spanned<String>,
    username: Option<Spanned<String>>,
    institution: Option<String>,
    last_refresh: Option<Spanned<String>>,
    #[serde(default)]
    fixtures: Fixtures,
    #[serde(default)]
    customers: Vec<String>,
    #[serde(default)]
    session: Session,
    #[serde(default)]
    token: Token,
    #[serde(default, rename = "step")]
    steps: Vec<Spanned<Step>>,
    #[serde(default, rename = "fault")]
    faults: Vec<FaultRule>,
}

/// The parser's own error, with "did you mean" where it lists the names it knows.
pub(super) fn syntax(path: &str, source: &Arc<str>, error: &toml::de::Error) -> Diagnostic {
    let message = error.message().lines().collect::<Vec<_>>().join("; ");
    let span = error.span().unwrap_or(0..0);
    match message.split_once(", expected ") {
        Some((what, known)) if what.starts_with("unknown ") => {
            let mut names = what.split('`').skip(1).step_by(2);
            let known: Vec<_> = known.split('`').skip(1).step_by(2).collect();
            let help = suggestion(names.next().unwrap_or_default(), known.iter().copied());
            Diagnostic::at(path, source, span, what, "").help(help)
        }
        // What serde says of a table in the place of a variant.
        _ if message.contains("wanted exactly 1 element") => {
            Diagnostic::at(path, source, span, "a reply is one thing", "").help(
                "write reply.error = \"CODE\" or reply.fixture = \"name\"; \
                 `status` and `message` are keys of the step",
            )
        }
        _ => Diagnostic::at(path, source, span, message, ""),
    }
}

pub(super) fn scenario(
    path: &str,
    source: &Arc<str>,
    raw: Raw,
) -> Result<Scenario, Vec<Diagnostic>> {
    let at = |span: Range<usize>, title: String| Diagnostic::at(path, source, span, title, "");
    let mut problems = Vec::new();
    let name = stem(path);
    if let Some(problem) = name_problem(name) {
        problems
            .push(Diagnostic::file(path, problem).help("rename the file, such as two-polls.toml"));
    }
    if raw.summary.get_ref().trim().is_empty() || raw.summary.get_ref().contains('\n') {
        problems.push(at(raw.summary.span(), "the summary is one sentence on one line".to_owned()));
    }
    let id = Uuid::try_parse(raw.login_id.get_ref()).ok();
    if id.is_none() {
        let title = format!("`{}` is not a GUID", raw.login_id.get_ref());
        problems.push(
            at(raw.login_id.span(), title).help("such as 10000000-0000-4000-8000-000000000099"),
        );
    }
    if let Some(text) = raw.last_refresh.as_ref().filter(|text| !is_timestamp(text.get_ref())) {
        let title = format!("`{}` is not a time as Flinks writes it", text.get_ref());
        problems.push(at(text.span(), title).help(format!("such as {LAST_REFRESH}")));
    }
    if raw.steps.len() > MOST_STEPS {
        let title = format!("{} steps; the most is {MOST_STEPS}", raw.steps.len());
        problems.push(Diagnostic::file(path, title));
    }
    for step in &raw.steps {
        problems.extend(
            step_problem(step.get_ref())
                .map(|(title, help)| at(first_line(source, step.span()), title).help(help)),
        );
    }
    let file =
        File { path: path.to_owned(), source: Arc::clone(source), login_id: raw.login_id.span() };
    match id {
        Some(id) if problems.is_empty() => Ok(Scenario {
            name: name.to_owned(),
            summary: raw.summary.into_inner(),
            login: Login {
                id,
                username: raw.username.map(Spanned::into_inner),
                institution: raw.institution.unwrap_or_else(|| "FlinksCapital".to_owned()),
                last_refresh: raw
                    .last_refresh
                    .map_or_else(|| LAST_REFRESH.to_owned(), Spanned::into_inner),
            },
            customers: raw.customers,
            fixtures: raw.fixtures,
            session: raw.session,
            token: raw.token,
            faults: raw.faults,
            steps: raw.steps.into_iter().map(Spanned::into_inner).collect(),
            file,
        }),
        _ => Err(problems),
    }
}

fn step_problem(step: &Step) -> Option<(String, String)> {
    let problem = |title: &str, help: &str| Some((title.to_owned(), help.to_owned()));
    if step.times.is_some() && step.lasts.is_some() {
        return problem("a step has `times` or `for`, not both", "write two steps");
    }
    let overrides = step.status.is_some() || step.message.is_some();
    match (&step.reply, step.on) {
        (Reply::Error(_), _) => {}
        _ if overrides => {
            return problem(
                "`status` and `message` belong to an error",
                "give the step `reply.error`, or remove them",
            );
        }
        (Reply::Pending | Reply::Dispatched, On::Authorize) => {
            return problem(
                "Authorize has no pending answer",
                "use on = \"accounts\", \"investments\" or \"data\"",
            );
        }
        // The link of a dispatched answer leads to GetAccountsDetailAsync; Investments has no Async.
        (Reply::Dispatched, On::Investments | On::Data) => {
            return problem("Investments is never dispatched", "use on = \"accounts\"");
        }
        (Reply::Fixture(_), On::Data) => {
            return problem(
                "one fixture cannot answer both accounts and investments",
                "write one step with on = \"accounts\" and one with on = \"investments\"",
            );
        }
        _ => {}
    }
    match step.status {
        Some(status) if !(200..=599).contains(&status) => {
            problem(&format!("{status} is not a status an answer can have"), "use 200 to 599")
        }
        _ => None,
    }
}

fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.strip_suffix(".toml").unwrap_or(file)
}

fn name_problem(name: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let good = !name.is_empty() && name.len() <= 64 && name.chars().all(allowed);
    (!good).then(|| "the name of a scenario is 1 to 64 of a-z, 0-9 and hyphens".to_owned())
}

/// `2019-05-09T13:47:46`, up to 7 digits of a second, with or without `Z` (conflict C4).
fn is_timestamp(text: &str) -> bool {
    let Some((seconds, rest)) = text.split_at_checked(19) else { return false };
    let shape: String = seconds.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let rest = rest.strip_suffix('Z').unwrap_or(rest);
    let fraction = rest.strip_prefix('.').map_or(rest.is_empty(), |digits| {
        (1..=7).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
    });
    shape == "0000-00-00T00:00:00" && fraction
}

/// A step spans several lines; its header is enough to find it.
fn first_line(source: &str, span: Range<usize>) -> Range<usize> {
    let text = source.get(span.clone()).unwrap_or_default();
    span.start..span.start + text.lines().next().map_or(0, str::len)
}
