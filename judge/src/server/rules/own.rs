//! The harness's own side of the contract, so that what it found is the server's doing.

use std::time::Duration;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling::{CEILING, INTERVAL, TOLERANCE};
use flinks_report::Shown;
use flinks_trace::{ClockMode, Part, Role};

use crate::Findings;
use crate::server::{Parsed, ParsedRun};

pub const ID: &str = "FLK-CLI-001";

/// How exactly a machine wakes who sleeps, in real time. On a clock that runs N times faster that is
/// N times as much: at 1000 and above the interval is not measured.
const JITTER: Duration = Duration::from_millis(10);

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    let jitter = match run.head.mode {
        ClockMode::Manual | ClockMode::Auto => Duration::ZERO,
        ClockMode::Real => JITTER,
        ClockMode::Scaled(speed) => JITTER.saturating_mul(speed.get()),
    };
    for part in [Part::Accounts, Part::Investments] {
        let calls: Vec<&Parsed<'_>> = run
            .of(part)
            .filter(|exchange| exchange.is_data_call() && exchange.is_first_of_its_kind())
            .collect();
        let Some(first) = calls.first() else { continue };
        for pair in calls.windows(2) {
            findings.applied(ID, 1);
            interval(pair[0], pair[1], jitter, findings);
            deadline(first, pair[1], jitter, findings);
            request(first, pair[1], findings);
        }
    }
}

fn interval(before: &Parsed<'_>, poll: &Parsed<'_>, jitter: Duration, findings: &mut Findings) {
    let gap = poll.arrived.since(before.ended());
    if gap.saturating_add(jitter) < INTERVAL {
        let expected = Shown::words("10 s after the answer before it, or later");
        let actual = Shown::words(format!("{:.3} s", gap.as_secs_f64()));
        findings.broken(ID, poll.outside("time", expected, actual));
    }
}

fn deadline(first: &Parsed<'_>, poll: &Parsed<'_>, jitter: Duration, findings: &mut Findings) {
    let age = poll.arrived.since(first.arrived);
    if age > CEILING.saturating_add(TOLERANCE).saturating_add(jitter) {
        let expected = Shown::words("30 min after the first data call, or earlier");
        let actual = Shown::words(format!("{:.3} s", age.as_secs_f64()));
        findings.broken(ID, poll.outside("time", expected, actual));
    }
}

/// Repeats of a first call are that call; a poll of accounts is the Async GET.
fn request(first: &Parsed<'_>, poll: &Parsed<'_>, findings: &mut Findings) {
    let accounts = poll.part == Part::Accounts && matches!(poll.role, Role::Poll(_));
    let right = if accounts {
        poll.endpoint == Endpoint::GetAccountsDetailAsync && poll.body.is_empty()
    } else {
        poll.endpoint == first.endpoint && poll.body == first.body
    };
    if !right {
        let expected = Shown::words("the Async GET for accounts, the same POST for investments");
        let found = poll.outside("request", expected, Shown::words(poll.call()));
        findings.broken(ID, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::sample;
    use flinks_trace::{Exchange, Moment};

    #[test]
    fn what_breaks_our_own_side() {
        type Edit = fn(&mut Exchange);
        let table: &[(&str, Part, Edit)] = &[
            ("time", Part::Accounts, |poll| poll.arrived = Moment::from_secs(9)),
            ("time", Part::Accounts, |poll| {
                poll.arrived = Moment::from_secs(1_801);
            }),
            ("request", Part::Accounts, |poll| poll.endpoint = Some(Endpoint::GetAccountsDetail)),
            ("request", Part::Investments, |poll| poll.body = "{}".to_owned()),
            ("request", Part::Investments, |poll| {
                poll.endpoint = Some(Endpoint::GetAccountsDetailAsync);
            }),
        ];
        for (place, part, edit) in table {
            let mut run = sample::both();
            edit(sample::find_in(&mut run, *part, Role::Poll(1)));
            assert_eq!(sample::broken(check, &run, ID), [*place]);
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
            let mut run = sample::accounts();
            run.head.mode = mode;
            sample::find(&mut run, Role::Poll(1)).arrived =
                Moment::START.plus(Duration::from_millis(gap));
            let found = sample::broken(check, &run, ID);
            assert_eq!(found == ["time"], breaks, "{mode:?} {gap}");
        }
    }

    #[test]
    fn the_last_poll_may_be_at_30_minutes() {
        let mut run = sample::accounts();
        let poll = sample::find(&mut run, Role::Poll(2));
        poll.arrived = Moment::from_secs(1_800);
        assert!(sample::all_broken(check, &run).is_empty());
    }
}
