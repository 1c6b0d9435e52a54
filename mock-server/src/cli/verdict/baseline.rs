//! The file of expected failures on the disk, its mistakes shown as those of other files.

use std::path::Path;
use std::sync::Arc;

use flinks_contract::diagnostic::Diagnostic;
use flinks_contract::scenario::mistake;
use flinks_report::baseline::{self, Baseline, Day, Known, Problem};

use crate::load;

/// # Errors
///
/// The file cannot be read, or everything that is wrong in it, ready to be shown.
pub fn read(path: &Path, known: Known<'_>, colour: bool) -> Result<Baseline, String> {
    let shown = path.display().to_string();
    let source: Arc<str> =
        load::read(path).map_err(|title| Diagnostic::file(&shown, title).render(colour))?.into();
    parsed(&shown, &source, known, Day::today(), colour)
}

fn parsed(
    path: &str,
    source: &Arc<str>,
    known: Known<'_>,
    today: Day,
    colour: bool,
) -> Result<Baseline, String> {
    baseline::parse(path, source, known, today).map_err(|problems| {
        let shown =
            problems.into_iter().map(|problem| picture(path, source, problem).render(colour));
        shown.collect::<Vec<_>>().join("\n\n")
    })
}

fn picture(path: &str, source: &Arc<str>, problem: Problem) -> Diagnostic {
    match problem {
        Problem::Toml(error) => mistake(path, source, &error),
        Problem::Here(it) => Diagnostic::at(path, source, it.span, it.title, "").help_if(it.help),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day { year: 2026, month: 11, day: 21 };

    fn problems(text: &str) -> String {
        let known = Known {
            rules: &["CLI-SEQ-003"],
            scenarios: &["two-polls", "never-ready"],
            rules_listed_by: "flinks-mock rules",
            scenarios_listed_by: "flinks-mock scenarios",
        };
        parsed("expected.toml", &text.into(), known, TODAY, false).unwrap_err()
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
