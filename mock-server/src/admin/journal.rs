//! The journal: what was asked and answered, and waiting for it.

use std::time::Duration;

use super::Answer;
use super::call::Call;
use super::fields::Fields;
use super::problem::Problem;

/// The query of a page.
pub(super) const PAGE: &[&str] =
    &["after", "limit", "endpoint", "status", "code", "requestId", "unmatched"];

/// The body of a wait.
pub(super) const WAIT: &[&str] =
    &["count", "timeoutSeconds", "endpoint", "status", "code", "requestId", "unmatched"];

/// Exchanges of one page.
const MOST: u64 = 1_000;
const USUAL: u64 = 100;

/// Real seconds that a wait may take.
const LONGEST_WAIT: u64 = 60;
const USUAL_WAIT: u64 = 5;

/// Which exchanges are meant.
#[derive(Debug, Default, Eq, PartialEq)]
pub(super) struct Wanted {
    endpoint: Option<String>,
    status: Option<u16>,
    code: Option<String>,
    request_id: Option<String>,
    unmatched: bool,
}

/// Which part of them.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Page {
    /// Only those with a higher number.
    after: u64,
    limit: u64,
}

#[derive(Debug, Eq, PartialEq)]
pub(super) struct Wait {
    count: u64,
    timeout: Duration,
}

pub(super) fn all(call: &Call<'_>) -> Answer {
    page(&call.query)?;
    wanted(&call.query)?;
    Err(Problem::not_built())
}

pub(super) fn of_customer(call: &Call<'_>) -> Answer {
    call.customer()?;
    all(call)
}

pub(super) async fn wait(call: &Call<'_>) -> Answer {
    call.customer()?;
    waited(&call.body)?;
    wanted(&call.body)?;
    Err(Problem::not_built())
}

pub(super) fn events(call: &Call<'_>) -> Answer {
    call.query.text("customer")?.map(super::call::customer).transpose()?;
    Err(Problem::not_built())
}

fn page(query: &Fields) -> Result<Page, Problem> {
    Ok(Page {
        after: query.number("after", 0, u64::MAX)?.unwrap_or(0),
        limit: query.number("limit", 1, MOST)?.unwrap_or(USUAL),
    })
}

fn waited(body: &Fields) -> Result<Wait, Problem> {
    let seconds = body.number("timeoutSeconds", 0, LONGEST_WAIT)?.unwrap_or(USUAL_WAIT);
    let count = body.number("count", 1, u64::from(u32::MAX))?.unwrap_or(1);
    Ok(Wait { count, timeout: Duration::from_secs(seconds) })
}

fn wanted(fields: &Fields) -> Result<Wanted, Problem> {
    let text = |name| Ok::<_, Problem>(fields.text(name)?.map(str::to_owned));
    let status = fields.number("status", 100, 999)?;
    Ok(Wanted {
        endpoint: text("endpoint")?,
        status: status.and_then(|status| u16::try_from(status).ok()),
        code: text("code")?,
        request_id: text("requestId")?,
        unmatched: fields.flag("unmatched")?,
    })
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
        for wrong in [r#"{"count":0}"#, r#"{"timeoutSeconds":61}"#, r#"{"count":1.5}"#] {
            assert!(waited(&body(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn filters() {
        assert_eq!(wanted(&query("")).unwrap(), Wanted::default());
        let all = "endpoint=Authorize&status=202&code=OPERATION_PENDING&requestId=x&unmatched=true";
        let expected = Wanted {
            endpoint: Some("Authorize".to_owned()),
            status: Some(202),
            code: Some("OPERATION_PENDING".to_owned()),
            request_id: Some("x".to_owned()),
            unmatched: true,
        };
        assert_eq!(wanted(&query(all)).unwrap(), expected);
        assert!(wanted(&query("status=20")).is_err());
        assert!(wanted(&query("unmatched=yes")).is_err());
    }
}
