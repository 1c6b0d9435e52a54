//! What a server asks of its clients, and the keys that it gives them.

use std::borrow::Cow;

use crate::secret::{BadSecret, Secret};

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
    /// In `flinks-auth-key` of GenerateAuthorizeToken.
    pub(crate) secret: Secret,
    /// In `x-api-key` of the calls for data.
    pub(crate) api: Secret,
}

impl Keys {
    /// From the randomness of the operating system, never from the seed: that is printed in reports.
    pub(crate) fn random() -> Result<Self, BadSecret> {
        Ok(Self { secret: Secret::guid()?, api: Secret::guid()? })
    }

    /// The text without them, wherever a client has put them. In any case: GUIDs come in both.
    pub(crate) fn hide<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        for key in [&self.secret, &self.api] {
            if let Some(clean) = without(&text, key.reveal()) {
                text = clean.into();
            }
        }
        text
    }

    /// Whether one of them stands in it.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        matches!(self.hide(text), Cow::Owned(_))
    }
}

/// Nothing where the key is not in it.
fn without(text: &str, key: &str) -> Option<String> {
    let (lower, key) = (text.to_ascii_lowercase(), key.to_ascii_lowercase());
    let mut clean = String::new();
    let mut end = 0;
    for (start, _) in lower.match_indices(&key) {
        clean += &text[end..start];
        clean += HIDDEN;
        end = start + key.len();
    }
    (end > 0).then(|| clean + &text[end..])
}

/// Stands where a key was.
const HIDDEN: &str = "[redacted]";

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        let [secret, api] = ["Aaaaaaaa-0000-4000-8000-00000000000b", "api:key/of_the+day="]
            .map(|text| Secret::given(text).unwrap());
        Keys { secret, api }
    }

    #[test]
    fn a_key_is_hidden_wherever_it_stands() {
        #[rustfmt::skip]
        let table = [
            ("", ""),
            ("nothing", "nothing"),
            ("Aaaaaaaa-0000-4000-8000-00000000000b", "[redacted]"),
            ("é aaaaaaaa-0000-4000-8000-00000000000B,AAAAAAAA-0000-4000-8000-00000000000B.", "é [redacted],[redacted]."),
            ("?k=api:key/of_the+day=&s=Aaaaaaaa-0000-4000-8000-00000000000b", "?k=[redacted]&s=[redacted]"),
            ("Aaaaaaaa-0000-4000-8000-00000000000", "Aaaaaaaa-0000-4000-8000-00000000000"),
        ];
        for (text, expected) in table {
            assert_eq!(keys().hide(text), expected);
            assert_eq!(keys().are_in(text), text != expected, "{text}");
        }
    }

    #[test]
    fn nobody_prints_them() {
        assert_eq!(
            format!("{:?}", Keys::random().unwrap()),
            "Keys { secret: Secret([redacted]), api: Secret([redacted]) }"
        );
    }
}
