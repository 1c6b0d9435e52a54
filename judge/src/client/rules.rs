//! The rules for clients, one file each; in one file where they look at the same thing.

mod after_the_end;
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
use flinks_report::{Finding, counted, grouped};
use flinks_trace::route::NoRoute;
use flinks_trace::{Exchange, ReplyAnalysis, Timestamp};

use super::answer::{Answer, analysed, gives_id, status_and_code};
use super::client_report::{client_reports, decimal, is_count};
use super::context::Context;
use super::conversation::Conversation;
use super::ending::{Ending, MAY_GO_ON};
use super::finding::{at, detail, finding, repeated};
use super::gaps::{Gap, list, overlaps};
use super::repeats::{is_for_the_same, openings, repeats};
use super::session::{Challenge, Session, challenges};
use super::timing::{allowance, blind, doubt, is_scaled, overhead, stall, tolerance};
use crate::Findings;

const CHECKS: &[fn(&Context<'_>, &mut Findings)] = &[
    authorize_first::check,
    async_after_pending::check,
    method::check,
    repost::check,
    same_body::check,
    path::check,
    most_recent_cached::check,
    request_id::check,
    login_id::check,
    customer_id::check,
    giving_up::check,
    interval::check,
    overlap::check,
    deadline::check,
    after_the_end::check,
    thundering_herd::check,
    retry_later::check,
    user_error::check,
    back_off::check,
    refused_token::check,
    new_authorize::check,
    unknown_values::check,
    text::check,
    cents::check,
    secrets_in_url::check,
    challenge_answer::check,
    challenge_keys::check,
    challenge_time::check,
    content_type::check,
    resent_post::check,
];

/// Applies every rule. The zoo has a client for each rule that breaks it.
pub(super) fn findings(context: &Context<'_>) -> Findings {
    let mut findings = Findings::default();
    CHECKS.iter().for_each(|check| check(context, &mut findings));
    findings
}
