//! How an answer ends a part, or the run.

use flinks_contract::endpoint::Endpoint;
use flinks_trace::{Ending, Exchange, Part};
use std::time::{Duration, SystemTime};

use super::Flow;

/// The end of 30 April 2026, UTC: after it, Investments may be gone.
///
/// Source: docs.flinks.com/api/wealth/getting-started.
const RETIRED_SINCE: Duration = Duration::from_secs(1_777_593_600);

/// The ending after an answer that tells a client to stop. Older documents have 429 for it (C8).
pub(super) fn throttled(reply: &Exchange) -> Option<Ending> {
    if reply.status != 429 && reply.code != "TOO_MANY_REQUESTS" {
        return None;
    }
    let after = reply.reply_header("retry-after").map(|after| format!(", Retry-After: {after}"));
    let why =
        format!("nothing more was sent after {}{}", reply.answer(), after.unwrap_or_default());
    Some(Ending::Throttled(why))
}

impl Flow<'_> {
    /// Recognizes Investments that end like a retired product, on a day on which it may be retired.
    ///
    /// A server that is broken says something else: 5xx, garbage, another code. So does one whose
    /// Investments were pending just before.
    pub(super) fn retired(&self, ending: &Ending) -> Option<Ending> {
        let elsewhere = self.setup.wealth.is_some();
        let last = self.record.of(Part::Investments).next_back()?;
        let worked = |exchange: &Exchange| matches!(exchange.status, 200 | 202);
        let calls = self.record.of(Part::Investments).filter(|exchange| exchange.is_data_call());
        let gone = match ending {
            Ending::Terminal(_) => says_gone(last) && !calls.into_iter().any(worked),
            Ending::NoSession(_) => elsewhere && says_gone(last),
            // With addresses of one's own, a host that is missing has been forgotten.
            Ending::NoAnswer(_) => {
                let by_dns = self.setup.network.resolve.is_empty();
                elsewhere && by_dns && self.no_such_host
            }
            _ => false,
        };
        let since = SystemTime::UNIX_EPOCH + RETIRED_SINCE;
        let may_be = self.date.is_some_and(|date| date >= since);
        (gone && may_be).then(|| {
            let answer = last.answer();
            Ending::Retired(format!("retired, as announced for 30 April 2026: {answer}"))
        })
    }
}

/// Whether the answer says that the product is gone. A code says more than the status: 405 may be a bank
/// that is switched off.
fn says_gone(exchange: &Exchange) -> bool {
    match &*exchange.code {
        "" => matches!(exchange.status, 404 | 405 | 410 | 501),
        code => code == "METHOD_NOT_AVAILABLE",
    }
}

/// The ending after an Authorize, unless it was answered with 200.
pub(super) fn authorized(exchange: &Exchange, has_secret_key: bool) -> Result<(), Ending> {
    if let Some((reason, _)) = exchange.no_reply() {
        return Err(Ending::NoAnswer(reason.to_owned()));
    }
    if exchange.status == 200 {
        return Ok(());
    }
    let name = exchange.endpoint.map_or("", Endpoint::name);
    let advice = advice(exchange, has_secret_key).map(|advice| format!("; {advice}"));
    let answer = exchange.answer();
    Err(Ending::NoSession(format!("{name} answered {answer}{}", advice.unwrap_or_default())))
}

fn advice(reply: &Exchange, has_secret_key: bool) -> Option<&'static str> {
    match (reply.endpoint, reply.status) {
        (Some(Endpoint::GenerateAuthorizeToken), 401) => {
            Some("is FLINKS_SECRET_KEY the right one?")
        }
        (_, 203) => Some("it asks security questions; FLINKS_SECURITY_RESPONSES can answer them"),
        (_, 401) if matches!(&*reply.code, "ACCESS_DENIED" | "UNAUTHORIZED") => {
            (!has_secret_key).then_some("set FLINKS_SECRET_KEY")
        }
        _ if reply.code == "INVALID_LOGIN" => {
            Some("name a LoginId that it knows with --login-id or FLINKS_LOGIN_ID")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flinks_trace::{Header, Moment};
    use serde_json::json;

    fn reply(status: u16, body: &str) -> Exchange {
        let headers = vec![Header::new("retry-after", "30")];
        Exchange::default().replied(status, headers, body.to_owned(), Moment::START)
    }

    #[test]
    fn who_has_had_enough() {
        let many = r#"{"FlinksCode":"TOO_MANY_REQUESTS"}"#;
        let table = [
            (401, many, Some("nothing more was sent after 401 TOO_MANY_REQUESTS, Retry-After: 30")),
            (429, many, Some("nothing more was sent after 429 TOO_MANY_REQUESTS, Retry-After: 30")),
            (429, "slow down", Some("nothing more was sent after 429, Retry-After: 30")),
            (401, r#"{"FlinksCode":"RETRY_LATER"}"#, None),
            (503, "", None),
        ];
        for (status, body, expected) in table {
            let expected = expected.map(|why| Ending::Throttled(why.to_owned()));
            assert_eq!(throttled(&reply(status, body)), expected, "{status} {body}");
        }
    }

    #[test]
    fn what_to_do_about_a_refusal() {
        let of = |status, code: &str, endpoint, has_secret_key| {
            let reply = reply(status, &json!({ "FlinksCode": code }).to_string());
            advice(&Exchange { endpoint: Some(endpoint), ..reply }, has_secret_key)
        };
        use Endpoint::{Authorize, GenerateAuthorizeToken};
        #[rustfmt::skip]
        let table = [
            (401, "INVALID_LOGIN", Authorize, false, "name a LoginId that it knows with --login-id or FLINKS_LOGIN_ID"),
            (400, "INVALID_LOGIN", Authorize, true, "name a LoginId that it knows with --login-id or FLINKS_LOGIN_ID"),
            (401, "ACCESS_DENIED", Authorize, false, "set FLINKS_SECRET_KEY"),
            (401, "UNAUTHORIZED", Authorize, false, "set FLINKS_SECRET_KEY"),
            (401, "ACCESS_DENIED", Authorize, true, ""),
            (401, "UNAUTHORIZED", GenerateAuthorizeToken, true, "is FLINKS_SECRET_KEY the right one?"),
            (203, "", Authorize, true, "it asks security questions; FLINKS_SECURITY_RESPONSES can answer them"),
            (500, "AGGREGATION_ERROR", Authorize, false, ""),
        ];
        for (status, code, operation, has_key, expected) in table {
            assert_eq!(of(status, code, operation, has_key).unwrap_or(""), expected, "{code}");
        }
    }
}
