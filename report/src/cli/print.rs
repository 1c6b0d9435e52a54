//! Prints a report to stdout.

use std::env;
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use console::Term;

use crate::report::Report;
use crate::terminal::{self, Look};

impl Look {
    /// As wide as stdout is. `colour`, or what the environment and the terminal say where it is open:
    /// `NO_COLOR`, then `CLICOLOR_FORCE`, then whether stdout is a terminal.
    pub fn of_stdout(verbose: bool, colour: Option<bool>) -> Self {
        let by_itself = || AutoStream::choice(&io::stdout()) != ColorChoice::Never;
        Self { width: width(), colour: colour.unwrap_or_else(by_itself), verbose }
    }
}

/// COLUMNS where it is set, else that of the terminal, else what fits into the log of a CI system.
fn width() -> usize {
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || Some(usize::from(Term::stdout().size_checked()?.1));
    columns.or_else(terminal).unwrap_or(100)
}

/// Prints the report, or if `quiet` and nothing is wrong, only its last line.
///
/// # Errors
///
/// Errors of stdout, except that a reader has gone away, as `head` does.
pub(super) fn print(report: &Report, look: Look, quiet: bool) -> io::Result<()> {
    let text = text(report, look, quiet);
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

fn text(report: &Report, look: Look, quiet: bool) -> String {
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = if !look.verbose && terminal::brief::is_enough(report) {
        terminal::brief::render(report, look, &mut out)
    } else {
        terminal::render(report, look, &mut out)
    };
    let text = String::from_utf8_lossy(&out);
    if quiet && report.exit_code() == 0 {
        return format!("{}\n", text.trim_end().lines().last().unwrap_or_default());
    }
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Tool, Verdict};
    use crate::tests::run;

    #[test]
    fn who_is_quiet_shows_one_line_of_a_pass_and_all_of_a_failure() {
        let look = Look { width: 80, colour: false, verbose: false };
        let report = |verdict| {
            let tool = Tool { name: "flinks-mock".to_owned(), version: "0.1.0".to_owned() };
            Report::new(
                tool,
                "title".to_owned(),
                Vec::new(),
                vec![run("two-polls", Vec::new(), verdict)],
            )
        };
        let table = [
            (
                Verdict::Pass,
                true,
                "PASS  0 checks passed, 0 failed, 0 not reached   1 request   exit 0\n",
            ),
            (
                Verdict::Pass,
                false,
                "title\n\nPASS  0 checks passed, 0 failed, 0 not reached   1 request   exit 0\n",
            ),
            (
                Verdict::Fail,
                true,
                "title\n\nFAIL  0 checks passed, 0 failed, 0 not reached   1 request   exit 1\n",
            ),
        ];
        for (verdict, quiet, expected) in table {
            assert_eq!(text(&report(verdict), look, quiet), expected);
        }
    }
}
