//! Delays and faults in words.

use flinks_contract::scenario::{Cut, Delay, Fault, FaultRule, HttpError, LogNormal, Uniform};

use super::span::Span;
use crate::clock::Moment;
use flinks_trace::Timestamp;

/// Nothing for no delay.
pub(super) fn delay(delay: &Delay) -> Option<String> {
    match delay {
        Delay::Fixed(fixed) if fixed.is_zero() => None,
        Delay::Fixed(fixed) => Some(Span(*fixed).to_string()),
        Delay::Uniform(Uniform { min, max }) => {
            Some(format!("{} to {}, drawn for each call", Span(*min), Span(*max)))
        }
        Delay::LogNormal(LogNormal { median, sigma, max }) => Some(format!(
            "about {}, at most {}, drawn for each call (log-normal, sigma {sigma})",
            Span(*median),
            Span(*max)
        )),
    }
}

pub(super) fn is_drawn(delay: &Delay) -> bool {
    !matches!(delay, Delay::Fixed(_))
}

/// Whether the client gets no answer that it can use.
pub(super) fn loses_the_answer(fault: &Fault) -> bool {
    !matches!(fault, Fault::Drip(_) | Fault::ContentType(_))
}

pub(super) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Reset => "TCP reset before the first byte".to_owned(),
        Fault::Close => "closed before the first byte".to_owned(),
        Fault::Hang => "no byte and no close".to_owned(),
        Fault::ResetAfter(at) => format!("TCP reset after {}", cut(*at)),
        Fault::CloseAfter(at) => format!("closed after {}", cut(*at)),
        Fault::HangAfter(at) => format!("nothing more after {}, and no close", cut(*at)),
        Fault::WrongLength(off) => {
            let (bytes, what) = (off.unsigned_abs(), if *off < 0 { "small" } else { "large" });
            format!("Content-Length {bytes} too {what}, then closed")
        }
        Fault::TruncatedChunk => "closed in the middle of a chunk".to_owned(),
        Fault::Garbage => "garbage instead of the status line".to_owned(),
        Fault::InvalidJson => "JSON that breaks off inside".to_owned(),
        Fault::InvalidUtf8 => "a byte that is no UTF-8 in the body".to_owned(),
        Fault::ContentType(value) => format!("Content-Type: {value}"),
        Fault::Drip(drip) => {
            format!("the body in pieces of {} bytes, one every {}", drip.bytes, Span(drip.every))
        }
        Fault::HttpError(HttpError { status, retry_after }) => match retry_after {
            Some(seconds) => format!("{status} of a gateway, Retry-After: {seconds}"),
            None => format!("{status} of a gateway"),
        },
    }
}

fn cut(at: Cut) -> String {
    match at {
        Cut::Head(bytes) => format!("{bytes} bytes of the head"),
        Cut::Body(bytes) => format!("{bytes} bytes of the body"),
    }
}

/// What a rule plays, when it strikes, and what it does to the call.
pub(super) fn rule(rule: &FaultRule) -> String {
    let mut words = vec![fault(&rule.play)];
    match rule.first {
        Some(first) if first.get() == 1 => words.push("the first call".to_owned()),
        Some(first) => words.push(format!("the first {first} calls")),
        None => {}
    }
    let stamp = |duration| Timestamp(Moment::START.plus(duration));
    match (rule.from.is_zero(), rule.until) {
        (true, None) => {}
        (true, Some(until)) => words.push(format!("until {}", stamp(until))),
        (false, None) => words.push(format!("from {}", stamp(rule.from))),
        (false, Some(until)) => {
            words.push(format!("from {} until {}", stamp(rule.from), stamp(until)));
        }
    }
    words.extend(rule.probability.map(|probability| format!("with probability {probability}")));
    words.extend((!rule.commit).then(|| "the call does not count".to_owned()));
    words.join("; ")
}

#[cfg(test)]
mod tests {
    use std::num::{NonZeroU32, NonZeroUsize};
    use std::time::Duration;

    use flinks_contract::scenario::{Drip, On};

    use super::*;

    #[test]
    fn every_fault_has_its_words_and_says_whether_the_answer_is_lost() {
        let every = Duration::from_millis(250);
        let drip = Drip { bytes: NonZeroUsize::new(4).unwrap(), every };
        let gateway = |retry_after| Fault::HttpError(HttpError { status: 503, retry_after });
        #[rustfmt::skip]
        let table = [
            (Fault::Reset, true, "TCP reset before the first byte"),
            (Fault::Close, true, "closed before the first byte"),
            (Fault::Hang, true, "no byte and no close"),
            (Fault::ResetAfter(Cut::Head(9)), true, "TCP reset after 9 bytes of the head"),
            (Fault::CloseAfter(Cut::Body(9)), true, "closed after 9 bytes of the body"),
            (Fault::HangAfter(Cut::Body(0)), true, "nothing more after 0 bytes of the body, and no close"),
            (Fault::WrongLength(-3), true, "Content-Length 3 too small, then closed"),
            (Fault::WrongLength(i32::MIN), true, "Content-Length 2147483648 too small, then closed"),
            (Fault::WrongLength(10), true, "Content-Length 10 too large, then closed"),
            (Fault::TruncatedChunk, true, "closed in the middle of a chunk"),
            (Fault::Garbage, true, "garbage instead of the status line"),
            (Fault::InvalidJson, true, "JSON that breaks off inside"),
            (Fault::InvalidUtf8, true, "a byte that is no UTF-8 in the body"),
            (Fault::ContentType("text/html".to_owned()), false, "Content-Type: text/html"),
            (Fault::Drip(drip), false, "the body in pieces of 4 bytes, one every 250ms"),
            (gateway(None), true, "503 of a gateway"),
            (gateway(Some(30)), true, "503 of a gateway, Retry-After: 30"),
        ];
        for (given, lost, expected) in table {
            assert_eq!(fault(&given), expected);
            assert_eq!(loses_the_answer(&given), lost, "{expected}");
        }
    }

    #[test]
    fn a_rule_says_when_it_strikes() {
        let rule = |first, seconds: (u64, Option<u64>), probability, commit| {
            super::rule(&FaultRule {
                on: On::Data,
                play: Fault::Reset,
                first: NonZeroU32::new(first),
                from: Duration::from_secs(seconds.0),
                until: seconds.1.map(Duration::from_secs),
                probability,
                commit,
                place: 0..0,
            })
        };
        let reset = "TCP reset before the first byte";

        assert_eq!(rule(0, (0, None), None, true), reset);
        assert_eq!(
            rule(1, (0, Some(60)), None, false),
            format!("{reset}; the first call; until t+01:00.000; the call does not count")
        );
        assert_eq!(
            rule(2, (60, Some(90)), Some(0.25), true),
            format!(
                "{reset}; the first 2 calls; from t+01:00.000 until t+01:30.000; \
                 with probability 0.25"
            )
        );
        assert_eq!(rule(0, (60, None), None, true), format!("{reset}; from t+01:00.000"));
    }
}
