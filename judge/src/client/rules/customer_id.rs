//! CLI-ID-003: a RequestId is used under the customerId that it was given to.

use super::*;

pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    for (customer, calls) in context.customers() {
        let mut foreign = Vec::new();
        for call in calls
            .iter()
            .copied()
            .filter(|call| call.is_data() || context.ids(call).answers_challenge)
        {
            let Some(id) = context.ids(call).request_id.as_deref() else { continue };
            // A RequestId of before a reset stays the customer's own.
            let resets = &context.trace.resets;
            let is_other = |owner: &&str| resets.id_in_path(owner) != resets.id_in_path(customer);
            let owner = context.owner(call).filter(is_other);
            let is_known = owner.is_some() || context.named(customer, id).is_some();
            rule.applied(usize::from(is_known));
            foreign.extend(owner.map(|owner| (owner, call)));
        }
        for (owner, calls) in grouped(foreign) {
            let expected = format!("under customer {owner}, who was given this RequestId");
            let actual = format!("under customer {customer}");
            rule.breaks(repeated("customerId", expected, actual, &calls));
        }
    }
}
