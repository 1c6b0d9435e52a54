//! The keys of a customer: from the environment or a file that nobody else can read, never from the
//! command line, where every process of the machine could see them.

mod file;

use std::fmt;

use reqwest::header::HeaderValue;

pub(crate) use file::Contents;

/// What proves to a live server who asks. Without them a server has to be open.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// Makes a token before each Authorize.
    pub secret_key: Option<Secret>,
    /// Goes with each data call.
    pub api_key: Option<Secret>,
}

/// A value that is sent and never shown.
#[derive(Clone, Eq, PartialEq)]
pub struct Secret(String);

/// Keys are GUIDs of 36 bytes.
const LONGEST_BYTES: usize = 1024;

impl Secret {
    /// Spaces and line ends around it are not part of it; nothing is left of an empty one.
    ///
    /// # Errors
    ///
    /// Why it cannot go into a header. Never says the text.
    pub fn read(text: &str) -> Result<Option<Self>, String> {
        let text = text.trim();
        if text.len() > LONGEST_BYTES {
            return Err(format!("a key is not longer than {LONGEST_BYTES} bytes"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("a key is printable ASCII without spaces".to_owned());
        }
        Ok((!text.is_empty()).then(|| Self(text.to_owned())))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// None only where [`Self::read`] would have refused it.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&self.0).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_key() {
        let long = "k".repeat(1025);
        let characters = "a key is printable ASCII without spaces";
        let table = [
            ("abc", Ok(Some("abc"))),
            (" abc\r\n", Ok(Some("abc"))),
            ("", Ok(None)),
            (" \n", Ok(None)),
            ("a b", Err(characters)),
            ("a\nb", Err(characters)),
            ("clé", Err(characters)),
            (&long, Err("a key is not longer than 1024 bytes")),
        ];
        for (text, expected) in table {
            let read = Secret::read(text);
            let read = read.as_ref().map(|secret| secret.as_ref().map(Secret::expose));
            assert_eq!(read.map_err(|why| &**why), expected, "{text:?}");
        }
    }

    #[test]
    fn nothing_shows_a_key() {
        let secret = Secret::read("canary").unwrap().unwrap();
        let credentials = Credentials { secret_key: Some(secret.clone()), api_key: None };
        let header = secret.header().unwrap();
        let all = format!("{secret:?} {credentials:?} {header:?}");
        assert!(!all.contains("canary"), "{all}");
    }
}
