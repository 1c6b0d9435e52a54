//! How a wait went that brought no data.

use flinks_report::{Check, Fact, Finding, Outcome, Unit, counted, grouped};
use flinks_trace::{ClockMode, Role};

use super::rules::deadline;
use super::{Parsed, ParsedRun};

pub(super) fn explain(checks: &mut [Check], run: &ParsedRun<'_>) {
    let unreached =
        checks.iter().filter(|check| matches!(check.outcome, Outcome::NotReached { .. }));
    let unreached = unreached.count();
    let deadline = checks.iter_mut().find(|check| check.rule.id == deadline::ID);
    let findings = deadline.into_iter().flat_map(|check| check.outcome.findings_mut());
    for finding in findings {
        finding.details.extend(details(finding, run, unreached));
    }
}

fn details(finding: &Finding, run: &ParsedRun<'_>, unreached: usize) -> Vec<Fact> {
    let shown_by = finding.events.first().and_then(|event| run.exchange(*event));
    let Some(last) = shown_by else { return Vec::new() };
    let asks = |one: &&Parsed<'_>| {
        one.is_data_call() && matches!(one.role, Role::First | Role::Retry(_) | Role::Poll(_))
    };
    let calls: Vec<&Parsed<'_>> = run.of(last.part).filter(asks).collect();
    let meaning = format!(
        "the 200 of {} is not proven; {} not reached",
        last.part,
        Unit { one: "check was", many: "checks were" }.count(unreached)
    );
    let lines = [("polled", polled(&calls)), ("last", state(&calls, run.head.mode))];
    let lines = lines.into_iter().chain([("meaning", meaning)]);
    lines.map(|(name, value)| Fact::new(name, value)).collect()
}

