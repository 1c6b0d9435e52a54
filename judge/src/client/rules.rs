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
mod most_recent_cached;
mod new_authorize;
mod overlap;
mod path;
mod refused_token;
mod repost;
mod request_id;
mod resent_post;
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

// What most rules need; each has `use super::*`.
use std::time::Duration;

use flinks_contract::code::RetryClass;
use flinks_contract::diagnostic::nearest;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling;
use flinks_report::Finding;
use flinks_trace::route::NoRoute;
use flinks_trace::{Exchange, ReplyAnalysis, Timestamp};

use super::answer::{Answer, gives_id, status_and_code};
use super::challenge::challenges;
use super::client_report::{client_reports, decimal, is_count};
use super::context::Context;
use super::conversation::Conversation;
use super::ending::{Ending, MAY_GO_ON};
use super::finding::{at, detail, finding, repeated};
use super::gaps::{Gap, list, overlaps};
use super::group::grouped;
use super::repeats::{is_for_the_same, openings, repeats};
use super::session::Session;
use super::timing::{blind, is_scaled, stall, tolerance};
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
    (&[most_recent_cached::ID], most_recent_cached::check),
    (&[request_id::ALTERED, request_id::ANEW], request_id::check),
    (&[login_id::ID], login_id::check),
    (&[customer_id::ID], customer_id::check),
    (
        &[
            giving_up::POLL_ON,
            giving_up::DISPATCHED,
            giving_up::SURVIVE,
            giving_up::STATUS,
            giving_up::LOADING,
            retry_later::ID,
        ],
        giving_up::check,
    ),
    (&[interval::EARLY, interval::LATE], interval::check),
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
    (&[resent_post::ID], resent_post::check),
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
