//! Ready within 30 min. The guides bound the client, not the server, hence SHOULD.

use super::*;

pub const ID: &str = "FLK-FLOW-004";

/// Not reached where the poll ended otherwise: nobody knows how long it would have taken.
pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for part in [Part::Accounts, Part::Investments] {
        let last = run.of(part).rfind(|exchange| exchange.is_data_call());
        match (run.ending(part), last) {
            (Some(Ending::Data), _) => rule.place(None),
            (Some(Ending::Deadline), Some(last)) => {
                let expected = "200 within 30 min of the first data call";
                let found = last.outside("time", expected, format!("still {}", last.answer()));
                rule.place(Some(found));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_ready() {
        let mut run = sample::accounts();
        run.endings = vec![(Part::Accounts, Ending::Deadline)];
        assert_eq!(sample::places(check, &run), ["time"]);

        run.endings = vec![(Part::Accounts, Ending::Terminal("401 SESSION_EXPIRED".to_owned()))];
        assert!(sample::found(check, &run).is_silent());
    }
}
