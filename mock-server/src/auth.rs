//! What a server asks of its clients, and the keys that it gives them.

use std::borrow::Cow;

use flinks_trace::redact::Secrets;
use flinks_trace::redact::names::REDACTED;

use crate::secret::Secret;
use crate::start_error::StartError;

/// Whether a client has to prove who it is.
///
/// Source: docs.flinks.com/guides/connect/authentication-reference (conflicts C1, C2).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Auth {
    /// Any key, token or none will do, as in the samples of the Flinks guides; a scenario may still
    /// ask for a token
    #[default]
    Open,
    /// As the live service since October 2024: the secret key for GenerateAuthorizeToken, its
    /// single-use token for Authorize, the API key for data
    Token,
}

/// The keys of one server. Neither is ever printed by `Debug`.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    secrets: Secrets,
    /// In `flinks-auth-key` of GenerateAuthorizeToken.
    pub(crate) secret: Secret,
    /// In `x-api-key` of the calls for data.
    pub(crate) api: Secret,
}

impl Keys {
    pub(crate) fn new(secret: Secret, api: Secret) -> Self {
        let mut secrets = Secrets::default();
        for key in [&secret, &api] {
            secrets.add(REDACTED, key.reveal());
        }
        Self { secrets, secret, api }
    }

    /// From the randomness of the operating system, never from the seed: that is printed in reports.
    pub(crate) fn random() -> Result<Self, StartError> {
        Ok(Self::new(Secret::guid()?, Secret::guid()?))
    }

    /// The text without them, wherever a client has put them, and in whatever form.
    pub(crate) fn hide<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.secrets.replace(text)
    }

    pub(crate) fn are_in(&self, text: &str) -> bool {
        matches!(self.hide(text), Cow::Owned(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_hidden_wherever_it_stands() {
        let [secret, api] = ["Aaaaaaaa-0000-4000-8000-00000000000b", "api:key/of_the+day="]
            .map(|text| Secret::given(text).unwrap());
        let keys = Keys::new(secret, api);
        #[rustfmt::skip]
        let table = [
            ("", ""),
            ("é aaaaaaaa-0000-4000-8000-00000000000B,AAAAAAAA-0000-4000-8000-00000000000B.", "é [redacted],[redacted]."),
            ("?k=api:key/of_the+day=&s=Aaaaaaaa-0000-4000-8000-00000000000b", "?k=[redacted]&s=[redacted]"),
            ("Aaaaaaaa-0000-4000-8000-00000000000", "Aaaaaaaa-0000-4000-8000-00000000000"),
        ];
        for (text, expected) in table {
            assert_eq!(keys.hide(text), expected);
            assert_eq!(keys.are_in(text), text != expected, "{text}");
        }
        assert_eq!(
            format!("{keys:?}"),
            "Keys { secrets: Secrets, secret: Secret([redacted]), api: Secret([redacted]) }"
        );
    }
}
