//! The journal: what was asked and answered, and waiting for it.

use flinks_contract::code::CODES;
use flinks_contract::diagnostic::suggestion;
use flinks_contract::endpoint::Endpoint;
use std::time::Duration;

use crate::journal::{self, Filter};

use super::call::Call;
use super::fields::Fields;
use super::problem::Problem;
use super::reply::Reply;
use super::{Answer, events};

/// The query of a page.
pub(super) const PAGE: &[&str] =
    &["after", "limit", "endpoint", "status", "code", "requestId", "unmatched"];

/// The body of a wait.
pub(super) const WAIT: &[&str] =
    &["count", "timeoutSeconds", "endpoint", "status", "code", "requestId", "unmatched"];

/// Exchanges of one answer.
const MOST: u64 = 1_000;
const USUAL: usize = 100;

/// Real seconds that a wait may take.
const LONGEST_WAIT: u64 = 60;
const USUAL_WAIT: u64 = 5;

/// Which part of them.
#[derive(Debug, Eq, PartialEq)]
struct Page {
    /// Only those with a higher number.
    after: u64,
    limit: usize,
}

#[derive(Debug, Eq, PartialEq)]
struct Wait {
    count: usize,
    timeout: Duration,
}

pub(super) fn all(call: &Call<'_>) -> Answer {
    read(call, None)
}

/// A customer who never called has an empty journal: a test may ask before it begins.
pub(super) fn of_customer(call: &Call<'_>) -> Answer {
    read(call, Some(call.customer()?))
}

fn read(call: &Call<'_>, customer: Option<String>) -> Answer {
    let Page { after, limit } = page(&call.query)?;
    let filter = Filter { customer, ..filter(&call.query)? };
    Reply::serialized(&call.app.journal().read(&filter, after, limit))
}

pub(super) async fn wait(call: &Call<'_>) -> Answer {
    let Wait { count, timeout } = waited(&call.body)?;
    let customer = call.customer()?;
    let filter = Filter { customer: Some(customer.clone()), ..filter(&call.body)? };
    let journal = call.app.journal();
    match journal.wait(&filter, count, timeout).await {
        Ok(exchanges) => {
            let last_seq = exchanges.last().map_or(0, |last| last.seq());
            let dropped = journal.counts(&customer).dropped;
            Reply::serialized(&journal::Page { exchanges, dropped, last_seq })
        }
        Err(matched) => Err(Problem::too_few(format!(
            "{matched} of {count} exchanges match after {} s",
            timeout.as_secs()
        ))),
    }
}

pub(super) fn stream(call: &Call<'_>) -> Answer {
    let customer = call.query.text("customer")?.map(super::call::customer).transpose()?;
    Ok(Reply::events(events::stream(call.app.journal().subscribe(), customer)))
}

fn page(query: &Fields) -> Result<Page, Problem> {
    Ok(Page {
        after: query.number("after", 0, u64::MAX)?.unwrap_or(0),
        limit: count(query, "limit", MOST)?.unwrap_or(USUAL),
    })
}

fn waited(body: &Fields) -> Result<Wait, Problem> {
    let seconds = body.number("timeoutSeconds", 0, LONGEST_WAIT)?.unwrap_or(USUAL_WAIT);
    let count = count(body, "count", MOST)?.unwrap_or(1);
    Ok(Wait { count, timeout: Duration::from_secs(seconds) })
}

/// From 1 to `most`.
fn count(fields: &Fields, name: &str, most: u64) -> Result<Option<usize>, Problem> {
    let number = fields.number(name, 1, most)?;
    Ok(number.and_then(|number| usize::try_from(number).ok()))
}

fn filter(fields: &Fields) -> Result<Filter, Problem> {
    let text = |name| Ok::<_, Problem>(fields.text(name)?.map(str::to_owned));
    let status = fields.number("status", 100, 999)?;
    // A misspelt one would match nothing, and a wait for it would last to its end.
    let others = ["GenerateAuthorizeToken", "Understood"];
    let endpoints = Endpoint::ALL.map(Endpoint::name).into_iter().chain(others);
    known("endpoint", fields, endpoints)?;
    known("code", fields, CODES.iter().map(|code| code.name))?;
    Ok(Filter {
        endpoint: text("endpoint")?,
        status: status.and_then(|status| u16::try_from(status).ok()),
        code: text("code")?,
        request_id: text("requestId")?,
        unmatched: fields.flag("unmatched")?,
        ..Filter::default()
    })
}

fn known<'a>(
    name: &str,
    fields: &Fields,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), Problem> {
    match fields.text(name)? {
        Some(text) if known.clone().all(|known| !known.eq_ignore_ascii_case(text)) => {
            let shown: String = text.chars().take(100).collect();
            let help = suggestion(&shown, known);
            Err(Problem::invalid(format!("`{name}` is `{shown}`; {help}")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Fields {
        Fields::query(text, PAGE).unwrap()
    }

    #[test]
    fn pages() {
        assert_eq!(page(&query("")).unwrap(), Page { after: 0, limit: 100 });
        assert_eq!(page(&query("after=7&limit=1000")).unwrap(), Page { after: 7, limit: 1_000 });
        for wrong in ["limit=0", "limit=1001", "after=-1", "limit="] {
            assert!(page(&query(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn waits() {
        let body = |text: &str| Fields::json(text.as_bytes(), WAIT).unwrap();
        let wait = |count, seconds| Wait { count, timeout: Duration::from_secs(seconds) };
        assert_eq!(waited(&body("")).unwrap(), wait(1, 5));
        assert_eq!(waited(&body(r#"{"count":3,"timeoutSeconds":60}"#)).unwrap(), wait(3, 60));
        for wrong in
            [r#"{"count":0}"#, r#"{"count":1001}"#, r#"{"timeoutSeconds":61}"#, r#"{"count":1.5}"#]
        {
            assert!(waited(&body(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn filters() {
        let all = "endpoint=Authorize&status=202&code=OPERATION_PENDING&requestId=x&unmatched=true";
        let all = filter(&query(all)).unwrap();
        assert_eq!(all.endpoint.as_deref(), Some("Authorize"));
        assert_eq!(all.status, Some(202));
        assert_eq!(all.code.as_deref(), Some("OPERATION_PENDING"));
        assert_eq!(all.request_id.as_deref(), Some("x"));
        assert!(all.unmatched);
        assert!(filter(&query("status=20")).is_err());
        for (wrong, detail) in [
            ("endpoint=Authorise", "`endpoint` is `Authorise`; did you mean `Authorize`?"),
            (
                "code=OPERATION_PENDNG",
                "`code` is `OPERATION_PENDNG`; did you mean `OPERATION_PENDING`?",
            ),
        ] {
            assert_eq!(filter(&query(wrong)).unwrap_err().detail(), detail);
        }
        assert!(filter(&query("unmatched=yes")).is_err());
    }
}
