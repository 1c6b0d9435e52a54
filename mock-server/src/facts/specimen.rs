//! A reply as it goes out, and what is found out about it.

use std::sync::Arc;

use bytes::Bytes;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::schema::{Message, Unusual};
use hyper::header::HeaderValue;
use serde_json::Value;

use super::{Data, Facts, faults};

/// Shares its bytes with the reply.
#[derive(Debug)]
pub(crate) struct Specimen {
    pub(crate) seq: u64,
    pub(crate) endpoint: Option<&'static str>,
    /// Of the session that the call belongs to.
    pub(crate) request_id: Option<Arc<str>>,
    /// In the status line.
    pub(crate) status: u16,
    pub(crate) content_type: HeaderValue,
    pub(crate) body: Bytes,
    /// Whether something was asked for that the contract does not know.
    pub(crate) departs: bool,
    /// Whether all of it arrives as what it is, as far as that is up to the mock.
    pub(crate) is_whole: bool,
}

/// Places of one reply that are called unusual.
const MOST_UNUSUAL: usize = 20;

/// Prompts, or choices, of one reply, and bytes of each; the longest that were seen have a few hundred.
const MOST_TEXTS: usize = 50;
const LONGEST_TEXT_BYTES: usize = 2 << 10;

impl Specimen {
    /// Parses the whole body and compares it with its schema: nothing for the path of a request.
    pub(crate) fn facts(&self, schemas: bool) -> Facts {
        // It has no body to read.
        if self.status == 204 {
            return Facts::default();
        }
        let body = serde_json::from_slice::<Value>(&self.body);
        let body = body.ok().filter(Value::is_object);
        let faults = match (self.departs, &body) {
            (true, _) => Vec::new(),
            (false, None) => vec!["its body is not one JSON object".to_owned()],
            (false, Some(body)) => faults::faults(self, body, schemas),
        };
        let Some(body) = body else {
            return Facts { faults, unreadable: true, ..Facts::default() };
        };
        Facts {
            faults,
            unreadable: !self.is_whole || !self.is_json(),
            mislabelled: self.is_whole && !self.is_json(),
            prompts: texts(challenges(&body).map(|challenge| &challenge["Prompt"])),
            choices: texts(challenges(&body).flat_map(choices)),
            unusual: self.unusual(&body),
            data: self.data(&body),
        }
    }

    pub(super) fn is_json(&self) -> bool {
        let content_type = self.content_type.to_str().unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/json")
    }

    /// What documents say of the body of this endpoint and status.
    pub(super) fn message(&self) -> Option<Message> {
        let endpoint = Endpoint::ALL.into_iter().find(|known| Some(known.name()) == self.endpoint);
        Some(match (endpoint, self.status) {
            (_, 400..) => Message::Error,
            (Some(Endpoint::Authorize), 200) => Message::AuthorizeOk,
            (Some(Endpoint::Authorize), 203) => Message::AuthorizeChallenge,
            (Some(Endpoint::GetAccountsDetail | Endpoint::GetAccountsDetailAsync), 200) => {
                Message::AccountsDetailOk
            }
            (Some(Endpoint::Investments), 200) => Message::InvestmentsOk,
            (Some(endpoint), 202) if endpoint != Endpoint::Authorize => Message::Pending,
            _ => return None,
        })
    }

    fn unusual(&self, body: &Value) -> Vec<String> {
        match self.message().filter(|_| self.status == 200) {
            Some(message) => {
                message.unusual(body, MOST_UNUSUAL).iter().map(Unusual::to_string).collect()
            }
            None => Vec::new(),
        }
    }

    fn data(&self, body: &Value) -> Option<Data> {
        let brings = self.message() == Some(Message::AccountsDetailOk) && self.is_whole;
        brings.then(|| Data::of(body)).flatten()
    }
}

fn challenges(body: &Value) -> impl Iterator<Item = &Value> {
    body["SecurityChallenges"].as_array().into_iter().flatten()
}

/// Elsewhere the `Iterables` are answers.
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
