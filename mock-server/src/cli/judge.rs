//! `flinks-mock judge`: the verdict on a journal that was kept, for later and elsewhere.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use flinks_report::{Anchor, Fact, anchor, exit};

use crate::builtin::builtin_scenarios;
use crate::journal::saved;
use crate::log;
use flinks_trace::CustomerId;
use flinks_trace::Trace;

use super::args::Judge;
use super::run::title;
use super::verdict::{Ended, Head, Judging};

pub(super) fn judge_journals(args: &Judge) -> u8 {
    judged(args).unwrap_or_else(|problem| {
        log::tell(&problem);
        exit::USAGE
    })
}

fn judged(args: &Judge) -> Result<u8, String> {
    let traces = args.journals.iter().map(|path| {
        let saved = saved::read(path).map_err(|error| format!("error: {error}"))?;
        if saved.torn_bytes > 0 {
            let (path, bytes) = (path.display(), saved.torn_bytes);
            log::tell(&format!("{path}: the last record was never finished ({bytes} bytes)"));
        }
        Ok(match &args.customer {
            Some(customer) => saved.trace.only(&CustomerId::parse(customer)),
            None => saved.trace,
        })
    });
    let traces: Vec<Trace> = traces.collect::<Result<_, String>>()?;
    let built_in = builtin_scenarios();
    let names = built_in.iter().map(|scenario| &*scenario.name);
    let names: Vec<&str> = names.chain(traces.iter().map(|run| &*run.name)).collect();
    let judging = Judging::new(&args.verdict, &names, &args.journals, io::stderr().is_terminal())?;
    let head = head(args, &traces);
    let judged = traces.iter().map(|run| judging.judge(run, Ended::ByItself));
    Ok(judging.finish(head, judged.collect()))
}

/// The head that `run` itself has written above its report, where the journals are those of a `run`.
fn head(args: &Judge, traces: &[Trace]) -> Head {
    let heads: Option<Vec<_>> = traces.iter().map(|run| run.head.as_ref()).collect();
    let Some([first, ..]) = heads.as_deref().filter(|_| args.customer.is_none()) else {
        let title = match &args.customer {
            Some(customer) => format!("the client of customer {customer}, judged by its journal"),
            None => "a client, judged by its journal".to_owned(),
        };
        let words: Vec<OsString> = args.journals.iter().map(OsString::from).collect();
        return Head { title, facts: Vec::new(), anchor: anchor(&words), interrupted: None };
    };
    let names: Vec<&str> = traces.iter().map(|run| &*run.name).collect();
    let facts = first.facts.iter().cloned().map(|(name, value)| Fact { name, value });
    let anchor = first.anchor.clone().map(|file| Anchor { file, line: 1 });
    Head { title: title(&names), facts: facts.collect(), anchor, interrupted: None }
}
