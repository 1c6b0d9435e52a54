//! The verdict on a customer's client.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::IntoResponse;
use flinks_report::terminal::{self, Look};
use flinks_report::{Report, Verdict, json};
use hyper::header::CONTENT_TYPE;
use serde::Deserialize;
use utoipa::IntoParams;

use super::path::CustomerName;
use super::problem::Problem;
use crate::app::App;
use crate::judge::report_of;

#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct VerdictQuery {
    /// The client has finished: whatever it left undone counts as missing.
    done: bool,
    /// Answer with the report that `flinks-mock run` prints, not with JSON.
    text: bool,
}

/// Report whether the client of a customer keeps the protocol
///
/// A report of one run; `flinks-mock schema report` prints its schema. The header X-Verdict has the
/// kind of the verdict, such as `pass`. A customer that never called has a verdict, too: nothing was
/// seen.
#[utoipa::path(get, path = "/customers/{customer}/verdict", operation_id = "getVerdict",
    params(VerdictQuery), responses((status = 200, content(
        (ref("#/components/schemas/Report") = "application/json"),
        (String = "text/plain")
    ))))]
pub(super) async fn verdict(
    State(app): State<Arc<App>>,
    CustomerName(name): CustomerName,
    query: Result<Query<VerdictQuery>, QueryRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Query(VerdictQuery { done, text }) = query?;
    let run = app.verdict(&name, done).await;
    let report = report_of(format!("the client of customer {name}"), run);
    let (content_type, body) = if text {
        ("text/plain; charset=utf-8", plain(&report))
    } else {
        ("application/json", json::render(&report))
    };
    Ok(([(CONTENT_TYPE.as_str(), content_type), ("x-verdict", kind(&report.verdict))], body))
}

fn plain(report: &Report) -> String {
    let mut text = Vec::new();
    let look = Look { width: 100, colour: false, verbose: false };
    // Writing to memory does not fail.
    let _ = terminal::render(report, look, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn kind(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail | Verdict::CommandFailed { .. } => "fail",
        Verdict::HarnessFault { .. } => "harness-fault",
        _ => "inconclusive",
    }
}
