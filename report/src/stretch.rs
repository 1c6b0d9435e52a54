//! Requests in a row that are the same: a hundred polls are one line of a report.

use std::time::Duration;

use crate::moment::tenths;
use crate::report::{Event, Mark};

pub(crate) fn alike(a: &Event, b: &Event) -> bool {
    key(a) == key(b)
}

fn key(event: &Event) -> (&str, &str, &str, Option<&str>, Mark) {
    (&event.part, &event.call, &event.answer, event.note.as_deref(), event.mark)
}

/// "every 10 s", or both ends where the gaps differ by a tenth of a second or more; nothing of a single
/// moment.
pub(crate) fn gap(moments: &[Duration]) -> Option<String> {
    let gaps = moments.windows(2).map(|pair| tenths(pair[1].saturating_sub(pair[0])));
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

    #[test]
    fn gaps_are_said_to_a_tenth() {
        let table: [(&[u64], Option<&str>); 5] = [
            (&[], None),
            (&[5_000], None),
            (&[0, 10_000, 20_040], Some("every 10 s")),
            (&[0, 9_900, 20_000], Some("every 9.9 to 10.1 s")),
            (&[10_000, 0], Some("every 0 s")),
        ];
        for (millis, expected) in table {
            let moments: Vec<Duration> =
                millis.iter().copied().map(Duration::from_millis).collect();
            assert_eq!(gap(&moments).as_deref(), expected, "{millis:?}");
        }
    }
}
