//! From the text of a file to a checked scenario.

mod challenge;
mod fault;
mod head;
mod header;
mod patch;
mod step;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};
use uuid::Uuid;

pub use head::is_timestamp;

use super::spot::{self, Spot, first_line};
use super::{FaultRule, File, Fixtures, Login, Scenario, Session, Step, Token, syntax};
use crate::diagnostic::Diagnostic;

/// Largest file: 1 MiB.
const MOST_BYTES: usize = 1 << 20;

/// Longest text of a file, in bytes: 64 KiB. What is longer belongs in a fixture.
pub const LONGEST_TEXT: usize = 64 << 10;

/// Most steps of a file: a bound on what it can make the mock keep; nobody writes more by hand.
pub const MOST_STEPS: usize = 1_000;

/// Each call goes through all of them.
const MOST_FAULTS: usize = 100;

/// The file is read again after each.
const MOST_MISTAKES: usize = 20;

/// The keys whose value is a list. The parser would take one in the place of any table.
const LISTS: [&str; 6] = ["answer", "ask", "choices", "customers", "fault", "step"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    summary: Spanned<String>,
    login_id: Spanned<String>,
    username: Option<Spanned<String>>,
    institution: Option<String>,
    last_refresh: Option<Spanned<String>>,
    extends: Option<Spanned<String>>,
    #[serde(default)]
    fixtures: Fixtures,
    #[serde(default)]
    customers: Vec<String>,
    #[serde(default)]
    session: Session,
    #[serde(default)]
    token: Token,
    #[serde(default, rename = "step")]
    steps: Vec<Step>,
    #[serde(default, rename = "fault")]
    faults: Vec<FaultRule>,
}

/// A file under examination, and what was found so far.
struct Check<'a> {
    path: &'a str,
    source: &'a Arc<str>,
    problems: Vec<Diagnostic>,
    /// Tables of which a part was left out, so that the rest cannot be judged.
    half_read: Vec<Range<usize>>,
}

pub(super) fn scenario(path: &str, source: &Arc<str>) -> Result<Scenario, Vec<Diagnostic>> {
    if source.len() > MOST_BYTES {
        let mebibytes = source.len().div_ceil(1 << 20);
        let title =
            format!("a scenario of {mebibytes} MiB; at most {} MiB are allowed", MOST_BYTES >> 20);
        return Err(vec![Diagnostic::file(path, title).help("large bodies belong in a fixture")]);
    }
    if source.trim_start().starts_with('{') {
        let help = "`flinks-mock init` writes a first scenario, with comments";
        return Err(vec![Diagnostic::file(path, "this is JSON; a scenario is TOML").help(help)]);
    }
    let mistake = |error| vec![syntax::mistake(path, source, &error)];
    let mut document = DeTable::parse(source).map_err(mistake)?;
    let mut check = Check { path, source, problems: Vec::new(), half_read: Vec::new() };
    let raw = check.read(&mut document);
    let document = DeValue::Table(document.into_inner());
    let top = Spot::new(&document);
    check.shapes(&top, "");
    let id = raw.and_then(|mut raw| Some((check.raw(&top, &mut raw)?, raw)));
    match id {
        Some((id, raw)) if check.problems.is_empty() => Ok(finished(path, source, raw, id, &top)),
        _ => {
            check.problems.sort_by_key(Diagnostic::line_column);
            Err(check.problems)
        }
    }
}

