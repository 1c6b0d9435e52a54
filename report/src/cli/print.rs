//! Prints to stdout.

use std::io::{self, Write};

use super::Display;
use crate::report::Report;
use crate::terminal::{self, Look};

/// Prints the report, or if quiet and nothing is wrong, only its last line. That a reader has gone away, as
/// `head` does, is not an error.
pub(super) fn print(report: &Report, display: &Display) -> io::Result<()> {
    write(io::stdout().lock(), &text(report, display.look(), display.quiet))
}

/// Prints a text, without its colour where nobody sees it.
///
/// # Errors
///
/// As a message, errors of stdout, except that a reader has gone away, as `head` does.
pub fn print_text(text: &str) -> Result<(), String> {
    let written = write(anstream::stdout().lock(), text);
    written.map_err(|error| format!("error: stdout cannot be written: {error}"))
}

fn write(mut out: impl Write, text: &str) -> io::Result<()> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

fn text(report: &Report, look: Look, quiet: bool) -> String {
    let text = if !look.verbose && terminal::brief::is_enough(report) {
        terminal::brief::render(report, look)
    } else {
        terminal::render(report, look)
    };
    if quiet && report.exit_code() == 0 {
        return format!("{}\n", text.trim_end().lines().last().unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Tool;
    use crate::tests::run;
    use crate::verdict::Verdict;

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
        let last = |word: &str, code: u8| {
            format!("{word}  0 checks passed, 0 failed, 0 not reached   1 request   exit {code}\n")
        };
        let table = [
            (Verdict::Pass, true, last("PASS", 0)),
            (Verdict::Pass, false, format!("title\n\n{}", last("PASS", 0))),
            (Verdict::Fail, true, format!("title\n\n{}", last("FAIL", 1))),
        ];
        for (verdict, quiet, expected) in table {
            assert_eq!(text(&report(verdict), look, quiet), expected);
        }
    }
}
