//! What went over the wire, as text.

use std::fmt::Write;

use flinks_report::Wire;

use super::Parsed;

/// Bytes of a body that a report has; a run file has all of it.
const BODY_BYTES: usize = 64 << 10;

/// A request as far as it is known: with the headers that every request has.
pub(super) fn of(exchange: &Parsed<'_>) -> Wire {
    Wire { request: request(exchange), reply: reply(exchange), has_body: true }
}

fn request(exchange: &Parsed<'_>) -> String {
    let body = match &*exchange.body {
        "" => String::new(),
        body => format!("\n{body}"),
    };
    let headers = "accept: application/json\ncontent-type: application/json";
    format!("{} {}\n{headers}\n{body}", exchange.method, path(exchange))
}

/// With the names of environment variables in the place of ids.
pub fn path(exchange: &Parsed<'_>) -> String {
    let path = exchange.endpoint.paths()[0];
    path.replace("{customerId}", "$FLINKS_CUSTOMER_ID").replace("{requestId}", "$FLINKS_REQUEST_ID")
}

fn reply(exchange: &Parsed<'_>) -> String {
    if let Some((reason, _)) = exchange.no_reply() {
        return format!("no answer: {reason}");
    }
    let mut reply = format!("HTTP {}\n", exchange.status);
    for header in &exchange.reply_headers {
        // Writing to memory does not fail.
        let _ = writeln!(reply, "{}: {}", header.name, header.value);
    }
    format!("{reply}\n{}", body(exchange.text()))
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
    use crate::server::sample;
    use flinks_trace::Role;

    #[test]
    fn a_request_and_its_reply() {
        let mut run = sample::accounts();
        let wire = of(&Parsed::new(sample::find(&mut run, Role::First)).unwrap());
        assert_eq!(
            wire.request,
            "POST /v3/$FLINKS_CUSTOMER_ID/BankingServices/GetAccountsDetail\n\
             accept: application/json\ncontent-type: application/json\n\n{\"the same\":\"each time\"}"
        );
        let start = "HTTP 202\ncontent-type: application/json\n\n{\"FlinksCode\":";
        assert!(wire.reply.starts_with(start), "{}", wire.reply);
        sample::lose(sample::find(&mut run, Role::Poll(1)), "refused");
        let wire = of(&Parsed::new(sample::find(&mut run, Role::Poll(1))).unwrap());
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
