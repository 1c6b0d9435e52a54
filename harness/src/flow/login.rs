//! Authorize for a user of a bank, and the answers to its security questions.

use flinks_contract::endpoint::Endpoint;
use flinks_trace::{Ending, Exchange, Part, Role};
use serde_json::{Map, Value, json};

use super::{Call, Flow};

/// The security questions of a 203.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Challenge {
    request_id: String,
    prompts: Vec<String>,
}

impl Challenge {
    pub(super) fn of(reply: &Exchange) -> Option<Self> {
        let text = reply.reply_body.as_deref().filter(|_| reply.status == 203)?;
        let body: Value = serde_json::from_str(text).ok()?;
        let challenges = body.get("SecurityChallenges")?.as_array()?;
        let prompt = |one: &Value| one.get("Prompt")?.as_str().map(str::to_owned);
        let prompts = challenges.iter().map(prompt).collect::<Option<_>>()?;
        Some(Self { request_id: body.get("RequestId")?.as_str()?.to_owned(), prompts })
    }
}

impl Flow<'_> {
    /// The Authorize that opens a session: with the LoginId, or with the user of the bank until an answer
    /// has brought a LoginId. What is noted of the latter has the names of the variables.
    pub(super) fn opening(&self) -> (Value, Option<Value>) {
        let login_id = &self.record.head.login_id;
        let Some(bank) = self.setup.credentials.bank.as_ref().filter(|_| login_id.is_empty())
        else {
            return (json!({ "LoginId": login_id, "MostRecentCached": true }), None);
        };
        let body = |username: &str, password: &str| {
            json!({
                "Username": username,
                "Password": password,
                "Institution": bank.institution,
                "MostRecentCached": false,
                "Save": true,
            })
        };
        let sent = body(bank.username.expose(), bank.password.expose());
        (sent, Some(body("$FLINKS_USERNAME", "$FLINKS_PASSWORD")))
    }

    /// The call that answers a challenge. Each question is answered once: a wrong answer that is sent
    /// again can lock the user out.
    pub(super) fn answering(
        &self,
        part: Part,
        challenge: Challenge,
        asked: &mut Vec<String>,
    ) -> Result<Call, Ending> {
        let Challenge { request_id, prompts } = challenge;
        let no_session = |why: &str| Err(Ending::NoSession(format!("Authorize asks {why}")));
        if prompts.iter().any(|prompt| asked.contains(prompt)) {
            return no_session(
                "again what FLINKS_SECURITY_RESPONSES has answered: the answer is wrong",
            );
        }
        let answers = &self.setup.credentials.answers;
        let responses =
            prompts.iter().map(|prompt| Some((prompt.clone(), json!(answers.to(prompt)?))));
        let Some(responses) = responses.collect::<Option<Map<_, _>>>() else {
            return no_session("a question that FLINKS_SECURITY_RESPONSES does not answer");
        };
        asked.extend(prompts);
        let body =
            |responses: Value| json!({ "RequestId": request_id, "SecurityResponses": responses });
        let call = self.call(part, Role::Open, Endpoint::Authorize);
        let noted = Some(body("$FLINKS_SECURITY_RESPONSES".into()));
        Ok(Call { body: Some(body(responses.into())), noted, ..call })
    }

    /// The LoginId of a user who is known to Flinks from now on.
    pub(super) fn learn_login(&mut self, reply: &Exchange) {
        let text = reply.reply_body.as_deref().filter(|_| reply.status == 200);
        let body: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
        let id = body.as_ref().and_then(|body| body.pointer("/Login/Id")?.as_str());
        if let Some(id) = id.filter(|_| self.record.head.login_id.is_empty()) {
            self.record.head.login_id = id.to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use flinks_trace::Moment;

    use super::*;

    #[test]
    fn what_is_a_challenge() {
        let asks = r#"{"RequestId":"7","SecurityChallenges":[{"Prompt":"a"},{"Prompt":"b"}]}"#;
        let table = [
            (203, asks, true),
            (200, asks, false),
            (203, r#"{"RequestId":"7","SecurityChallenges":[{"Type":"x"}]}"#, false),
            (203, r#"{"SecurityChallenges":[{"Prompt":"a"}]}"#, false),
            (203, "", false),
        ];
        let both = Challenge { request_id: "7".into(), prompts: vec!["a".into(), "b".into()] };
        for (status, body, expected) in table {
            let reply = Exchange::default().replied(status, vec![], body.to_owned(), Moment::START);
            let expected = expected.then_some(&both);
            assert_eq!(Challenge::of(&reply).as_ref(), expected, "{status} {body}");
        }
    }
}
