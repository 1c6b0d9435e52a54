//! The rules for clients, one file each; in one file where they look at the same thing.

mod async_after_pending;
mod authorize_first;
mod back_off;
mod cents;
mod challenge_answer;
mod challenge_keys;
mod challenge_time;
mod content_type;
mod customer_id;
mod deadline;
mod giving_up;
mod interval;
mod login_id;
mod method;
mod new_authorize;
mod overlap;
mod path;
mod refused_token;
mod repost;
mod request_id;
mod retry_later;
mod same_body;
mod secrets_in_url;
mod stop;
mod terminal_error;
mod text;
mod thundering_herd;
mod unknown_values;
mod user_error;

pub(super) use path::is_probe;

use super::context::Context;
use crate::Findings;

/// The ids of the rules that a function applies, and the function.
type Check = (&'static [&'static str], fn(&Context<'_>, &mut Findings));

const CHECKS: &[Check] = &[
    (&[authorize_first::ID], authorize_first::check),
    (&[async_after_pending::ID], async_after_pending::check),
    (&[method::ID], method::check),
    (&[repost::ID], repost::check),
    (&[same_body::ID], same_body::check),
    (&[path::ID], path::check),
    (&[request_id::ID], request_id::check),
    (&[login_id::ID], login_id::check),
    (&[customer_id::ID], customer_id::check),
    (
        &[
            giving_up::POLL_ON,
            giving_up::DISPATCHED,
            giving_up::SURVIVE,
            giving_up::STATUS,
            retry_later::ID,
        ],
        giving_up::check,
    ),
    (&[interval::INTERVAL, interval::FIRST], interval::check),
    (&[overlap::ID], overlap::check),
    (&[deadline::ID], deadline::check),
    (&[stop::ID], stop::check),
    (&[thundering_herd::ID], thundering_herd::check),
    (&[terminal_error::ID], terminal_error::check),
    (&[retry_later::ID], retry_later::check),
    (&[user_error::ID], user_error::check),
    (&[back_off::ID], back_off::check),
    (&[refused_token::ID], refused_token::check),
    (&[new_authorize::ID], new_authorize::check),
    (&[unknown_values::ID], unknown_values::check),
    (&[text::ID], text::check),
    (&[cents::ID], cents::check),
    (&[secrets_in_url::ID], secrets_in_url::check),
    (&[challenge_answer::ID], challenge_answer::check),
    (&[challenge_keys::ID], challenge_keys::check),
    (&[challenge_time::ID], challenge_time::check),
    (&[content_type::ID], content_type::check),
];

/// Applies every rule.
pub(super) fn findings(context: &Context<'_>) -> Findings {
    let mut findings = Findings::default();
    for (_, check) in CHECKS {
        check(context, &mut findings);
    }
    findings
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use flinks_contract::rule::client::CLIENT_RULES;

    use super::*;

    #[test]
    fn every_rule_of_the_catalogue_is_checked_and_no_other() {
        let checked: BTreeSet<&str> = CHECKS.iter().flat_map(|(ids, _)| *ids).copied().collect();
        let listed: BTreeSet<&str> = CLIENT_RULES.iter().map(|client| client.rule.id).collect();
        assert_eq!(checked, listed);
    }
}
