//! A data call that takes longer than 210 s is answered with 202 `OPERATION_DISPATCHED`.

use flinks_contract::polling::SYNCHRONOUS_LIMIT;

use super::*;

/// Allowance for the network and the machines. On a faster clock, [`BLUR`] is added.
const TOLERANCE: Duration = Duration::from_secs(5);

/// Further allowance in real time.
const BLUR: Duration = Duration::from_millis(250);

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    let blur = match run.head.mode {
        ClockMode::Scaled(speed) => BLUR * speed.get(),
        _ => Duration::ZERO,
    };
    for reply in run.data_replies() {
        let took = reply.ended().since(reply.arrived);
        let expected = "an answer within 210 s, if only 202 OPERATION_DISPATCHED";
        let actual = format!("held for {:.1} s", took.as_secs_f64());
        let is_held = took > SYNCHRONOUS_LIMIT + TOLERANCE + blur;
        rule.place(is_held.then(|| reply.outside("time", expected, actual)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroU32;

    use flinks_trace::Outcome;

    /// 215 s on a clock of 1, 465 s at speed 1000.
    #[test]
    fn calls_that_are_held_open() {
        let fast = ClockMode::Scaled(NonZeroU32::new(1_000).unwrap());
        for (mode, seconds, breaks) in [
            (ClockMode::Real, 210, false),
            (ClockMode::Real, 215, false),
            (ClockMode::Real, 216, true),
            (ClockMode::Auto, 216, true),
            (fast, 465, false),
            (fast, 466, true),
        ] {
            let sent = Outcome::Sent { at: Moment::from_secs(seconds) };
            let mut run = sample::edited(Role::First, |reply| reply.outcome = Some(sent));
            run.head.mode = mode;
            assert_eq!(sample::places(check, &run) == ["time"], breaks, "{seconds} s");
        }
    }
}
