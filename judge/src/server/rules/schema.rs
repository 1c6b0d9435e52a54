//! Members and types, by the contract's schemas.

use flinks_contract::schema::{Message, Violation};

use super::*;

/// Schema of Authorize 200 and 203. `Login` is absent where the card was not saved; the guide's call by
/// LoginId always shows it.
pub const AUTHORIZE: &str = "FLK-SCH-001";
/// Schema of the 202 body.
pub const PENDING: &str = "FLK-SCH-002";
/// Schema of GetAccountsDetail 200. Recorded bodies leave `Type` out now and then; the guide shows it.
pub const DETAIL: &str = "FLK-SCH-003";
/// Schema of Investments 200. The envelope is one of two readings (C18).
pub const INVESTMENTS: &str = "FLK-SCH-004";
/// Schema of an error body.
pub const ERROR: &str = "FLK-SCH-005";

/// All rules of this file.
pub(super) const IDS: &[&str] = &[AUTHORIZE, PENDING, DETAIL, INVESTMENTS, ERROR];

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    let judged = |exchange: &&Parsed<'_>| {
        exchange.is_first_of_its_kind()
            && !exchange.is_refused_method()
            && !run.is_farewell(exchange)
    };
    for exchange in run.exchanges.iter().filter(judged) {
        let (Some(body), Some((rule, message))) = (exchange.json(), message(exchange)) else {
            continue;
        };
        findings.rule(rule).applied(1);
        // By another name it is found already.
        let mut has_login = body.get("Login").is_some();
        for violation in message.each_violation(body) {
            has_login |= violation.pointer == "/Login";
            findings.rule(rule).breaks(found(exchange, body, &violation));
        }
        // A login that is asked for by its LoginId was saved.
        let is_of_login = matches!(rule, AUTHORIZE | DETAIL) && exchange.status() == Some(200);
        if is_of_login && !run.head.login_id.is_empty() && !has_login {
            findings.rule(rule).breaks(exchange.in_body("/Login", "present", None));
        }
    }
}

/// Which message it has to be, by endpoint and HTTP status. A probe that was accepted is broken by
/// that, and not by what it was answered.
fn message(exchange: &Parsed<'_>) -> Option<(&'static str, Message)> {
    let is_accepted = |status| matches!(exchange.role, Role::Probe(_)) && status < 400;
    if exchange.is_refused_method() || exchange.status().is_some_and(is_accepted) {
        return None;
    }
    let message = exchange.endpoint.reply(exchange.status()?)?;
    let rule = match message {
        Message::AuthorizeOk | Message::AuthorizeChallenge => AUTHORIZE,
        Message::AccountsDetailOk => DETAIL,
        Message::Pending => PENDING,
        Message::InvestmentsOk => INVESTMENTS,
        Message::Error => ERROR,
        _ => return None,
    };
    Some((rule, message))
}

fn found(exchange: &Parsed<'_>, body: &Value, violation: &Violation) -> Finding {
    let actual = body.pointer(&violation.pointer);
    let found = exchange.in_body(&*violation.pointer, &*violation.expected, actual);
    match &violation.nearest {
        Some(nearest) => found.note(format!("beside it is `{nearest}`, which is not documented")),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Login is absent where it was not saved, which a login with a LoginId was.
    #[test]
    fn a_login_that_was_not_saved() {
        for (login_id, expected) in
            [("", &[][..]), (sample::LOGIN_ID, &[(AUTHORIZE, "/Login"), (DETAIL, "/Login")])]
        {
            let mut run = sample::accounts();
            run.head.login_id = login_id.to_owned();
            for role in [Role::Open, sample::DATA] {
                let exchange = sample::find(&mut run, role);
                sample::body(exchange).as_object_mut().unwrap().remove("Login");
            }
            sample::assert_broken(check, &run, expected);
        }
    }
}
