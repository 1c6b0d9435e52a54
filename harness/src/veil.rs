//! Between the wire and everything else: what the record gets of what was sent and what came.

use std::fmt;

use flinks_trace::{Head, Header, RequestId};
use serde_json::{Value, json};

use crate::redact::{Depth, Redactor, Survivor};
use crate::send::{Raw, SendError};
use crate::setup::Setup;

/// The redactor of one run, with everything that it is to hide by value.
pub(crate) struct Veil(Redactor);

impl Veil {
    pub(crate) fn new(setup: &Setup) -> Self {
        let depth = if setup.privacy.shows_values { Depth::SecretsOnly } else { Depth::Everything };
        let mut veil = Self(Redactor::new(setup.privacy.key, depth));
        let credentials = &setup.live.credentials;
        let keys = [
            ("FLINKS_SECRET_KEY", &credentials.secret_key),
            ("FLINKS_API_KEY", &credentials.api_key),
        ];
        for (name, key) in keys {
            if let Some(key) = key {
                veil.secret(name, key.expose());
            }
        }
        for (name, id) in &setup.privacy.ids {
            veil.secret(name, id);
        }
        veil
    }

    #[cfg(test)]
    pub(crate) fn of_key(key: [u8; 32]) -> Self {
        Self(Redactor::new(key, Depth::Everything))
    }

    /// The real values that stand in a text, by their kind and place. There are to be none.
    pub(crate) fn survivors(&self, text: &str) -> Vec<Survivor> {
        self.0.survivors(text)
    }

    /// Hides it from now on. `name` stands in its place.
    pub(crate) fn secret(&mut self, name: &'static str, value: &str) {
        self.0.secret(name, value);
    }

    /// The LoginId in the form that it has in the replies, with which it is compared.
    pub(crate) fn head(&mut self, head: Head) -> Head {
        let sent = self.sent(json!({ "LoginId": head.login_id }));
        let shown = sent.get("LoginId").and_then(Value::as_str).map(str::to_owned);
        Head { login_id: shown.unwrap_or_default(), ..head }
    }

    pub(crate) fn sent(&mut self, body: Value) -> Value {
        self.0.value(&body)
    }

    /// As it is shown. None where there is none.
    pub(crate) fn request_id(&mut self, id: &str) -> Option<RequestId> {
        let sent = self.sent(json!({ "RequestId": id }));
        let shown = sent.get("RequestId").and_then(Value::as_str).filter(|id| !id.is_empty());
        shown.map(RequestId::parse)
    }

    /// The body of a reply, and its headers.
    pub(crate) fn reply(&mut self, raw: &Raw) -> (String, Vec<Header>) {
        let text = self.0.body(&raw.bytes);
        let shown =
            |(name, value): &(String, String)| Some(Header::new(name, self.0.header(name, value)?));
        (text, raw.headers.iter().filter_map(shown).collect())
    }

    /// Why there is no reply. A host is shown: it is what cannot be reached.
    pub(crate) fn no_reply(&self, error: &SendError) -> String {
        match error {
            SendError::Connect { to, why } => {
                SendError::Connect { to: to.clone(), why: self.0.text(why) }.to_string()
            }
            SendError::NoSuchHost { .. } => error.to_string(),
            other => self.0.text(&other.to_string()),
        }
    }
}

impl fmt::Debug for Veil {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Veil")
    }
}
