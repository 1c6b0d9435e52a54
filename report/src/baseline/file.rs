//! The baseline file, read strictly: an entry that is misspelt must not hide a failure.

use std::ops::Range;

use serde::Deserialize;
use time::{Date, Duration, Month};
use toml::Spanned;
use toml::value::Datetime;

use super::{Baseline, Entry, today};
use crate::clean;
use crate::near;
use crate::report::Run;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    expected: Vec<Spanned<Written>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    rule: Spanned<String>,
    scenario: Option<Spanned<String>>,
    reason: Spanned<String>,
    until: Spanned<Datetime>,
}

/// What [`draft`] writes where a reason belongs. [`parse`] does not accept it as a reason.
const NO_REASON: &str = "TODO";

/// How long an entry of a draft is valid.
const DRAFT: Duration = Duration::days(30);
/// How far ahead the last day of an entry may be.
const LONGEST: Duration = Duration::days(365);

/// The names that an entry can have, and the commands that list them.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub rules: &'a [&'static str],
    /// Names of runs.
    pub scenarios: &'a [&'a str],
    pub rules_listed_by: &'static str,
    pub scenarios_listed_by: &'static str,
}

/// What is wrong at one place, and what to do about it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mistake {
    /// Range of bytes in the text.
    pub span: Range<usize>,
    pub title: String,
    pub help: Option<String>,
}

