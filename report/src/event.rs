//! One request of a run as a report has it: its moment, and when it looks like the one before.

use std::borrow::Borrow;
use std::time::Duration;

use serde::{Serialize, Serializer};

/// One request and what came back, for the timeline.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Event {
    /// Tells it from the others of its run; see [`Finding::events`](crate::Finding::events).
    pub number: u64,
    /// The part of the run it belongs to: a flow, or a session.
    pub part: String,
    /// When it was sent, from the start of the run.
    #[serde(rename = "atMs", serialize_with = "millis")]
    pub at: Duration,
    /// How long its answer took, to the last byte. Nothing where there was none.
    #[serde(rename = "tookMs", serialize_with = "millis")]
    pub took: Option<Duration>,
    /// What was asked: "GET GetAccountsDetailAsync".
    pub call: String,
    pub answer: String,
    pub note: Option<String>,
    pub mark: Mark,
    /// What went over the wire, where it is known.
    pub wire: Option<Wire>,
}

/// A request and its reply as text, without their secrets.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Wire {
    /// Request line, headers, an empty line and the body.
    pub request: String,
    pub reply: String,
    /// Whether the reply has its headers and its body. Otherwise it says what is known of them.
    #[serde(skip)]
    pub has_body: bool,
}

/// How an event looks beside the others.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Mark {
    Plain,
    /// A MUST is broken here.
    Broken,
    /// A SHOULD is broken here.
    Warned,
}

fn millis<S: Serializer>(
    duration: &(impl Copy + Into<Option<Duration>>),
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    (*duration).into().map(millis).serialize(serializer)
}

/// `t+MM:SS.d` since the start of the run, cut to tenths of a second; minutes go on past 60.
pub fn moment(at: Duration) -> String {
    let tenths = tenths(at);
    format!("t+{:02}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

fn tenths(duration: Duration) -> u128 {
    duration.as_millis() / 100
}

/// Whether two events are one line of a report: a hundred polls are.
pub(crate) fn alike(a: &Event, b: &Event) -> bool {
    (&a.part, &a.call, &a.answer, &a.note, a.mark) == (&b.part, &b.call, &b.answer, &b.note, b.mark)
}

/// "every 10 s" from request to request, or both ends where the gaps differ by a tenth of a second or
/// more; nothing for a single one.
pub(crate) fn gap(events: &[impl Borrow<Event>]) -> Option<String> {
    let gaps = events
        .windows(2)
        .map(|pair| tenths(pair[1].borrow().at.saturating_sub(pair[0].borrow().at)));
    let (low, high) = (gaps.clone().min()?, gaps.max()?);
    Some(if low == high {
        format!("every {} s", seconds(low))
    } else {
        format!("every {} to {} s", seconds(low), seconds(high))
    })
}

fn seconds(tenths: u128) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::event;

    #[test]
    fn moments() {
        let table = [
            (0, "t+00:00.0"),
            (10_049, "t+00:10.0"),
            (1_500_000, "t+25:00.0"),
            (3_661_900, "t+61:01.9"),
        ];
        for (millis, expected) in table {
            assert_eq!(moment(Duration::from_millis(millis)), expected);
        }
    }

    #[test]
    fn gaps_are_given_to_a_tenth() {
        let table: [(&[u64], Option<&str>); 5] = [
            (&[], None),
            (&[5_000], None),
            (&[0, 10_000, 20_040], Some("every 10 s")),
            (&[0, 9_900, 20_000], Some("every 9.9 to 10.1 s")),
            (&[10_000, 0], Some("every 0 s")),
        ];
        for (millis, expected) in table {
            let events: Vec<Event> = millis.iter().map(|at| event(*at, 40)).collect();
            assert_eq!(gap(&events).as_deref(), expected, "{millis:?}");
        }
    }
}