/// "181 times, every 10.00 s (9.98 to 10.41), all 202 OPERATION_PENDING".
fn polled(calls: &[&Parsed<'_>]) -> String {
    let gaps = calls.windows(2).map(|pair| pair[1].arrived.since(pair[0].ended()));
    let mut gaps: Vec<f64> = gaps.map(|gap| gap.as_secs_f64()).collect();
    gaps.sort_by(f64::total_cmp);
    let every = match (gaps.first(), gaps.get(gaps.len() / 2), gaps.last()) {
        (Some(min), Some(median), Some(max)) => {
            format!(", every {median:.2} s ({min:.2} to {max:.2})")
        }
        _ => String::new(),
    };
    format!("{}{every}, {}", counted("time", calls.len()), answers(calls))
}

fn answers(calls: &[&Parsed<'_>]) -> String {
    let answers = grouped(calls.iter().map(|call| (call.answer(), call)));
    if let [(answer, _)] = &*answers {
        return format!("all {answer}");
    }
    let each =
        answers.iter().map(|(answer, calls)| format!("{answer} {}", counted("time", calls.len())));
    each.collect::<Vec<_>>().join(", ")
}

/// What the last answers have in common, and whether somebody is there who makes them.
fn state(calls: &[&Parsed<'_>], mode: ClockMode) -> String {
    let replies: Vec<_> = calls.iter().filter_map(|call| call.reply()).collect();
    let Some(last) = replies.last() else { return "no answer at all".to_owned() };
    let id = last.member("RequestId");
    let is_kept = replies.iter().all(|reply| reply.member("RequestId") == id);
    let same = replies.iter().rev().take_while(|reply| reply.text() == last.text());
    let since = same.last().and_then(|reply| reply.role.label());
    let since = since.unwrap_or_else(|| "the first call".to_owned());
    let id = if is_kept { "RequestId unchanged" } else { "RequestId changed on the way" };
    // A clock that jumps takes no time that a Date could show.
    let is_slow = matches!(mode, ClockMode::Real | ClockMode::Scaled(_));
    let date = |reply: &Parsed<'_>| reply.reply_header("date").map(str::to_owned);
    let dates = replies.first().and_then(|first| date(first)).zip(date(last));
    let alive = match dates.filter(|_| is_slow) {
        Some((first, last)) if first != last => ", the server's Date moved on: it is alive",
        Some(_) => ", the server's Date stands still: a cache may answer",
        None => "",
    };
    format!("{id}, body identical since {since}{alive}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::sample;
    use flinks_report::Shown;
    use flinks_trace::{HarnessRun, Header, Part};
    use serde_json::json;
    use std::time::Duration;

    /// Edits of the first call and of the two polls after it, and the lines that come of them.
    #[test]
    fn waits_of_every_kind() {
        type Edit = fn(&mut HarnessRun);
        let plain: Edit = |_| {};
        let late: Edit = |run| {
            let poll = sample::find(run, Role::Poll(2));
            poll.arrived = poll.arrived.plus(Duration::from_millis(410));
        };
        let changed: Edit = |run| {
            let poll = sample::find(run, Role::Poll(1));
            *sample::body(poll) = json!({ "RequestId": "another" });
        };
        let refused: Edit = |run| {
            sample::find(run, Role::Poll(1)).status = 503;
        };
        let table = [
            (
                plain,
                "3 times, every 10.00 s (10.00 to 10.00), all 202 OPERATION_PENDING",
                "RequestId unchanged, body identical since the first call",
            ),
            (
                late,
                "3 times, every 10.41 s (10.00 to 10.41), all 202 OPERATION_PENDING",
                "RequestId unchanged, body identical since the first call",
            ),
            (
                changed,
                "3 times, every 10.00 s (10.00 to 10.00), 202 OPERATION_PENDING 2 times, 202 1 time",
                "RequestId changed on the way, body identical since poll 2",
            ),
            (
                refused,
                "3 times, every 10.00 s (10.00 to 10.00), 202 OPERATION_PENDING 2 times, \
                 503 OPERATION_PENDING 1 time",
                "RequestId unchanged, body identical since the first call",
            ),
        ];
        for (edit, polled, last) in table {
            let mut run = pending();
            edit(&mut run);
            let lines = told(&run);
            assert_eq!(lines[0], format!("polled: {polled}"));
            assert_eq!(lines[1], format!("last: {last}"));
            assert_eq!(
                lines[2],
                "meaning: the 200 of accounts is not proven; 17 checks were not reached"
            );
        }
    }

    #[test]
    fn a_server_that_is_alive() {
        let table = [
            (ClockMode::Real, "11:00:20", ", the server's Date moved on: it is alive"),
            (ClockMode::Real, "11:00:00", ", the server's Date stands still: a cache may answer"),
            (ClockMode::Auto, "11:00:20", ""),
        ];
        for (mode, last, expected) in table {
            let mut run = pending();
            run.head.mode = mode;
            for (role, date) in [(Role::First, "11:00:00"), (Role::Poll(2), last)] {
                let reply = sample::find(&mut run, role);
                reply.reply_headers.push(Header::new("date", date));
            }
            let lines = told(&run);
            let common = "last: RequestId unchanged, body identical since the first call";
            assert_eq!(lines[1], format!("{common}{expected}"), "{mode:?} {last}");
        }
    }

    /// A first call and two polls, all of them pending.
    fn pending() -> HarnessRun {
        let mut run = sample::accounts();
        let same = sample::body(sample::find(&mut run, Role::First)).clone();
        sample::reply(sample::find(&mut run, Role::Poll(2)), 202, &same);
        run.trace.exchanges.retain(|exchange| exchange.role() != Some(Role::Again));
        run
    }

    fn told(run: &HarnessRun) -> Vec<String> {
        let run = ParsedRun::from(run);
        let last = run.of(Part::Accounts).next_back().unwrap();
        let words = Shown::words("");
        let details = details(&last.outside("time", words.clone(), words), &run, 17).into_iter();
        details.map(|fact| format!("{}: {}", fact.name, fact.value)).collect()
    }
}
