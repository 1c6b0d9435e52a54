//! `-vv`: every request and its reply.

use std::fmt::Write as _;

use flinks_report::{Report, clean, moment};

/// Like `curl -v`: `>` marks what was sent, `<` what came back.
pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    for event in report.runs.iter().flat_map(|run| &run.timeline) {
        let Some(wire) = &event.wire else { continue };
        let (part, at, call) = (clean(&event.part), moment(event.at), clean(&event.call));
        _ = writeln!(out, "{} {part} {at}  {call}", event.number);
        for (sign, text) in [('>', &wire.request), ('<', &wire.reply)] {
            for line in text.lines() {
                out += format!("  {sign} {}", clean(line)).trim_end();
                out.push('\n');
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::judge;
    use crate::sample;

    #[test]
    fn both_directions_line_by_line() {
        let mut record = sample::accounts();
        record.trace.exchanges.truncate(2);
        record.trace.exchanges[1].set_reply_body("a\n\n\u{1b}[2J::error::b".to_owned());
        assert_eq!(
            render(&judge(&record)).split_once("\n\n").unwrap().1,
            "2 accounts t+00:00.0  POST GetAccountsDetail\n  \
             > POST /v3/$FLINKS_CUSTOMER_ID/BankingServices/GetAccountsDetail\n  \
             > accept: application/json\n  \
             > content-type: application/json\n  \
             >\n  \
             > {\"the same\":\"each time\"}\n  \
             < HTTP 202\n  \
             < content-type: application/json\n  \
             <\n  \
             < a\n  \
             <\n  \
             < \\u{1b}[2J::error::b\n\n"
        );
    }
}
