//! What the client says that it read from the data, next to the data that it was sent.

use flinks_contract::endpoint::Endpoint;
use flinks_report::Finding;
use flinks_trace::{DataSummary, Exchange, ReplyAnalysis};
use rust_decimal::Decimal;
use serde_json::Value;

use super::answer::Answer;
use super::context::Context;
use super::finding::{at, finding};
use super::session::Session;
use crate::RuleFindings;

pub(super) struct ClientReport<'a> {
    /// The reply with the accounts that it is about.
    pub(super) reply: &'a Exchange,
    pub(super) analysis: &'a ReplyAnalysis,
    pub(super) data: &'a DataSummary,
    report: &'a Exchange,
}

/// Every report about known accounts. If one is about others, `rule` is not reached.
pub(super) fn client_reports<'a>(
    context: &Context<'a>,
    rule: &mut RuleFindings,
) -> Vec<ClientReport<'a>> {
    let mut reports = Vec::new();
    for session in &context.sessions {
        for report in &session.reports {
            let Some(reply) = reply_before(session, report) else {
                rule.unreached("the client reported before it had the accounts");
                continue;
            };
            let analysis = reply.analysis.as_ref();
            match analysis.and_then(|analysis| Some((analysis, analysis.data.as_ref()?))) {
                Some((analysis, data)) => {
                    reports.push(ClientReport { reply, analysis, data, report });
                }
                None => {
                    let reason = "the journal does not say what was in the accounts";
                    rule.unreached(reason);
                }
            }
        }
    }
    reports
}

fn reply_before<'a>(session: &Session<'a>, report: &Exchange) -> Option<&'a Exchange> {
    let mut before = session
        .asked(Endpoint::GetAccountsDetail)
        .iter()
        .rev()
        .filter(|call| call.seq < report.seq);
    before.find(|call| Answer::of(call) == Answer::Done).copied()
}

impl ClientReport<'_> {
    pub(super) fn reported(&self, name: &str, rule: &mut RuleFindings) -> Option<Value> {
        let reported = self.report.member(name);
        if reported.is_none() {
            rule.unreached(format!("the client's report has no {name}"));
        }
        reported
    }

    pub(super) fn finding(&self, place: &str, expected: &str, actual: &str) -> Finding {
        finding(at(self.reply), place, expected, actual, &[self.reply, self.report])
    }
}

pub(super) fn is_count(reported: &Value, count: u64) -> bool {
    decimal(reported) == Some(Decimal::from(count))
}

/// A number, or text that is one, with all its digits: never by way of a float.
pub(super) fn decimal(reported: &Value) -> Option<Decimal> {
    let text = match reported {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}