/// `path` is what the file is called in the report.
///
/// # Errors
///
/// Everything that is wrong in it.
pub fn parse(
    path: &str,
    source: &str,
    known: Known<'_>,
    today: Date,
) -> Result<Baseline, Vec<Mistake>> {
    let file: File = toml::from_str(source).map_err(|error| {
        let span = header(source, error.span().unwrap_or_default());
        vec![Mistake { span, title: error.message().to_owned(), help: None }]
    })?;
    let mut problems = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    for written in file.expected {
        let span = header(source, written.span());
        match entry(written.into_inner(), known, today) {
            Ok(entry) => {
                let line = 1 + source[..span.start].matches('\n').count();
                let same =
                    |other: &&Entry| other.rule == entry.rule && other.scenario == entry.scenario;
                if let Some(other) = entries.iter().find(same) {
                    let title = format!("{} is expected at {} too", entry.label(), other.place);
                    problems.push(Mistake { span, title, help: None });
                }
                entries.push(Entry { place: format!("{path}:{line}"), ..entry });
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(Baseline { entries, today }) } else { Err(problems) }
}

fn header(source: &str, span: Range<usize>) -> Range<usize> {
    let text = source.get(span.clone()).unwrap_or_default();
    span.start..span.start + text.lines().next().map_or(0, str::len)
}

fn entry(written: Written, known: Known<'_>, today: Date) -> Result<Entry, Vec<Mistake>> {
    let Written { rule, scenario, reason, until } = written;
    let mut problems = Vec::new();
    let mut at = |span: Range<usize>, title: String, help: String| {
        problems.push(Mistake { span, title, help: Some(help) });
    };
    let name = rule.get_ref().trim();
    let id = known.rules.iter().find(|id| id.eq_ignore_ascii_case(name));
    if id.is_none() {
        let help = near::help(name, known.rules.iter().copied(), known.rules_listed_by);
        at(rule.span(), format!("there is no rule `{name}`"), help);
    }
    if let Some(scenario) = &scenario
        && !known.scenarios.contains(&&**scenario.get_ref())
    {
        let name = scenario.get_ref();
        let help = near::help(name, known.scenarios.iter().copied(), known.scenarios_listed_by);
        at(scenario.span(), format!("there is no scenario `{name}`"), help);
    }
    let why = reason.get_ref().trim();
    if why.is_empty() || why.starts_with(NO_REASON) {
        let help = "say why this may fail, for example the ticket that will fix it";
        at(reason.span(), "this is not a reason".to_owned(), help.to_owned());
    }
    let span = until.span();
    let until = last_day(until.get_ref());
    let latest = today.saturating_add(LONGEST);
    if until.is_none() {
        let help = "for example until = 2027-01-31, the last day on which it may fail";
        at(span, "expected a day".to_owned(), help.to_owned());
    } else if until > Some(latest) {
        let help = format!("{latest} is the latest possible day; it can be extended then");
        at(span, "this is more than a year ahead".to_owned(), help);
    }
    match (id, until) {
        (Some(id), Some(until)) if problems.is_empty() => Ok(Entry {
            place: String::new(),
            rule: (*id).to_owned(),
            scenario: scenario.map(Spanned::into_inner),
            reason: reason.into_inner(),
            until,
        }),
        _ => Err(problems),
    }
}

/// A day without a time.
fn last_day(until: &Datetime) -> Option<Date> {
    let date = until.date.filter(|_| until.time.is_none())?;
    Date::from_calendar_date(date.year.into(), Month::try_from(date.month).ok()?, date.day).ok()
}

/// An entry for everything that is broken, with its reason still to be written. `command` takes the
/// file: "flinks-mock run --baseline".
pub fn draft(runs: &[Run], command: &str) -> String {
    written(runs, command, today().saturating_add(DRAFT))
}

fn written(runs: &[Run], command: &str, until: Date) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let broken = runs.iter().flat_map(|run| {
        let checks = run.checks.iter().filter(|check| check.fails());
        checks.map(move |check| {
            format!(
                "\n# {}\n[[expected]]\nrule = {}\nscenario = {}\n\
                 reason = \"{NO_REASON}: why may this fail?\"\nuntil = {until}\n",
                clean(&check.rule.sentence),
                quoted(&check.rule.id),
                quoted(&run.name)
            )
        })
    });
    let broken: String = broken.collect();
    format!("# Expected failures, for `{command}`. Say why in each `reason`.\n{broken}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = day(2026, Month::November, 21);

    const fn day(year: i32, month: Month, day: u8) -> Date {
        match Date::from_calendar_date(year, month, day) {
            Ok(date) => date,
            Err(_) => panic!("not a day"),
        }
    }

    const KNOWN: Known<'_> = Known {
        rules: &["CLI-SEQ-003", "CLI-SEQ-004"],
        scenarios: &["two-polls", "never-ready"],
        rules_listed_by: "mock rules",
        scenarios_listed_by: "mock scenarios",
    };

    #[test]
    fn a_good_file() {
        let text = "# Known.\n[[expected]]\nrule = \"CLI-SEQ-003\"\nscenario = \"two-polls\"\nreason = \"node-flinks posts\"\nuntil = 2027-01-31\n\n\
                    [[expected]]\nrule = \"cli-seq-003\"\nreason = \"everywhere\"\nuntil = 2026-11-21\n";
        let read = parse("expected.toml", text, KNOWN, TODAY).unwrap();
        let entry = |line: u32, scenario: Option<&str>, reason: &str, until: Date| Entry {
            place: format!("expected.toml:{line}"),
            rule: "CLI-SEQ-003".to_owned(),
            scenario: scenario.map(str::to_owned),
            reason: reason.to_owned(),
            until,
        };
        let last = day(2027, Month::January, 31);
        assert_eq!(
            read.entries,
            [
                entry(2, Some("two-polls"), "node-flinks posts", last),
                entry(8, None, "everywhere", TODAY)
            ]
        );
        assert!(parse("a.toml", "", KNOWN, TODAY).unwrap().entries.is_empty());
    }

    #[test]
    fn a_mistake_is_where_it_stands_and_says_the_way_out() {
        let good = [
            ("rule", "\"CLI-SEQ-003\""),
            ("scenario", "\"two-polls\""),
            ("reason", "\"known\""),
            ("until", "2027-01-31"),
        ];
        let year = "2027-11-21 is the latest possible day; it can be extended then";
        let no_reason = "say why this may fail, for example the ticket that will fix it";
        let example = "for example until = 2027-01-31, the last day on which it may fail";
        let table = [
            (
                "rule",
                "\"CLI-SEQ-03\"",
                "there is no rule `CLI-SEQ-03`",
                "did you mean `CLI-SEQ-003`?",
            ),
            ("rule", "\"POLL\"", "there is no rule `POLL`", "`mock rules` lists them all"),
            (
                "scenario",
                "\"two\"",
                "there is no scenario `two`",
                "`mock scenarios` lists them all",
            ),
            ("reason", "\" \"", "this is not a reason", no_reason),
            ("reason", "\"TODO: why?\"", "this is not a reason", no_reason),
            ("until", "2027-01-31T10:00:00", "expected a day", example),
            ("until", "10:00:00", "expected a day", example),
            ("until", "2027-11-22", "this is more than a year ahead", year),
            ("until", "9999-12-31", "this is more than a year ahead", year),
        ];
        for (key, wrong, title, help) in table {
            let lines = good.map(|(name, value)| {
                format!("{name} = {}\n", if name == key { wrong } else { value })
            });
            let text = format!("[[expected]]\n{}", lines.concat());
            let start = text.find(wrong).unwrap();
            let mistake = Mistake {
                span: start..start + wrong.len(),
                title: title.to_owned(),
                help: Some(help.to_owned()),
            };
            let problems = parse("a.toml", &text, KNOWN, TODAY).unwrap_err();
            assert_eq!(problems, [mistake], "{key} = {wrong}");
        }
        let last = "[[expected]]\nrule = \"CLI-SEQ-003\"\nreason = \"known\"\nuntil = 2027-11-21\n";
        assert!(parse("a.toml", last, KNOWN, TODAY).is_ok());
    }

    #[test]
    fn one_entry_for_one_expectation_in_any_case() {
        let entry = |rule: &str| {
            format!("[[expected]]\nrule = \"{rule}\"\nreason = \"known\"\nuntil = 2027-01-31\n")
        };
        let text = entry("CLI-SEQ-003") + &entry("cli-seq-003");
        let title = "CLI-SEQ-003 is expected at a.toml:1 too".to_owned();
        let mistake = Mistake { span: 70..82, title, help: None };
        assert_eq!(parse("a.toml", &text, KNOWN, TODAY).unwrap_err(), [mistake]);
        assert!(
            parse("a.toml", &(entry("CLI-SEQ-003") + &entry("CLI-SEQ-004")), KNOWN, TODAY).is_ok()
        );
    }

    #[test]
    fn a_draft_can_be_read_once_it_has_reasons() {
        use crate::check::Strength;
        use crate::tests::{broken, check, run};
        use crate::verdict::Verdict;
        let checks = vec![
            check("CLI-SEQ-003", Strength::Must, broken()),
            check("CLI-SEQ-004", Strength::Should, broken()),
        ];
        let run = run("a \"b\" \\ c", checks, Verdict::Fail);
        let draft = written(&[run], "mock run --baseline", day(2026, Month::December, 21));
        let expected = "# Expected failures, for `mock run --baseline`. Say why in each `reason`.\n\n# one line\\u{a}and no other\n[[expected]]\nrule = \"CLI-SEQ-003\"\nscenario = 'a \"b\" \\ c'\nreason = \"TODO: why may this fail?\"\nuntil = 2026-12-21\n";
        assert_eq!(draft, expected);
        let known = Known { scenarios: &["a \"b\" \\ c"], ..KNOWN };
        assert_eq!(parse("a.toml", &draft, known, TODAY).unwrap_err().len(), 1);
        let done = draft.replace("TODO: ", "");
        assert_eq!(parse("a.toml", &done, known, TODAY).unwrap().entries.len(), 1);
    }
}
