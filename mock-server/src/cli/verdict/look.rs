//! How the report is to look on stdout.

use std::env;
use std::io;

use anstream::{AutoStream, ColorChoice};
use console::Term;
use flinks_report::terminal::Look;

pub(super) fn look(verbose: bool) -> Look {
    let colour = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
    Look { width: width(), colour, verbose }
}

/// COLUMNS where it is set, else that of the terminal, else what fits into the log of a CI system.
fn width() -> usize {
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || Some(usize::from(Term::stdout().size_checked()?.1));
    columns.or_else(terminal).unwrap_or(100)
}
