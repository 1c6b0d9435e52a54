//! What went over the wire, as text.

use std::fmt::Write;

use flinks_report::Wire;

use crate::exchange::{Exchange, Reply};

/// Bytes of a body that a report has; a run file has all of it.
const BODY_BYTES: usize = 64 << 10;

/// A request as far as it is known: with the headers that every request has.
pub(super) fn of(exchange: &Exchange) -> Wire {
    Wire { request: request(exchange), reply: reply(exchange) }
}

fn request(exchange: &Exchange) -> String {
    let body = exchange.sent.as_ref().map(|body| format!("\n{body}")).unwrap_or_default();
    format!(
        "{} {}\naccept: application/json\ncontent-type: application/json\n{body}",
        exchange.method.name(),
        path(exchange)
    )
}

/// With the names of environment variables in the place of ids.
pub(super) fn path(exchange: &Exchange) -> String {
    let path = exchange.operation.path();
    path.replace("{customerId}", "$FLINKS_CUSTOMER_ID").replace("{requestId}", "$FLINKS_REQUEST_ID")
}

fn reply(exchange: &Exchange) -> String {
    match &exchange.result {
        Ok(reply) => format!("{}\n{}", head(reply), body(&reply.text)),
        Err(none) => format!("no answer: {}", none.why),
    }
}

fn head(reply: &Reply) -> String {
    let mut head = format!("HTTP {}\n", reply.status);
    for (name, value) in &reply.headers {
        // Writing to memory does not fail.
        let _ = writeln!(head, "{name}: {value}");
    }
    head
}

fn body(text: &str) -> String {
    let most = BODY_BYTES.min(text.len());
    let end = (0..=most).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    match text.len() - end {
        0 => text.to_owned(),
        more => format!("{}… and {more} bytes more", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample;
    use crate::exchange::{NoReply, Role};

    #[test]
    fn a_request_and_its_reply() {
        let mut record = sample::accounts();
        let wire = of(sample::find(&mut record, Role::First));
        assert_eq!(
            wire.request,
            "POST /v3/$FLINKS_CUSTOMER_ID/BankingServices/GetAccountsDetail\n\
             accept: application/json\ncontent-type: application/json\n\n{\"the same\":\"each time\"}"
        );
        assert!(
            wire.reply.starts_with("HTTP 202\ncontent-type: application/json\n\n{\"FlinksCode\":"),
            "{}",
            wire.reply
        );
        let poll = sample::find(&mut record, Role::Poll(1));
        poll.result = Err(NoReply { why: "refused".to_owned(), passes: true });
        let wire = of(poll);
        let path = "/v3/$FLINKS_CUSTOMER_ID/BankingServices/GetAccountsDetailAsync";
        assert_eq!(
            wire.request,
            format!(
                "GET {path}/$FLINKS_REQUEST_ID\naccept: application/json\n\
                 content-type: application/json\n"
            )
        );
        assert_eq!(wire.reply, "no answer: refused");
    }

    /// "é" has two bytes, and none of them alone.
    #[test]
    fn a_long_body_is_cut_between_characters() {
        let shown = body(&format!("a{}", "é".repeat(BODY_BYTES / 2)));
        assert_eq!(shown.len(), BODY_BYTES - 1 + "… and 2 bytes more".len());
        assert!(shown.ends_with("é… and 2 bytes more"), "{}", &shown[shown.len() - 40..]);
        assert_eq!(body(&"a".repeat(BODY_BYTES)).len(), BODY_BYTES);
    }
}
