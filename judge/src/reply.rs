//! What a reply means to a client, and where it departs from the contract although nobody asked for
//! it. Worked out from its bytes, once for each reply template.

mod data;
mod faults;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::schema::Message;
use flinks_trace::ReplyAnalysis;
use serde_json::Value;

/// A reply as it goes out.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// None if the path leads nowhere.
    pub endpoint: Option<Endpoint>,
    /// The RequestId of its session, where the call belongs to one.
    pub request_id: Option<&'a str>,
    /// HTTP status in the status line.
    pub status: u16,
    pub content_type: &'a str,
    pub body: &'a [u8],
    /// Whether all of it arrives as what it is, as far as that is up to the server.
    pub is_whole: bool,
    /// Whether the scenario asked for something that the contract does not know.
    pub is_deliberately_invalid: bool,
}

/// How many unusual places of one reply are listed.
const MOST_UNUSUAL: usize = 20;

/// How many prompts or choices of one reply are kept, and the bytes of each; the longest that were seen
/// have a few hundred.
const MOST_TEXTS: usize = 50;
const LONGEST_TEXT_BYTES: usize = 2 << 10;

/// Parses the whole body and compares it with its schema. `schemas` is off where the user waived them
/// for the fixtures.
pub fn analyse(reply: &Reply<'_>, schemas: bool) -> ReplyAnalysis {
    // It has no body to read.
    if reply.status == 204 {
        return ReplyAnalysis::default();
    }
    // Two endpoints answer with a bare text or a bare list.
    let has_schema =
        |body: &Value| reply.message().is_some_and(|it| it.violations(body).is_empty());
    let body = serde_json::from_slice::<Value>(reply.body).ok();
    let body = body.filter(|body| body.is_object() || has_schema(body));
    let faults = match &body {
        _ if reply.is_deliberately_invalid => Vec::new(),
        None => vec!["its body is not one JSON object".to_owned()],
        Some(body) => faults::faults(reply, body, schemas),
    };
    let Some(body) = body else {
        return ReplyAnalysis { faults, unreadable: true, ..ReplyAnalysis::default() };
    };
    let message = reply.message();
    let is_data = message == Some(Message::AccountsDetailOk) && reply.is_whole;
    ReplyAnalysis {
        faults,
        unreadable: !reply.is_whole || !is_json(reply.content_type),
        mislabelled: reply.is_whole && !is_json(reply.content_type),
        prompts: texts(challenges(&body).map(|challenge| &challenge["Prompt"])),
        choices: texts(challenges(&body).flat_map(choices)),
        push: challenges(&body).any(|challenge| challenge["Type"] == "WaitUntilEUAccept"),
        unusual: match message.filter(|_| reply.status == 200) {
            Some(message) => message.unusual(&body, MOST_UNUSUAL),
            None => Vec::new(),
        },
        data: if is_data { data::summary(&body) } else { None },
    }
}

impl Reply<'_> {
    /// What documents say about the body of this endpoint and status.
    fn message(&self) -> Option<Message> {
        match self.endpoint {
            Some(endpoint) => endpoint.reply(self.status),
            None => (self.status >= 400).then_some(Message::Error),
        }
    }
}

/// Whether a content type is JSON, with any parameters, such as a charset.
pub(crate) fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

fn challenges(body: &Value) -> impl Iterator<Item = &Value> {
    body["SecurityChallenges"].as_array().into_iter().flatten()
}

/// In a challenge of another type the `Iterables` are answers.
fn choices(challenge: &Value) -> impl Iterator<Item = &Value> {
    let is_question = challenge["Type"] == "QuestionAndAnswer";
    challenge["Iterables"].as_array().filter(|_| is_question).into_iter().flatten()
}

fn texts<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let texts = values.filter_map(Value::as_str).filter(|text| text.len() <= LONGEST_TEXT_BYTES);
    texts.take(MOST_TEXTS).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
