//! `flinks-mock judge`: the verdict on a journal that was kept, for later and elsewhere.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use flinks_report::{anchor, counted};

use crate::builtin::builtin_scenarios;
use crate::log;
use flinks_trace::{CustomerId, RunHead, Trace, file};

use super::run::title;
use super::verdict::{self, Judging};

#[derive(clap::Args, Debug)]
pub(super) struct Judge {
    /// Files that `serve --journal` or `run --journal` wrote; they are not changed, and may be in use
    #[arg(required = true, value_name = "JOURNAL")]
    journals: Vec<PathBuf>,

    /// Only what this customer's client did
    #[arg(long, value_name = "ID")]
    customer: Option<String>,

    #[command(flatten)]
    verdict: verdict::Args,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  flinks-mock judge bank.journal
  flinks-mock judge --customer 43387ca6-0391-4c82-857d-70d95f087ecb -v bank.journal";

pub(super) fn judge_journals(args: &Judge) -> Result<u8, String> {
    let customer = args.customer.as_deref().map(CustomerId::parse);
    let traces = args.journals.iter().map(|path| {
        let read = match &customer {
            Some(customer) => file::customer_trace(path, customer),
            None => file::trace(path),
        };
        let (mut trace, torn) = read.map_err(|error| format!("error: {error}"))?;
        torn.inspect(|torn| log::tell(torn));
        leave_out_probes(path, &mut trace);
        Ok(trace)
    });
    let traces: Vec<Trace> = traces.collect::<Result<_, String>>()?;
    let built_in = builtin_scenarios();
    let names = built_in.iter().map(|scenario| &*scenario.name);
    let names: Vec<&str> = names.chain(traces.iter().map(|run| &*run.name)).collect();
    let judging = Judging::new(&args.verdict, &names, &args.journals, io::stderr().is_terminal())?;
    let (title, head) = head(args, &traces);
    let judged = traces.iter().map(|run| judging.judge(run, false, None));
    let code = judging.finish(title, head, None, judged.collect());
    // The process ends here: to free a million exchanges one by one takes as long as a rule.
    std::mem::forget(traces);
    Ok(code)
}

/// What the harness calls beside the flow of a client, such as wrong calls on purpose.
fn leave_out_probes(path: &Path, trace: &mut Trace) {
    let all = trace.exchanges.len();
    trace.exchanges.retain(|call| !call.is_beside_the_flow());
    let left_out = all - trace.exchanges.len();
    if left_out > 0 {
        let (path, calls) = (path.display(), counted("call", left_out));
        log::tell(&format!("{path}: {calls} of flinks-harness beside the flow left out"));
    }
}

/// The head that `run` wrote above its report, if the journals are those of a `run`.
fn head(args: &Judge, traces: &[Trace]) -> (String, RunHead) {
    let heads: Option<Vec<_>> = traces.iter().map(|run| run.head.as_ref()).collect();
    if let Some([first, ..]) = heads.as_deref().filter(|_| args.customer.is_none()) {
        let names: Vec<&str> = traces.iter().map(|run| &*run.name).collect();
        return (title(&names), RunHead::clone(first));
    }
    let title = match &args.customer {
        Some(customer) => format!("the client of customer {customer}, judged by its journal"),
        None => "a client, judged by its journal".to_owned(),
    };
    let words: Vec<OsString> = args.journals.iter().map(OsString::from).collect();
    let anchor = anchor(&words).map(|anchor| anchor.file);
    (title, RunHead { facts: Vec::new(), anchor })
}
