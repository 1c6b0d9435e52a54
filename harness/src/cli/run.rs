//! `run`: make a plan, play it, judge it, print the report.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use console::Term;
use flinks_mock::cli::no_path_twice;
use flinks_report::terminal::{self, Look};

use super::args::{Color, Run};
use super::plan::Plan;
use super::tell;
use crate::budget::cost;
use crate::exit;
use crate::progress::Progress;
use crate::record::Stop;
use crate::run::{judge, run};
use crate::stop::{Stopper, Stops};

#[tokio::main]
pub(super) async fn command(args: &Run) -> u8 {
    let stops = stop_signals();
    if let Err(problem) = no_path_twice(&args.report) {
        tell(&problem);
        return exit::USAGE;
    }
    let plan = match Plan::new(args).await {
        Ok(plan) => plan,
        Err(error) => {
            tell(&error.render(io::stderr().is_terminal()));
            return exit::USAGE;
        }
    };
    if plan.mock.is_none() {
        tell(&cost(&plan.setup));
    }
    let report = judge(&run(&plan.setup, &mut progress(), stops).await);
    drop(plan.mock);

    // Before the exit code is chosen: a report that is asked for and not there is no pass.
    let lost = args.report.iter().filter_map(|wanted| wanted.write(&report).err());
    let lost = lost.inspect(|problem| tell(problem)).count();
    let code = if lost == 0 { report.exit_code } else { unwritten(report.exit_code) };

    let mut out = io::stdout().lock();
    let written = terminal::render(&report, look(args), &mut out).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            tell(&format!("error: the report cannot be written: {error}"));
            unwritten(code)
        }
        // A closed pipe does not change the verdict.
        _ => code,
    }
}

/// A pass that nobody can read about is none; any other verdict says more than the lost report.
fn unwritten(code: u8) -> u8 {
    if code == exit::PASSED { exit::HARNESS_FAULT } else { code }
}

/// SIGTERM and Ctrl-C, as often as they come. Listens from the call on, not only from the first
/// poll: a signal that comes early is not to end the program without its report.
#[cfg(unix)]
fn stop_signals() -> Stops {
    use tokio::signal::unix::{SignalKind, signal};
    let (stopper, stops) = Stopper::new();
    let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    let [Ok(mut terminate), Ok(mut interrupt)] = signals else {
        tell("warning: signals cannot be caught; one that ends the run ends it unreported");
        return stops;
    };
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => stopper.stop(Stop::Terminate),
                _ = interrupt.recv() => stopper.stop(Stop::Interrupt),
            }
        }
    });
    stops
}

#[cfg(not(unix))]
fn stop_signals() -> Stops {
    let (stopper, stops) = Stopper::new();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            stopper.stop(Stop::Interrupt);
        }
    });
    stops
}

fn progress() -> Progress {
    if io::stderr().is_terminal() {
        Progress::bar()
    } else {
        Progress::lines(Box::new(io::stderr()))
    }
}

fn look(args: &Run) -> Look {
    let colour = match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    };
    Look { width: width(), colour, verbose: args.verbose }
}

/// COLUMNS where it is set, else that of the terminal, else what fits into the log of a CI system.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || Some(usize::from(Term::stdout().size_checked()?.1));
    columns.or_else(terminal).unwrap_or(120)
}
