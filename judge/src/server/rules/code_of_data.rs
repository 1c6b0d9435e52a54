//! No `OPERATION_PENDING` and no error under HTTP 200.

use super::*;

/// A code that is not in the catalogue is no better. `OK` is a row of its table, though no body
/// carries it.
pub(super) fn check(run: &ParsedRun<'_>, rule: &mut RuleFindings) {
    let data = run.data_replies().filter(|reply| {
        reply.status == 200 && reply.is_first_of_its_kind() && reply.json().is_some()
    });
    for reply in data {
        let known = reply.flinks_code().and_then(code::find);
        let is_right = known.is_some_and(|known| known.comes_with(200));
        let code = reply.member("FlinksCode").filter(|code| !code.is_null() && !is_right);
        let found = code.map(|code| {
            let found = reply.in_body("/FlinksCode", "no FlinksCode beside data", code);
            found.note("the run took it as the 200")
        });
        rule.place(found);
    }
}
