//! CLI-SEQ-001: Authorize comes first.

use super::*;

/// One place for each customer that asks for data. A RequestId of another customer is left to
/// [`customer_id`](super::customer_id).
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for (_, calls) in context.customers() {
        let asks = |call: &&Exchange| call.is_data() && context.owner(call).is_none();
        let Some(position) = calls.iter().position(asks) else { continue };
        rule.applied(1);
        let (before, after) = calls.split_at(position);
        if before.iter().any(|call| gives_id(call)) {
            continue;
        }
        let until = after.iter().position(|call| gives_id(call)).unwrap_or(after.len());
        let early: Vec<&Exchange> = after[..until].iter().copied().filter(asks).collect();
        let tried = before.iter().rev().find(|call| call.is(Endpoint::Authorize));
        let actual = match tried {
            Some(refused) => format!("Authorize had given none: {}", status_and_code(refused)),
            None => "no Authorize came before it".to_owned(),
        };
        let expected = "a data call after an Authorize that gave a RequestId";
        let found = repeated("order of calls", expected, actual, &early);
        rule.breaks_unless(context.headless(), found);
    }
}
