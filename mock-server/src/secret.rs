//! A secret that callers have to show: the token of the admin API, and the keys of the auth profile.

use std::fmt;

use subtle::ConstantTimeEq;

use crate::start_error::StartError;

/// What a caller has to show. Is never printed by `Debug`.
#[derive(Clone)]
pub(crate) struct Secret(String);

/// Bytes of a secret that is made here; 256 bits cannot be guessed.
const RANDOM_BYTES: usize = 32;

/// Characters of a secret that somebody chose. Fewer could be tried one after the other.
const SHORTEST: usize = 16;

const LONGEST: usize = 256;

impl Secret {
    /// From the randomness of the operating system, never from the seed: that is printed in reports.
    pub(crate) fn random() -> Result<Self, StartError> {
        let bytes = random::<RANDOM_BYTES>("no token can be made")?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// In the form that the keys of Flinks have.
    pub(crate) fn guid() -> Result<Self, StartError> {
        let bytes = random("no keys can be made")?;
        Ok(Self(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()))
    }

    /// One that somebody chose.
    ///
    /// # Errors
    ///
    /// Why it cannot be used.
    pub(crate) fn given(text: &str) -> Result<Self, &'static str> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("it has a space or another character that no header can carry");
        }
        match text.len() {
            ..SHORTEST => Err("it is shorter than 16 characters"),
            SHORTEST..=LONGEST => Ok(Self(text.to_owned())),
            _ => Err("it is longer than 256 characters"),
        }
    }

    /// Takes as long for a guess that is nearly right as for any other of its length.
    pub(crate) fn is(&self, shown: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(shown).into()
    }

    /// For the one who started the server.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

fn random<const LENGTH: usize>(failed: &str) -> Result<[u8; LENGTH], StartError> {
    let mut bytes = [0; LENGTH];
    let why = "the operating system gives no randomness";
    getrandom::fill(&mut bytes).map_err(|_| StartError::because(failed, why))?;
    Ok(bytes)
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_of_the_environment_is_long_and_fits_in_a_header() {
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
            assert_eq!(Secret::given(text).err(), expected, "{text}");
        }
    }

    #[test]
    fn each_random_secret_is_another() {
        let [a, b] = [Secret::random().unwrap(), Secret::random().unwrap()];
        assert_eq!(a.reveal().len(), 64);
        assert_ne!(a.reveal(), b.reveal());
    }

    #[test]
    fn a_guid_is_one_and_each_is_another() {
        let [a, b] = [Secret::guid().unwrap(), Secret::guid().unwrap()];
        assert_eq!(uuid::Uuid::try_parse(a.reveal()).unwrap().get_version_num(), 4);
        assert_ne!(a.reveal(), b.reveal());
    }

    #[test]
    fn only_the_whole_secret_is_it() {
        let secret = Secret::given("1234567890123456").unwrap();
        for (shown, expected) in [
            ("1234567890123456", true),
            ("123456789012345", false),
            ("12345678901234567", false),
            ("1234567890123457", false),
            ("0234567890123456", false),
            ("", false),
        ] {
            assert_eq!(secret.is(shown.as_bytes()), expected, "{shown}");
        }
        assert_eq!(format!("{secret:?}"), "Secret([redacted])");
    }
}
