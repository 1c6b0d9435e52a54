//! Where the exchanges of a finding are kept, and how they are judged again without the server.

use std::path::Path;

use flinks_report::{Fact, Finding, shell_word};

use super::again::REPEAT;
use super::value;
use crate::kept::line_of;

/// The fact with the file of the run.
pub(crate) const RUN_FILE: &str = "run file";

/// A line for the finding, and a command. Only a run of the program can keep a file.
pub(super) fn of(
    rule: &str,
    finding: &Finding,
    facts: &[(String, String)],
) -> (Option<Fact>, Option<Fact>) {
    let Some(file) = value(facts, RUN_FILE) else {
        let by_program = value(facts, REPEAT).is_some();
        return (by_program.then(|| fact("evidence", NOT_KEPT)), None);
    };
    let name = Path::new(file).file_name().map_or(file.into(), |name| name.to_string_lossy());
    let place = |number: &u64| format!("{name}:{}", line_of(*number));
    let places: Vec<String> = finding.events.iter().map(place).collect();
    let replay = format!("flinks-harness replay {} --rules {rule}", shell_word(file));
    (Some(fact("evidence", &places.join(", "))), Some(fact("replay", &replay)))
}

const NOT_KEPT: &str = "not kept; --report ndjson=FILE keeps every exchange";

fn fact(name: &str, value: &str) -> Fact {
    Fact { name: name.to_owned(), value: value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use flinks_judge::server::ParsedRun;
    use flinks_report::Shown;

    #[test]
    fn a_line_of_the_run_and_a_command() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let (repeat, file) = (pair("repeat", "flinks-harness run"), "out/my run.ndjson");
        let table = [
            (vec![], None, None),
            (
                vec![repeat.clone()],
                Some("not kept; --report ndjson=FILE keeps every exchange"),
                None,
            ),
            (
                vec![repeat, pair("run file", file)],
                Some("my run.ndjson:3"),
                Some("flinks-harness replay 'out/my run.ndjson' --rules FLK-ENV-001"),
            ),
        ];
        let run = sample::accounts();
        let words = Shown::words("");
        let run = ParsedRun::from(&run);
        let found = run.exchanges[1].outside("status", words.clone(), words);
        for (facts, evidence, replay) in table {
            let (line, command) = of("FLK-ENV-001", &found, &facts);
            assert_eq!(line.as_ref().map(|fact| &*fact.value), evidence);
            assert_eq!(command.as_ref().map(|fact| &*fact.value), replay);
        }
    }
}
