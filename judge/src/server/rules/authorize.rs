//! What Authorize promises.

use super::*;

/// `Login.Id` of Authorize 200 is the LoginId that was sent.
pub const LOGIN: &str = "FLK-AUT-001";
/// Each Authorize starts a session of its own.
pub const REQUEST: &str = "FLK-AUT-002";

pub(super) fn check(run: &ParsedRun<'_>, findings: &mut Findings) {
    login(run, findings);
    request(run, findings);
}

fn login(run: &ParsedRun<'_>, findings: &mut Findings) {
    for exchange in run.sessions() {
        let id = exchange.json().and_then(|body| body.pointer("/Login/Id"));
        let Some(id @ Value::String(text)) = id else { continue };
        let is_other = !text.eq_ignore_ascii_case(&run.head.login_id);
        let sent = Value::from(&*run.head.login_id);
        findings.rule(LOGIN).place(is_other.then(|| exchange.in_body("/Login/Id", &sent, id)));
    }
}

fn request(run: &ParsedRun<'_>, findings: &mut Findings) {
    let mut before: Vec<&Value> = Vec::new();
    for exchange in run.sessions() {
        let Some(id) = exchange.member("RequestId").filter(|id| id.is_string()) else { continue };
        if !before.is_empty() {
            let expected = "a RequestId that was not given before";
            let found = || exchange.in_body("/RequestId", expected, id);
            findings.rule(REQUEST).place(before.contains(&id).then(found));
        }
        before.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_breaks_authorize() {
        for (rule, pointer, value) in [
            (LOGIN, "/Login/Id", "5242ace2-f3b4-4260-1232-08d6f664d244"),
            (REQUEST, "/RequestId", sample::REQUEST_ID),
        ] {
            let mut run = sample::both();
            let exchange = sample::find_in(&mut run, Part::Investments, Role::Open);
            sample::set(exchange, pointer, json!(value));
            sample::assert_broken(check, &run, &[(rule, pointer)]);
        }
    }

    #[test]
    fn a_login_id_in_capitals_is_the_same() {
        let mut run = sample::both();
        run.head.login_id = run.head.login_id.to_uppercase();
        sample::assert_broken(check, &run, &[]);
    }
}
