//! How a wait went that brought no data.

use flinks_mock::clock::ClockMode;
use flinks_report::{Fact, Finding, Unit};

use super::exchange_of;
use crate::exchange::{Exchange, Role};
use crate::record::Record;

/// `unreached`: how many checks were not reached.
pub(super) fn details(finding: &Finding, record: &Record, unreached: usize) -> Vec<Fact> {
    let Some(last) = exchange_of(finding, record) else { return Vec::new() };
    let asks = |one: &&Exchange| {
        one.is_data_call() && matches!(one.role, Role::First | Role::Retry(_) | Role::Poll(_))
    };
    let calls: Vec<&Exchange> = record.of(last.part).filter(asks).collect();
    let meaning = format!(
        "the 200 of {} is not proven; {} not reached",
        last.part,
        Unit { one: "check was", many: "checks were" }.count(unreached)
    );
    let lines = [("polled", polled(&calls)), ("last", state(&calls, record.head.mode))];
    let lines = lines.into_iter().chain([("meaning", meaning)]);
    lines.map(|(name, value)| Fact { name: name.to_owned(), value }).collect()
}

/// "181 times, every 10.00 s (9.98 to 10.41), all 202 OPERATION_PENDING".
fn polled(calls: &[&Exchange]) -> String {
    let gaps = calls.windows(2).map(|pair| pair[1].sent_at.since(pair[0].answered_at));
    let mut gaps: Vec<f64> = gaps.map(|gap| gap.as_secs_f64()).collect();
    gaps.sort_by(f64::total_cmp);
    let every = match (gaps.first(), gaps.get(gaps.len() / 2), gaps.last()) {
        (Some(min), Some(median), Some(max)) => {
            format!(", every {median:.2} s ({min:.2} to {max:.2})")
        }
        _ => String::new(),
    };
    format!("{}{every}, {}", TIME.count(calls.len()), answers(calls))
}

/// Each answer once, in the order of their first time.
fn answers(calls: &[&Exchange]) -> String {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for call in calls {
        let answer = call.answer();
        match counted.iter_mut().find(|(known, _)| *known == answer) {
            Some((_, count)) => *count += 1,
            None => counted.push((answer, 1)),
        }
    }
    match &*counted {
        [(answer, _)] => format!("all {answer}"),
        several => {
            let each =
                several.iter().map(|(answer, count)| format!("{answer} {}", TIME.count(*count)));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What the last answers have in common, and whether somebody is there who makes them.
fn state(calls: &[&Exchange], mode: ClockMode) -> String {
    let replies: Vec<_> = calls.iter().filter_map(|call| Some((*call, call.reply()?))).collect();
    let Some((_, last)) = replies.last() else { return "no answer at all".to_owned() };
    let id = last.member("RequestId");
    let is_kept = replies.iter().all(|(_, reply)| reply.member("RequestId") == id);
    let same = replies.iter().rev().take_while(|(_, reply)| reply.text == last.text);
    let since = same.last().and_then(|(call, _)| call.role.words());
    let since = since.unwrap_or_else(|| "the first call".to_owned());
    let id = if is_kept { "RequestId unchanged" } else { "RequestId changed on the way" };
    // A clock that jumps takes no time that a Date could show.
    let is_slow = matches!(mode, ClockMode::Real | ClockMode::Scaled(_));
    let dates =
        replies.first().and_then(|(_, first)| first.header("date")).zip(last.header("date"));
    let alive = match dates.filter(|_| is_slow) {
        Some((first, last)) if first != last => ", the server's Date moved on: it is alive",
        Some(_) => ", the server's Date stands still: a cache may answer",
        None => "",
    };
    format!("{id}, body identical since {since}{alive}")
}

const TIME: Unit = Unit { one: "time", many: "times" };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use crate::exchange::Part;
    use flinks_mock::clock::Moment;
    use serde_json::json;
    use std::time::Duration;

    /// Edits of the first call and of the two polls after it, and the lines that come of them.
    #[test]
    fn waits_of_every_kind() {
        type Edit = fn(&mut Record);
        let plain: Edit = |_| {};
        let late: Edit = |record| {
            let poll = sample::find(record, Role::Poll(2));
            poll.sent_at = poll.sent_at.plus(Duration::from_millis(410));
        };
        let changed: Edit = |record| {
            let reply = sample::reply(sample::find(record, Role::Poll(1)));
            reply.text.push(' ');
            reply.json = Ok(json!({ "RequestId": "another" }));
        };
        let refused: Edit = |record| {
            sample::reply(sample::find(record, Role::Poll(1))).status = 503;
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
            let mut record = pending();
            edit(&mut record);
            let lines = told(&record);
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
            let mut record = pending();
            record.head.mode = mode;
            for (role, date) in [(Role::First, "11:00:00"), (Role::Poll(2), last)] {
                let reply = sample::reply(sample::find(&mut record, role));
                reply.headers.push(("date".to_owned(), date.to_owned()));
            }
            let lines = told(&record);
            let common = "last: RequestId unchanged, body identical since the first call";
            assert_eq!(lines[1], format!("{common}{expected}"), "{mode:?} {last}");
        }
    }

    /// A first call and two polls, all of them pending.
    fn pending() -> Record {
        let mut record = sample::accounts();
        let same = sample::find(&mut record, Role::First).result.clone();
        let poll = sample::find(&mut record, Role::Poll(2));
        poll.result = same;
        poll.sent_at = Moment::from_secs(20);
        record.exchanges.retain(|exchange| exchange.role != Role::Again);
        record
    }

    fn told(record: &Record) -> Vec<String> {
        let last = record.of(Part::Accounts).last().unwrap();
        let words = flinks_report::Shown::words("");
        let found = crate::sheet::Found::outside(last, "time", words.clone(), words);
        let details = details(&found.finding, record, 17).into_iter();
        details.map(|fact| format!("{}: {}", fact.name, fact.value)).collect()
    }
}
