//! The report on one run, for those who read it without a command line.

use flinks_report::terminal::{self, Look};
use flinks_report::{Report, Run, Tool};

pub(crate) fn report_of(title: String, run: Run) -> Report {
    Report::new(tool(), title, Vec::new(), vec![run])
}

pub(crate) fn tool() -> Tool {
    Tool { name: "flinks-mock".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

/// The report as `flinks-mock run` prints it.
pub(crate) fn plain(report: &Report) -> String {
    terminal::render(report, Look { width: 100, colour: false, verbose: false })
}
