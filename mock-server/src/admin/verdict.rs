//! The verdict on a customer's client.

use flinks_report::json;

use crate::judge::report_of;

use super::Answer;
use super::call::Call;
use super::reply::Reply;

/// A customer who never called has a verdict, too: that nothing was seen.
pub(super) async fn verdict(call: &Call<'_>) -> Answer {
    let customer = call.customer()?;
    let run = call.app.verdict(&customer, call.query.flag("done")?).await;
    let title = format!("the client of customer {customer}");
    Ok(Reply::json_text(json::render(&report_of(title, run))))
}
