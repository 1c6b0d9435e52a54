use super::*;

#[test]
fn an_empty_journal_is_no_pass() {
    let run = judge(&Evidence::default());
    let reason = "the client sent no request to the mock".to_owned();
    assert_eq!(run.verdict, flinks_report::Verdict::Inconclusive { reason });
    assert_eq!(run.tally().not_reached, run.checks.len());
}
