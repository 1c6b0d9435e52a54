//! One report of several runs.

use flinks_report::{Report, Run, Unit, Verdict};

use crate::exit;

/// The runs of all, in their order. That of a single run stays as it is. Nothing of none.
pub(crate) fn together(title: &str, mut reports: Vec<Report>) -> Option<Report> {
    if reports.len() < 2 {
        return reports.pop();
    }
    // The first of the worst: a reader looks there first.
    let worst = reports.iter().rev().max_by_key(|report| rank(report.exit_code))?;
    let (exit_code, verdict) = (worst.exit_code, named(worst));
    let requests = reports.iter().flat_map(|report| &report.runs).map(|run| run.timeline.len());
    let requests = Unit { one: "request", many: "requests" }.count(requests.sum());
    let effort = format!("{} runs, {requests}", reports.len());
    let unproven = reports.iter().flat_map(|report| report.unproven.clone()).collect();
    let tool = worst.tool.clone();
    let runs = reports.into_iter().flat_map(runs).collect();
    Some(Report {
        tool,
        title: title.to_owned(),
        facts: Vec::new(),
        runs,
        coverage: None,
        stale: Vec::new(),
        unproven,
        verdict,
        exit_code,
        effort,
        anchor: None,
    })
}

/// What stood above the report of a run stands above the run.
fn runs(report: Report) -> impl Iterator<Item = Run> {
    let facts = report.facts;
    report
        .runs
        .into_iter()
        .map(move |run| Run { facts: facts.iter().chain(&run.facts).cloned().collect(), ..run })
}

/// The first of 70, 1, 130 and 143, 3, 5, 4 wins.
fn rank(code: u8) -> u8 {
    match code {
        exit::HARNESS_FAULT => 7,
        exit::FAILED => 6,
        exit::INTERRUPTED | exit::TERMINATED => 5,
        exit::COULD_NOT_TEST => 4,
        exit::INCONCLUSIVE => 3,
        exit::NOTHING_TESTED => 2,
        exit::PASSED => 0,
        _ => 1,
    }
}

/// Its verdict, with the name of the run before the reason.
fn named(report: &Report) -> Verdict {
    let name = report.runs.first().map_or("", |run| &*run.name);
    let mut verdict = report.verdict.clone();
    if let Verdict::Inconclusive { reason }
    | Verdict::CouldNotTest { reason }
    | Verdict::CommandFailed { reason }
    | Verdict::HarnessFault { reason } = &mut verdict
    {
        *reason = format!("{name}: {reason}");
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinks_report::Tool;

    fn report(name: &str, verdict: Verdict, exit_code: u8) -> Report {
        let run = Run {
            name: name.to_owned(),
            facts: Vec::new(),
            timeline: Vec::new(),
            checks: Vec::new(),
            verdict,
            effort: "0 requests".to_owned(),
        };
        let tool = Tool { name: "t".to_owned(), version: "1".to_owned() };
        Report::of_one(tool, "of one".to_owned(), Vec::new(), run, exit_code)
    }

    #[test]
    fn the_first_of_the_worst_decides() {
        let open = |why: &str| Verdict::Inconclusive { reason: why.to_owned() };
        let gone = Verdict::CouldNotTest { reason: "gone".to_owned() };
        let fault = Verdict::HarnessFault { reason: "ours".to_owned() };
        let table = [
            (vec![(Verdict::Pass, 0), (Verdict::Pass, 0)], Verdict::Pass, 0),
            (vec![(Verdict::Pass, 0), (open("x"), 5)], open("1: x"), 5),
            (vec![(open("x"), 5), (open("y"), 5)], open("0: x"), 5),
            (
                vec![(open("x"), 5), (gone, 3)],
                Verdict::CouldNotTest { reason: "1: gone".to_owned() },
                3,
            ),
            (vec![(open("x"), 5), (Verdict::Interrupted, 143)], Verdict::Interrupted, 143),
            (vec![(Verdict::Interrupted, 130), (Verdict::Fail, 1)], Verdict::Fail, 1),
            (
                vec![(Verdict::Fail, 1), (fault, 70)],
                Verdict::HarnessFault { reason: "1: ours".to_owned() },
                70,
            ),
        ];
        for (rows, expected, code) in table {
            let reports = rows.into_iter().enumerate();
            let reports =
                reports.map(|(index, (verdict, code))| report(&index.to_string(), verdict, code));
            let whole = together("several", reports.collect()).unwrap();
            assert_eq!((whole.verdict, whole.exit_code), (expected, code));
            assert_eq!((&*whole.title, &*whole.effort), ("several", "2 runs, 0 requests"));
        }
    }

    #[test]
    fn one_stays_as_it_is() {
        let one = report("a", Verdict::Fail, 1);
        assert_eq!(together("several", vec![one.clone()]), Some(one));
        assert_eq!(together("several", Vec::new()), None);
    }
}