impl Check<'_> {
    /// Reads the keys. What has a mistake is left out and the rest is read again, so that all are found.
    fn read(&mut self, document: &mut Spanned<DeTable<'_>>) -> Option<Raw> {
        let mut left_out: Vec<(String, Range<usize>)> = Vec::new();
        while self.problems.len() < MOST_MISTAKES {
            let error = match Raw::deserialize(Deserializer::from(document.clone())) {
                Ok(raw) => return Some(raw),
                Err(error) => error,
            };
            let span = error.span().unwrap_or_default();
            // A key that was left out is not missing by anybody's mistake.
            let is_missing = |(key, table): &(String, Range<usize>)| {
                *table == span && error.message() == format!("missing field `{key}`")
            };
            if !left_out.iter().any(is_missing) {
                self.problems.push(syntax::mistake(self.path, self.source, &error));
            }
            let (key, around) = spot::take(document.get_mut(), &span)?;
            left_out.extend(around.first().map(|table| (key, table.clone())));
            self.half_read.extend(around);
        }
        None
    }

    /// Everything but the shape; and notes the places of steps and faults. Gives the LoginId, where it
    /// is one.
    fn raw(&mut self, top: &Spot<'_>, raw: &mut Raw) -> Option<Uuid> {
        let id = self.head(top, raw);
        self.most(raw.steps.len(), MOST_STEPS, "steps");
        self.most(raw.faults.len(), MOST_FAULTS, "faults");
        let steps = top.key("step");
        for (index, step) in raw.steps.iter_mut().take(MOST_STEPS).enumerate() {
            let at = steps.item(index);
            step.place = first_line(self.source, at.span.clone());
            if !self.half_read.contains(&at.span) {
                self.step(&at, step);
            }
        }
        let faults = top.key("fault");
        for (index, rule) in raw.faults.iter_mut().take(MOST_FAULTS).enumerate() {
            let at = faults.item(index);
            rule.place = first_line(self.source, at.span.clone());
            self.rule(&at, rule);
        }
        id
    }

    fn most(&mut self, count: usize, most: usize, things: &str) {
        if count > most {
            let title = format!("{count} {things}; at most {most} are allowed");
            self.problems.push(Diagnostic::file(self.path, title));
        }
    }

    /// Checks that apply to every value, whatever its key.
    fn shapes(&mut self, at: &Spot<'_>, key: &str) {
        match at.value {
            Some(DeValue::String(text)) if text.len() > LONGEST_TEXT => {
                let title = format!("a text of {} KiB", text.len().div_ceil(1 << 10));
                let help = "at most 64 KiB are allowed; larger bodies belong in a fixture";
                self.refuse(at, title, help);
            }
            Some(DeValue::Array(_)) if !LISTS.contains(&key) => {
                self.refuse(at, format!("`{key}` is not a list"), "remove the brackets");
            }
            Some(DeValue::Array(items)) => {
                for index in 0..items.len() {
                    self.shapes(&at.item(index), "");
                }
            }
            _ => at.entries().for_each(|(key, _, inner)| self.shapes(&inner, key)),
        }
    }

    fn refuse(&mut self, at: &Spot<'_>, title: impl Into<String>, help: impl Into<String>) {
        self.refuse_span(at.span.clone(), title, help);
    }

    fn refuse_span(
        &mut self,
        span: Range<usize>,
        title: impl Into<String>,
        help: impl Into<String>,
    ) {
        let span = first_line(self.source, span);
        let problem = Diagnostic::at(self.path, self.source, span, title);
        self.problems.push(problem.help(help));
    }
}

fn finished(path: &str, source: &Arc<str>, raw: Raw, id: Uuid, top: &Spot<'_>) -> Scenario {
    let login_id = raw.login_id.span();
    let file = File {
        path: path.to_owned(),
        source: Arc::clone(source),
        username: raw.username.as_ref().map_or(login_id.clone(), Spanned::span),
        login_id,
        said: said(top),
    };
    let last_refresh = raw.last_refresh.map(Spanned::into_inner);
    Scenario {
        name: head::stem(path).to_owned(),
        summary: raw.summary.into_inner(),
        login: Login {
            id,
            username: raw.username.map(Spanned::into_inner),
            institution: raw.institution.unwrap_or_else(|| "FlinksCapital".to_owned()),
            last_refresh: last_refresh.unwrap_or_else(|| head::LAST_REFRESH.to_owned()),
        },
        extends: raw.extends,
        customers: raw.customers,
        fixtures: raw.fixtures,
        session: raw.session,
        token: raw.token,
        steps: raw.steps,
        faults: raw.faults,
        file,
    }
}

/// The keys of the tables that another scenario can fill: `session.idle`.
fn said(top: &Spot<'_>) -> BTreeSet<String> {
    let tables = ["fixtures", "session", "token"].map(|table| (table, top.key(table)));
    let keys = |(table, at): &(&str, Spot<'_>)| -> Vec<String> {
        at.entries().map(|(key, ..)| format!("{table}.{key}")).collect()
    };
    tables.iter().flat_map(keys).collect()
}
