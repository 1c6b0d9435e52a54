//! The harness's own side of the contract, so that what it found is the server's doing.

use std::time::Duration;

use flinks_contract::polling::{CEILING, INTERVAL, TOLERANCE};
use flinks_contract::rule::CLI_OWN_SIDE;
use flinks_mock::clock::ClockMode;
use flinks_report::Shown;

use crate::exchange::{Exchange, Part, Role};
use crate::operation::Operation;
use crate::record::Record;
use crate::sheet::{Found, Sheet};

/// How exactly a machine wakes who sleeps, in real time. On a clock that runs N times faster that is
/// N times as much: at 1000 and above the interval is not measured.
const JITTER: Duration = Duration::from_millis(10);

pub(super) fn check(record: &Record, sheet: &mut Sheet) {
    let jitter = match record.head.mode {
        ClockMode::Manual | ClockMode::Auto => Duration::ZERO,
        ClockMode::Real => JITTER,
        ClockMode::Scaled(speed) => JITTER.saturating_mul(speed.get()),
    };
    for part in [Part::Accounts, Part::Investments] {
        let calls: Vec<&Exchange> = record
            .of(part)
            .filter(|exchange| exchange.is_data_call() && exchange.is_first_of_its_kind())
            .collect();
        let Some(first) = calls.first() else { continue };
        for pair in calls.windows(2) {
            sheet.applied(CLI_OWN_SIDE, 1);
            interval(pair[0], pair[1], jitter, sheet);
            deadline(first, pair[1], jitter, sheet);
            request(first, pair[1], sheet);
        }
    }
}

fn interval(before: &Exchange, poll: &Exchange, jitter: Duration, sheet: &mut Sheet) {
    let gap = poll.sent_at.since(before.answered_at);
    if gap.saturating_add(jitter) < INTERVAL {
        let expected = Shown::words("10 s after the answer before it, or later");
        let actual = Shown::words(format!("{:.3} s", gap.as_secs_f64()));
        sheet.broken(CLI_OWN_SIDE, Found::outside(poll, "time", expected, actual));
    }
}

fn deadline(first: &Exchange, poll: &Exchange, jitter: Duration, sheet: &mut Sheet) {
    let age = poll.sent_at.since(first.sent_at);
    if age > CEILING.saturating_add(TOLERANCE).saturating_add(jitter) {
        let expected = Shown::words("30 min after the first data call, or earlier");
        let actual = Shown::words(format!("{:.3} s", age.as_secs_f64()));
        sheet.broken(CLI_OWN_SIDE, Found::outside(poll, "time", expected, actual));
    }
}

/// Repeats of a first call are that call; a poll of accounts is the Async GET.
fn request(first: &Exchange, poll: &Exchange, sheet: &mut Sheet) {
    let accounts = poll.part == Part::Accounts && matches!(poll.role, Role::Poll(_));
    let right = if accounts {
        poll.operation == Operation::GetAccountsDetailAsync && poll.sent.is_none()
    } else {
        poll.operation == first.operation && poll.sent == first.sent
    };
    if !right {
        let expected = Shown::words("the Async GET for accounts, the same POST for investments");
        let found = Found::outside(poll, "request", expected, Shown::words(poll.call()));
        sheet.broken(CLI_OWN_SIDE, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use flinks_mock::clock::Moment;
    use serde_json::json;

    #[test]
    fn what_breaks_our_own_side() {
        type Edit = fn(&mut Exchange);
        let table: &[(&str, Part, Edit)] = &[
            ("time", Part::Accounts, |poll| poll.sent_at = Moment::from_secs(9)),
            ("time", Part::Accounts, |poll| {
                (poll.sent_at, poll.answered_at) = (Moment::from_secs(1_801), Moment::from_secs(5));
            }),
            ("request", Part::Accounts, |poll| poll.operation = Operation::GetAccountsDetail),
            ("request", Part::Investments, |poll| poll.sent = Some(json!({}))),
            ("request", Part::Investments, |poll| {
                poll.operation = Operation::GetAccountsDetailAsync;
            }),
        ];
        for (place, part, edit) in table {
            let mut record = sample::both();
            edit(sample::find_in(&mut record, *part, Role::Poll(1)));
            assert_eq!(sample::broken(check, &record, CLI_OWN_SIDE), [*place]);
        }
    }

    /// Speed, gap in milliseconds, whether it is our fault. 10 ms of the machine are 2 s at 200.
    #[test]
    fn a_fast_clock_shows_how_late_a_machine_wakes() {
        let speed = |speed| ClockMode::Scaled(std::num::NonZeroU32::new(speed).unwrap());
        let table = [
            (ClockMode::Auto, 9_999, true),
            (ClockMode::Real, 9_990, false),
            (ClockMode::Real, 9_989, true),
            (speed(200), 8_000, false),
            (speed(200), 7_999, true),
            (speed(1_000), 0, false),
            (speed(1_000_000), 0, false),
        ];
        for (mode, gap, breaks) in table {
            let mut record = sample::accounts();
            record.head.mode = mode;
            sample::find(&mut record, Role::Poll(1)).sent_at =
                Moment::START.plus(Duration::from_millis(gap));
            let found = sample::broken(check, &record, CLI_OWN_SIDE);
            assert_eq!(found == ["time"], breaks, "{mode:?} {gap}");
        }
    }

    #[test]
    fn the_last_poll_may_be_at_30_minutes() {
        let mut record = sample::accounts();
        let poll = sample::find(&mut record, Role::Poll(2));
        poll.sent_at = Moment::from_secs(1_800);
        assert!(sample::all_broken(check, &record).is_empty());
    }
}
