//! The secret that opens the admin API.

use std::fmt;

use subtle::ConstantTimeEq;

/// What a caller has to show. Is never printed by `Debug`.
#[derive(Clone)]
pub(crate) struct Token(String);

/// The token of the environment cannot be used.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct BadToken(pub(crate) &'static str);

/// Bytes of a token that is made here; 256 bits cannot be guessed.
const RANDOM_BYTES: usize = 32;

/// Characters of a token that somebody chose. Fewer could be tried one after the other.
const SHORTEST: usize = 16;

const LONGEST: usize = 256;

impl Token {
    /// From the randomness of the operating system, never from the seed: that is printed in reports.
    pub(crate) fn random() -> Result<Self, BadToken> {
        let mut bytes = [0; RANDOM_BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|_| BadToken("the operating system gives no randomness"))?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// A token that somebody chose.
    pub(crate) fn given(text: &str) -> Result<Self, BadToken> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(BadToken("it has a space or another character that no header can carry"));
        }
        match text.len() {
            ..SHORTEST => Err(BadToken("it is shorter than 16 characters")),
            SHORTEST..=LONGEST => Ok(Self(text.to_owned())),
            _ => Err(BadToken("it is longer than 256 characters")),
        }
    }

    /// Takes as long for a guess that is nearly right as for any other of its length.
    pub(super) fn is(&self, shown: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(shown).into()
    }

    /// For the one who started the server.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_the_environment_is_long_and_fits_in_a_header() {
        for (text, expected) in [
            ("", Some("it is shorter than 16 characters")),
            ("123456789012345", Some("it is shorter than 16 characters")),
            ("1234567890123456", None),
            (&"x".repeat(256), None),
            (&"x".repeat(257), Some("it is longer than 256 characters")),
            (
                "12345678 90123456",
                Some("it has a space or another character that no header can carry"),
            ),
            (
                "1234567890123456é",
                Some("it has a space or another character that no header can carry"),
            ),
        ] {
            assert_eq!(Token::given(text).err().map(|BadToken(why)| why), expected, "{text}");
        }
    }

    #[test]
    fn each_random_token_is_another() {
        let [a, b] = [Token::random().unwrap(), Token::random().unwrap()];
        assert_eq!(a.reveal().len(), 64);
        assert_ne!(a.reveal(), b.reveal());
    }

    #[test]
    fn only_the_whole_token_is_it() {
        let token = Token::given("1234567890123456").unwrap();
        for (shown, expected) in [
            ("1234567890123456", true),
            ("123456789012345", false),
            ("12345678901234567", false),
            ("1234567890123457", false),
            ("0234567890123456", false),
            ("", false),
        ] {
            assert_eq!(token.is(shown.as_bytes()), expected, "{shown}");
        }
        assert_eq!(format!("{token:?}"), "Token([redacted])");
    }
}
