//! Answers, delays and faults in words that are short enough for a line, and the page they stand on.

use std::fmt;
use std::time::Duration;

use flinks_contract::code::{self, Code};
use flinks_contract::scenario::{
    self, Cut, Delay, Fault, FaultRule, HttpError, LogNormal, Question, QuestionType, Uniform,
};
use flinks_report::{clean, counted};
use flinks_trace::Timestamp;
use serde_json::{Map, Value};

use crate::answer::{Answer, Challenge, Message};
use crate::clock::Moment;
use crate::script::{Script, Until};

/// Lines without what would move a cursor: some of them come from files and clients.
#[derive(Default)]
pub(super) struct Page(pub(super) String);

impl Page {
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        self.0 += &" ".repeat(indent);
        self.0 += &clean(text.trim_end());
        self.0.push('\n');
    }

    pub(super) fn title(&mut self, title: &str) {
        self.0.push('\n');
        self.line(0, title);
    }
}

/// `25m`, `1m30s`, `250ms`: rounded up to milliseconds, so that who waits so long has waited enough.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span(pub(super) Duration);

/// Milliseconds of each unit, the largest first.
const UNITS: [(u128, &str); 4] = [(3_600_000, "h"), (60_000, "m"), (1_000, "s"), (1, "ms")];

impl Span {
    fn milliseconds(self) -> u128 {
        self.0.as_nanos().div_ceil(1_000_000)
    }

    /// One number and one unit, as a scenario file and the command line take it: `90s`.
    pub(super) fn typed(self) -> String {
        let milliseconds = self.milliseconds();
        let unit =
            UNITS.iter().find(|(unit, _)| milliseconds > 0 && milliseconds.is_multiple_of(*unit));
        unit.map_or("0s".to_owned(), |(unit, name)| format!("{}{name}", milliseconds / unit))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.milliseconds();
        if rest == 0 {
            return formatter.write_str("0s");
        }
        for (unit, name) in UNITS {
            if rest >= unit {
                write!(formatter, "{}{name}", rest / unit)?;
                rest %= unit;
            }
        }
        Ok(())
    }
}

/// `400 SESSION_NONEXISTENT`.
pub(super) fn named(code: &Code) -> String {
    format!("{} {}", code.status, code.name)
}

/// `step 1 of 2: 3 calls`. The step after the last one answers for good.
pub(super) fn step(script: &Script, step: usize) -> String {
    let lasts = match script.steps.get(step).map_or(Until::Never, |stored| stored.until) {
        Until::Calls(calls) => counted("call", calls.get() as usize),
        Until::Passed(duration) => format!("for {}", Span(duration)),
        Until::Never => "for good".to_owned(),
    };
    format!("{}: {lasts}", number(script, step))
}

/// `step 2 of 3`.
pub(super) fn number(script: &Script, step: usize) -> String {
    match script.steps.len() {
        0 => "no step".to_owned(),
        count if step < count => format!("step {} of {count}", step + 1),
        _ => "after the last step".to_owned(),
    }
}

/// `200 accounts/seed`, `202 OPERATION_PENDING`; `203` with the number of its questions.
pub(super) fn short(answer: &Answer) -> String {
    match answer {
        Answer::Message(message) => of_message(message),
        Answer::Challenge(challenge) => match challenge.rule.ask.len() {
            1 => "203 with a question".to_owned(),
            many => format!("203 with {many} questions"),
        },
    }
}

fn of_message(message: &Message) -> String {
    let what = if message.code.is_empty() { &*message.from } else { message.code };
    let line = message.status_line.filter(|line| *line != message.status);
    let line = line.map(|line| format!(" under status line {line}")).unwrap_or_default();
    format!("{} {}{line}", message.status, what.escape_debug())
}

/// The SecurityResponses that are right.
pub(super) fn right_answers(challenge: &scenario::Challenge) -> Value {
    let right = |question: &Question| (question.prompt.clone(), question.answer.clone().into());
    challenge.ask.iter().map(right).collect::<Map<_, _>>().into()
}

/// What is unusual about the answer, one line for each thing.
pub(super) fn notes(answer: &Answer) -> Vec<String> {
    let message = answer.message();
    let mut notes = Vec::new();
    notes.extend(own_text(message).map(|text| format!("says {text:?}")));
    let patched = message.patched.as_ref();
    notes.extend(patched.map(|words| format!("body patched: {}", words.escape_debug())));
    notes.extend(message.headers.iter().map(|(name, value)| {
        format!("header {name}: {}", String::from_utf8_lossy(value.as_bytes()).escape_debug())
    }));
    if let Answer::Challenge(challenge) = answer {
        notes.extend(challenge.rule.ask.iter().map(question));
        notes.extend(wrong(challenge));
    }
    notes
}

/// The text of an error, if it differs from the one in the catalogue.
fn own_text(message: &Message) -> Option<String> {
    let text = message.message.as_ref()?.to_json();
    let text = text.as_str()?.replace("{{", "{").replace("}}", "}");
    let usual = code::find(message.code).is_some_and(|code| code.text() == text);
    (!usual).then_some(text)
}

