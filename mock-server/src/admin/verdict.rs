//! The verdict on a customer's client.

use axum::response::IntoResponse;
use flinks_report::{Verdict, json};
use hyper::header::CONTENT_TYPE;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Params;
use super::path::At;
use super::problem::Problem;
use crate::verdict::{plain, report_of};

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
    At { app, name }: At,
    Params(VerdictQuery { done, text }): Params<VerdictQuery>,
) -> Result<impl IntoResponse, Problem> {
    let run = app.verdict(&name, done).await;
    let report = report_of(format!("the client of customer {name}"), run);
    let (content_type, body) = if text {
        ("text/plain; charset=utf-8", plain(&report))
    } else {
        ("application/json", json::render(&report))
    };
    Ok(([(CONTENT_TYPE.as_str(), content_type), ("x-verdict", kind(&report.verdict))], body))
}

fn kind(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail | Verdict::CommandFailed { .. } => "fail",
        Verdict::HarnessFault { .. } => "harness-fault",
        _ => "inconclusive",
    }
}
