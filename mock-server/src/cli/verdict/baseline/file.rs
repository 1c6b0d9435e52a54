//! The file itself: read strictly, since an entry that nobody reads hides a failure or a typing error.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use flinks_contract::diagnostic::{Diagnostic, suggestion};
use flinks_contract::rule::client::CLIENT_RULES;
use flinks_contract::scenario::mistake;
use flinks_report::Run;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::{Baseline, Day, Entry};
use crate::load;

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

/// What [`draft`] writes in the place of a reason, and [`read`] does not take for one.
const NO_REASON: &str = "TODO";

/// Days that a draft gives to mend the client.
const DRAFT_DAYS: u64 = 30;

/// `scenarios` are all that can be played.
///
/// # Errors
///
/// The file cannot be read, or everything that is wrong in it.
pub(in crate::cli::verdict) fn read(
    path: &Path,
    scenarios: &[&str],
    today: Day,
) -> Result<Baseline, Vec<Diagnostic>> {
    let shown = path.display().to_string();
    let source = load::read(path).map_err(|title| vec![Diagnostic::file(&shown, title)])?;
    parse(&shown, &source.into(), scenarios, today)
}

fn parse(
    path: &str,
    source: &Arc<str>,
    scenarios: &[&str],
    today: Day,
) -> Result<Baseline, Vec<Diagnostic>> {
    let file: File = toml::from_str(source).map_err(|error| vec![mistake(path, source, &error)])?;
    let at = |span: Range<usize>, title: String| Diagnostic::at(path, source, span, title, "");
    let mut problems = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    for written in file.expected {
        let span = header(source, written.span());
        match entry(written.into_inner(), scenarios, &at) {
            Ok(entry) => {
                let place = Diagnostic::at(path, source, span.clone(), "", "");
                let line = place.line_column().map_or(1, |(line, _)| line);
                let other = entries
                    .iter()
                    .find(|other| other.rule == entry.rule && other.scenario == entry.scenario);
                if let Some(other) = other {
                    problems.push(at(
                        span,
                        format!("{} is expected at {} too", entry.named(), other.place),
                    ));
                }
                entries.push(Entry { place: format!("{path}:{line}"), ..entry });
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(Baseline::new(entries, today)) } else { Err(problems) }
}

/// The line `[[expected]]`: the span of a table is that of its header.
fn header(source: &str, span: Range<usize>) -> Range<usize> {
    let text = source.get(span.clone()).unwrap_or_default();
    span.start..span.start + text.lines().next().map_or(0, str::len)
}

fn entry(
    written: Written,
    scenarios: &[&str],
    at: &impl Fn(Range<usize>, String) -> Diagnostic,
) -> Result<Entry, Vec<Diagnostic>> {
    let Written { rule, scenario, reason, until } = written;
    let mut problems = Vec::new();
    let ids = CLIENT_RULES.iter().map(|client| client.rule.id);
    if !ids.clone().any(|id| id == rule.get_ref()) {
        let title = format!("there is no rule `{}`", rule.get_ref());
        problems.push(at(rule.span(), title).help(help(rule.get_ref(), ids, "flinks-mock rules")));
    }
    if let Some(name) = &scenario
        && !scenarios.contains(&&**name.get_ref())
    {
        let title = format!("there is no scenario `{}`", name.get_ref());
        let known = scenarios.iter().copied();
        problems.push(at(name.span(), title).help(help(
            name.get_ref(),
            known,
            "flinks-mock scenarios",
        )));
    }
    let why = reason.get_ref().trim();
    if why.is_empty() || why.starts_with(NO_REASON) {
        let problem = at(reason.span(), "this is no reason".to_owned());
        problems.push(problem.help("say why this may fail, such as the ticket that will mend it"));
    }
    let until = match until.get_ref().date {
        Some(date) if until.get_ref().time.is_none() => {
            Some(Day { year: date.year, month: date.month, day: date.day })
        }
        _ => {
            let problem = at(until.span(), "expected a day".to_owned());
            problems.push(
                problem.help("such as until = 2027-01-31, the last day on which it may fail"),
            );
            None
        }
    };
    match until {
        Some(until) if problems.is_empty() => Ok(Entry {
            place: String::new(),
            rule: rule.into_inner(),
            scenario: scenario.map(Spanned::into_inner),
            reason: reason.into_inner(),
            until,
        }),
        _ => Err(problems),
    }
}

fn help<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone, command: &str) -> String {
    let said = suggestion(name, known);
    if said.starts_with("did") { said } else { format!("`{command}` lists them all") }
}

/// An entry for everything that is broken, with its reason still to be written.
pub(in crate::cli::verdict) fn draft(runs: &[Run]) -> String {
    written(runs, Day::in_days(DRAFT_DAYS))
}

fn written(runs: &[Run], until: Day) -> String {
    let broken = runs.iter().flat_map(|run| {
        let checks = run.checks.iter().filter(|check| check.fails());
        checks.map(|check| {
            format!(
                "\n# {}\n[[expected]]\nrule = \"{}\"\nscenario = \"{}\"\n\
                 reason = \"{NO_REASON}: why may this fail?\"\nuntil = {until}\n",
                check.rule.sentence, check.rule.id, run.name
            )
        })
    });
    format!("{DRAFT_HEAD}{}", broken.collect::<String>())
}

const DRAFT_HEAD: &str =
    "# Expected failures: `flinks-mock run --baseline` takes them. Say why in each `reason`.\n";

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day { year: 2026, month: 11, day: 21 };

    fn problems(text: &str) -> String {
        let problems = parse("expected.toml", &text.into(), &["two-polls", "never-ready"], TODAY);
        let problems: Vec<_> = problems.unwrap_err().iter().map(ToString::to_string).collect();
        problems.join("\n\n")
    }

    #[test]
    fn a_good_file() {
        let text = "# Known.\n[[expected]]\nrule = \"CLI-SEQ-003\"\nscenario = \"two-polls\"\nreason = \"node-flinks posts\"\nuntil = 2027-01-31\n\n\
                    [[expected]]\nrule = \"CLI-SEQ-003\"\nreason = \"everywhere\"\nuntil = 2026-11-21\n";
        let read = parse("expected.toml", &text.into(), &["two-polls"], TODAY).unwrap();
        let entry = |line: u32, scenario: Option<&str>, reason: &str, until: Day| Entry {
            place: format!("expected.toml:{line}"),
            rule: "CLI-SEQ-003".to_owned(),
            scenario: scenario.map(str::to_owned),
            reason: reason.to_owned(),
            until,
        };
        let last = Day { year: 2027, month: 1, day: 31 };
        assert_eq!(
            read.entries,
            [
                entry(2, Some("two-polls"), "node-flinks posts", last),
                entry(8, None, "everywhere", TODAY)
            ]
        );
        assert!(parse("a.toml", &"".into(), &[], TODAY).unwrap().entries.is_empty());
    }

    #[test]
    fn every_mistake_has_its_line_and_the_way_out() {
        let good = "reason = \"known\"\nuntil = 2027-01-31\n";
        insta::assert_snapshot!(problems(&format!("[[expected]]\nrule = \"CLI-SEQ-03\"\nscenario = \"two-pols\"\nreason = \"TODO: why?\"\nuntil = 2027-01-31T10:00:00\n\n[[expected]]\nrule = \"POLL\"\nscenario = \"x\"\n{good}")), @r#"
        error: there is no rule `CLI-SEQ-03`
         --> expected.toml:2:8
          |
        2 | rule = "CLI-SEQ-03"
          |        ^^^^^^^^^^^^
          |
          = help: did you mean `CLI-SEQ-003`?

        error: there is no scenario `two-pols`
         --> expected.toml:3:12
          |
        3 | scenario = "two-pols"
          |            ^^^^^^^^^^
          |
          = help: did you mean `two-polls`?

        error: this is no reason
         --> expected.toml:4:10
          |
        4 | reason = "TODO: why?"
          |          ^^^^^^^^^^^^
          |
          = help: say why this may fail, such as the ticket that will mend it

        error: expected a day
         --> expected.toml:5:9
          |
        5 | until = 2027-01-31T10:00:00
          |         ^^^^^^^^^^^^^^^^^^^
          |
          = help: such as until = 2027-01-31, the last day on which it may fail

        error: there is no rule `POLL`
         --> expected.toml:8:8
          |
        8 | rule = "POLL"
          |        ^^^^^^
          |
          = help: `flinks-mock rules` lists them all

        error: there is no scenario `x`
         --> expected.toml:9:12
          |
        9 | scenario = "x"
          |            ^^^
          |
          = help: `flinks-mock scenarios` lists them all
        "#);
        insta::assert_snapshot!(problems(&format!("[[expected]]\nrule = \"CLI-SEQ-003\"\nreasn = \"x\"\n{good}")), @r#"
        error: unknown field `reasn`
         --> expected.toml:3:1
          |
        3 | reasn = "x"
          | ^^^^^
          |
          = help: did you mean `reason`?
        "#);
        insta::assert_snapshot!(problems("[[expect]]\nrule = \"CLI-SEQ-003\"\n"), @"
        error: unknown field `expect`
         --> expected.toml:1:3
          |
        1 | [[expect]]
          |   ^^^^^^
          |
          = help: did you mean `expected`?
        ");
        insta::assert_snapshot!(problems("[[expected]]\nrule = \"CLI-SEQ-003\"\nreason = \"known\"\n"), @"
        error: missing field `until`
         --> expected.toml:1:1
          |
        1 | [[expected]]
          | ^^^^^^^^^^^^
        ");
        insta::assert_snapshot!(problems("[[expected]]\nrule = \"CLI-SEQ-003\"\nreason = \"known\"\nuntil = \"2027-01-31\"\n"), @r#"
        error: expected a TOML datetime, found string "2027-01-31"
         --> expected.toml:4:9
          |
        4 | until = "2027-01-31"
          |         ^^^^^^^^^^^^
        "#);
        insta::assert_snapshot!(problems("[[expected]]\nrule = \"CLI-SEQ-003\"\nreason = \"known\"\nuntil = 2027-02-30\n"), @"
        error: invalid date, expected day between 01 and 28
         --> expected.toml:4:9
          |
        4 | until = 2027-02-30
          |         ^^^^^^^^^^
        ");
        insta::assert_snapshot!(problems(&format!("[[expected]]\nrule = \"CLI-SEQ-003\"\n{good}[[expected]]\nrule = \"CLI-SEQ-003\"\n{good}")), @"
        error: CLI-SEQ-003 is expected at expected.toml:1 too
         --> expected.toml:5:1
          |
        5 | [[expected]]
          | ^^^^^^^^^^^^
        ");
    }
}
