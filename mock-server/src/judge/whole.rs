//! A report of one run, as a server gives it.

use flinks_report::{Report, Run, Tool, Verdict};

/// What is shown where one run is judged by every rule, and nothing else counts.
pub(crate) fn report_of(title: String, run: Run) -> Report {
    let tool =
        Tool { name: "flinks-mock".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
    Report::new(tool, title, Vec::new(), vec![run])
}

/// A run of which nothing can be said, because of ourselves.
pub(crate) fn fault(reason: String) -> Run {
    Run {
        name: String::new(),
        facts: Vec::new(),
        timeline: Vec::new(),
        checks: Vec::new(),
        verdict: Verdict::HarnessFault { reason },
        effort: String::new(),
    }
}
