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

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
// What most rules need; each has `use super::*`.
use std::time::Duration;

use flinks_contract::code::RetryClass;
use flinks_contract::diagnostic::nearest;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling;
use flinks_report::{Fact, Finding, counted, grouped};
use flinks_trace::route::NoRoute;
use flinks_trace::{Exchange, ReplyAnalysis, Timestamp};

use super::answer::{Answer, analysed, gives_id, status_and_code};
use super::client_report::{client_reports, decimal, is_count};
use super::context::Context;
use super::conversation::{Conversation, Ending, MAY_GO_ON};
use super::finding::{at, finding, repeated};
use super::gaps::{Gap, list, overlaps};
use super::repeats::{is_for_the_same, repeats};
use super::session::{Challenge, Session, challenges};
use super::timing::{allowance, blind, doubt, is_scaled, overhead, stall, tolerance};
use crate::{Findings, RuleFindings};

type Check<F> = fn(&Context<'_>, &mut F);

/// The rules that have a file of their own.
const RULES: &[(&str, Check<RuleFindings>)] = &[
    ("CLI-SEQ-001", authorize_first::check),
    ("CLI-SEQ-002", async_after_pending::check),
    ("CLI-SEQ-003", method::check),
    ("CLI-SEQ-004", repost::check),
    ("CLI-SEQ-005", same_body::check),
    ("CLI-SEQ-006", path::check),
    ("CLI-SEQ-007", most_recent_cached::check),
    ("CLI-ID-002", login_id::check),
    ("CLI-ID-003", customer_id::check),
    ("CLI-POLL-003", overlap::check),
    ("CLI-POLL-004", deadline::check),
    ("CLI-POLL-008", thundering_herd::check),
    ("CLI-ERR-005", user_error::check),
    ("CLI-ERR-006", back_off::check),
    ("CLI-ERR-007", refused_token::check),
    ("CLI-ERR-008", new_authorize::check),
    ("CLI-TOL-001", unknown_values::check),
    ("CLI-TOL-002", text::check),
    ("CLI-NUM-001", cents::check),
    ("CLI-SEC-001", secrets_in_url::check),
    ("CLI-MFA-001", challenge_answer::check),
    ("CLI-MFA-002", challenge_keys::check),
    ("CLI-MFA-003", challenge_time::check),
    ("CLI-HTTP-001", content_type::check),
    ("CLI-HTTP-002", resent_post::check),
];

/// Those that share one, because they look at the same thing.
const GROUPS: &[Check<Findings>] =
    &[request_id::check, giving_up::check, interval::check, after_the_end::check];

/// Applies every rule. The zoo has a client for each rule that breaks it.
///
/// Two threads take what is next. No two entries of the tables write about one rule.
pub(super) fn findings(context: &Context<'_>) -> Findings {
    let next = AtomicUsize::new(0);
    let apply = || {
        let mut findings = Findings::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if let Some(check) = GROUPS.get(number) {
                check(context, &mut findings);
            } else if let Some((rule, check)) = RULES.get(number - GROUPS.len()) {
                check(context, findings.rule(rule));
            } else {
                return findings;
            }
        }
    };
    thread::scope(|scope| {
        let others = scope.spawn(apply);
        let findings = apply();
        findings.and(others.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}
