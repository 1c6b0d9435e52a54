//! A data call answers 200 or 202, no other 2xx.

use super::*;

pub const ID: &str = "FLK-FLOW-001";

pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    for reply in run.data_replies() {
        let found = || {
            let found = reply.outside("status", "200, 202, or an error", reply.status.to_string());
            found.note("the run took it as the end of the poll")
        };
        let is_other = !matches!(reply.status, 200 | 202 | 300..);
        rule.place(is_other.then(found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_200_and_202_of_the_2xx() {
        for (status, breaks) in [(201, true), (203, true), (204, true), (299, true), (401, false)] {
            let run = sample::edited(Role::Poll(2), |reply| reply.status = status);
            assert_eq!(sample::places(check, &run) == ["status"], breaks, "{status}");
        }
    }
}
