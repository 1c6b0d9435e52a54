//! The journal: reading exchanges, and waiting for them.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use flinks_contract::code::CODES;
use flinks_contract::diagnostic::suggestion;
use flinks_contract::endpoint::Endpoint;
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::{IntoParams, ToSchema};

use super::path::At;
use super::problem::{Kind, Problem};
use super::{Answer, Body, Params};
use crate::app::App;
use crate::journal::{Filter, Page};

/// Most exchanges in one answer.
const MOST: u64 = 1_000;

#[cfg(feature = "cli")]
fn seconds(text: &str) -> Result<u64, String> {
    let one_line = |problem: String| problem.replace('\n', "; ");
    flinks_contract::scenario::seconds(text).map_err(one_line)
}

/// Most real seconds that a wait may take.
const LONGEST_WAIT: u64 = 60;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct PageQuery {
    /// Only exchanges with a higher number.
    after: u64,
    /// Maximum number of exchanges, oldest first, from 1 to 1000.
    limit: u64,
}

/// Also the flags of `flinks-mock ctl wait`.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Wait {
    /// Number of exchanges to wait for, from 1 to 1000.
    #[cfg_attr(feature = "cli", arg(long, value_name = "N", default_value_t = 1))]
    count: u64,
    /// Real seconds to wait, at most 60.
    #[cfg_attr(
        feature = "cli",
        arg(long = "timeout", value_name = "TIME", default_value = "5s", value_parser = seconds,
            help = "Real time to wait, at most 60s")
    )]
    timeout_seconds: u64,
    #[cfg_attr(feature = "cli", command(flatten))]
    #[serde(flatten)]
    filter: Filter,
}

/// Read exchanges of all customers, in order
#[utoipa::path(get, path = "/journal", operation_id = "getJournal",
    params(PageQuery, Filter), responses((status = 200, body = ref("#/components/schemas/JournalPage"))))]
pub(super) async fn all(
    State(app): State<Arc<App>>,
    Params(page): Params<PageQuery>,
    Params(filter): Params<Filter>,
) -> Answer<Page> {
    read(&app, &page, filter)
}

/// Read the exchanges of a customer, in order
///
/// The journal of a customer that never called is empty.
#[utoipa::path(get, path = "/customers/{customer}/journal", operation_id = "getCustomerJournal",
    params(PageQuery, Filter), responses((status = 200, body = ref("#/components/schemas/JournalPage"))))]
pub(super) async fn of_customer(
    At { app, name }: At,
    Params(page): Params<PageQuery>,
    Params(filter): Params<Filter>,
) -> Answer<Page> {
    read(&app, &page, Filter { customer: Some(name), ..filter })
}

fn read(app: &App, page: &PageQuery, filter: Filter) -> Answer<Page> {
    let limit = bounded("limit", page.limit, MOST)?;
    Ok(Json(app.journal.read(&checked(filter)?, page.after, limit)))
}

/// Wait until enough exchanges of a customer match
///
/// Answers as soon as they do, and with 409 when the time is up. The customer may call first during
/// the wait.
#[utoipa::path(post, path = "/customers/{customer}/journal/wait", operation_id = "waitForJournal",
    request_body = Wait, responses((status = 200, body = ref("#/components/schemas/JournalPage"))))]
pub(super) async fn wait(At { app, name }: At, Body(wait): Body<Wait>) -> Answer<Page> {
    let (count, timeout) = wait.bounds()?;
    let _place = place(&app)?;
    let filter = Filter { customer: Some(name.clone()), ..checked(wait.filter)? };
    let journal = &app.journal;
    match journal.wait(&filter, count, timeout).await {
        Ok(exchanges) => {
            let last_seq = exchanges.last().map_or(0, |last| last.seq);
            let dropped = journal.counts(Some(&name)).dropped;
            Ok(Json(Page { exchanges, dropped, last_seq }))
        }
        Err(matched) => {
            let seconds = timeout.as_secs();
            let unknown = match app.known(&name) {
                Ok(_) => "",
                Err(_) => "; this customer has not called",
            };
            let detail = format!("{matched} of {count} exchanges match after {seconds} s{unknown}");
            Err(Kind::TOO_FEW.because(detail))
        }
    }
}

/// Takes a place for a call that lasts until something happens.
pub(super) fn place(app: &App) -> Result<OwnedSemaphorePermit, Problem> {
    let place = Arc::clone(&app.journal.long_calls).try_acquire_owned();
    let detail = "the maximum number of calls already read events or wait";
    place.map_err(|_| Kind::TOO_MANY.because(detail))
}

impl Default for PageQuery {
    fn default() -> Self {
        Self { after: 0, limit: 100 }
    }
}

impl Default for Wait {
    fn default() -> Self {
        Self { count: 1, timeout_seconds: 5, filter: Filter::default() }
    }
}

impl Wait {
    fn bounds(&self) -> Result<(usize, Duration), Problem> {
        if self.timeout_seconds > LONGEST_WAIT {
            let most = format!("a whole number from 0 to {LONGEST_WAIT}");
            return Err(wrong("timeoutSeconds", &most, self.timeout_seconds));
        }
        Ok((bounded("count", self.count, MOST)?, Duration::from_secs(self.timeout_seconds)))
    }
}

/// Checks a filter: a misspelt value would match nothing, and a wait for it would time out.
pub(super) fn checked(filter: Filter) -> Result<Filter, Problem> {
    if let Some(status) = filter.status.filter(|status| !(100..=999).contains(status)) {
        return Err(wrong("status", "a whole number from 100 to 999", status.into()));
    }
    let endpoints = Endpoint::EVERY.iter().map(|endpoint| endpoint.name());
    known("endpoint", filter.endpoint.as_deref(), endpoints)?;
    known("code", filter.code.as_deref(), CODES.iter().map(|code| code.name))?;
    Ok(filter)
}

fn known<'a>(
    name: &str,
    value: Option<&str>,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), Problem> {
    match value {
        Some(value) if known.clone().all(|known| !known.eq_ignore_ascii_case(value)) => {
            let shown: String = value.chars().take(100).collect();
            let help = suggestion(&shown, known);
            Err(Kind::INVALID.because(format!("`{name}` is `{shown}`; {help}")))
        }
        _ => Ok(()),
    }
}

/// A number from 1 to `most`.
fn bounded(name: &str, number: u64, most: u64) -> Result<usize, Problem> {
    let small = usize::try_from(number).ok().filter(|_| (1..=most).contains(&number));
    small.ok_or_else(|| wrong(name, &format!("a whole number from 1 to {most}"), number))
}

fn wrong(name: &str, expected: &str, found: u64) -> Problem {
    Kind::INVALID.because(format!("`{name}` must be {expected}, not {found}"))
}
