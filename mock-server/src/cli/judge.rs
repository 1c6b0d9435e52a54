//! `flinks-mock judge`: the verdict on a journal that was kept, for later and elsewhere.

use std::io::{self, IsTerminal, Write};

use flinks_report::Run;
use flinks_report::terminal::{self, Look};

use super::args::Judge;
use crate::judge::{Evidence, judge, report_of};
use crate::log;
use crate::route::normal_customer;
use crate::start_error::StartError;

pub(super) fn judge_journals(args: &Judge) -> Result<u8, StartError> {
    let runs = args.journals.iter().map(|path| {
        let saved = Evidence::read(path).map_err(|error| StartError::Journal(error.to_string()))?;
        if saved.torn_bytes > 0 {
            let (path, bytes) = (path.display(), saved.torn_bytes);
            log::tell(&format!("{path}: the last record was never finished ({bytes} bytes)"));
        }
        Ok(judge(&match &args.customer {
            Some(customer) => saved.evidence.only(&normal_customer(customer)),
            None => saved.evidence,
        }))
    });
    let runs: Vec<Run> = runs.collect::<Result<_, StartError>>()?;
    let title = match &args.customer {
        Some(customer) => format!("the client of customer {customer}, judged by its journal"),
        None => "a client, judged by its journal".to_owned(),
    };
    let report = report_of(title, runs);
    let look = Look { width: 100, colour: io::stdout().is_terminal(), verbose: args.verbose };
    let mut out = Vec::new();
    // Writing to memory does not fail, and the reader may have gone away, as `head` does.
    let _ = terminal::render(&report, look, &mut out);
    let _ = anstream::stdout().lock().write_all(&out);
    Ok(report.exit_code)
}
