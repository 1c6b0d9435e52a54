//! Moments and gaps as people read them, and requests in a row that are the same.

use std::borrow::Borrow;
use std::time::Duration;

use crate::report::Event;

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