fn question(question: &Question) -> String {
    let all = matches!(
        question.kind,
        QuestionType::MultipleChoiceMultipleAnswers | QuestionType::ImageSelection
    );
    let right = list(&question.answer, if all { " and " } else { " or " });
    let choices = match question.choices.as_slice() {
        [] => String::new(),
        choices => format!(" of {}", list(choices, ", ")),
    };
    format!("{:?} {}{choices}; right: {right}", question.kind, cut(&question.prompt))
}

/// What happens to a client that does not know the answer.
fn wrong(challenge: &Challenge) -> Vec<String> {
    let Challenge { wrong, failed, rule, .. } = challenge;
    let again = |times: &str| {
        format!("a wrong answer gets {} with the questions again, {times}", of_message(wrong))
    };
    let (first, last) = match rule.retries {
        0 => (None, "a wrong answer"),
        1 => (Some(again("once")), "the next one"),
        retries => (Some(again(&format!("{retries} times"))), "the next one"),
    };
    let over = format!("{last} gets {}, and the session is over", of_message(failed));
    let locked = rule.locks_out.map(|code| named(code.0));
    let locked = locked.map(|code| format!("then the login is locked: Authorize gets {code}"));
    first.into_iter().chain([over]).chain(locked).collect()
}

fn list(texts: &[String], between: &str) -> String {
    texts.iter().map(|text| cut(text)).collect::<Vec<_>>().join(between)
}

/// A text in quotes, shortened: images are long.
fn cut(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
        None => format!("{text:?}"),
    }
}

/// The delay in words; empty if there is none.
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

/// Whether the client gets no answer that it can use.
pub(super) fn loses_the_answer(fault: &Fault) -> bool {
    !matches!(fault, Fault::Drip(_) | Fault::ContentType(_))
}

pub(super) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Reset => "TCP reset before the first byte".to_owned(),
        Fault::Close => "closed before the first byte".to_owned(),
        Fault::Hang => "no byte and no close".to_owned(),
        Fault::ResetAfter(at) => format!("TCP reset after {}", after(*at)),
        Fault::CloseAfter(at) => format!("closed after {}", after(*at)),
        Fault::HangAfter(at) => format!("nothing more after {}, and no close", after(*at)),
        Fault::WrongLength(off) => {
            let (bytes, what) = (off.unsigned_abs(), if *off < 0 { "small" } else { "large" });
            format!("Content-Length {bytes} too {what}, then closed")
        }
        Fault::TruncatedChunk => "closed in the middle of a chunk".to_owned(),
        Fault::Garbage => "garbage instead of the status line".to_owned(),
        Fault::InvalidJson => "JSON that breaks off inside".to_owned(),
        Fault::InvalidUtf8 => "a byte in the body that is not UTF-8".to_owned(),
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

fn after(at: Cut) -> String {
    match at {
        Cut::Head(bytes) => format!("{bytes} bytes of the head"),
        Cut::Body(bytes) => format!("{bytes} bytes of the body"),
    }
}

/// What a rule plays, when it strikes, and what it does to the call.
pub(super) fn rule(rule: &FaultRule) -> String {
    let mut words = vec![fault(&rule.play)];
    words.extend(rule.first.map(|first| match first.get() {
        1 => "the first call".to_owned(),
        first => format!("the first {first} calls"),
    }));
    let stamp = |duration| Timestamp(Moment::START.plus(duration));
    let from = (!rule.from.is_zero()).then(|| format!("from {}", stamp(rule.from)));
    let until = rule.until.map(|until| format!("until {}", stamp(until)));
    let window: Vec<_> = from.into_iter().chain(until).collect();
    words.extend((!window.is_empty()).then(|| window.join(" ")));
    words.extend(rule.probability.map(|probability| format!("with probability {probability}")));
    words.extend((!rule.commit).then(|| "the call does not count".to_owned()));
    words.join("; ")
}

#[cfg(test)]
mod tests {
    use std::num::{NonZeroU32, NonZeroUsize};

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
            (Fault::InvalidUtf8, true, "a byte in the body that is not UTF-8"),
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

    #[test]
    fn durations_in_words_and_for_the_keyboard() {
        #[rustfmt::skip]
        let table = [
            (Duration::ZERO, "0s", "0s"),
            (Duration::from_nanos(1), "1ms", "1ms"),
            (Duration::from_millis(250), "250ms", "250ms"),
            (Duration::from_secs(90), "1m30s", "90s"),
            (Duration::from_secs(1_500), "25m", "25m"),
            (Duration::from_millis(1_480_001), "24m40s1ms", "1480001ms"),
            (Duration::from_secs(5_400), "1h30m", "90m"),
            (Duration::from_secs(604_800), "168h", "168h"),
        ];
        for (duration, shown, typed) in table {
            assert_eq!(Span(duration).to_string(), shown);
            assert_eq!(Span(duration).typed(), typed);
        }
    }
}
