//! The keys of a customer: from the environment or a file that nobody else can read, never from the
//! command line, where every process of the machine could see them.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use reqwest::header::HeaderValue;
use serde::Deserialize;

/// What a live server asks for as proof of who calls. An open server asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// Makes a token before each Authorize.
    pub secret_key: Option<Secret>,
    /// Goes with each data call.
    pub api_key: Option<Secret>,
    /// Authorizes where no LoginId was given.
    pub bank: Option<BankLogin>,
    pub answers: Answers,
}

/// A user of a bank.
#[derive(Clone, Debug)]
pub struct BankLogin {
    pub username: Secret,
    pub password: Secret,
    pub institution: String,
}

/// The answers to security questions, by prompt.
#[derive(Clone, Debug, Default)]
pub struct Answers(Vec<(String, Vec<Secret>)>);

/// A list, as in SecurityResponses, or a single answer.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Given {
    One(String),
    Several(Vec<String>),
}

impl Answers {
    /// Reads a JSON object. An error quotes nothing of it.
    pub(crate) fn read(json: &str) -> Result<Self, String> {
        let given: Option<BTreeMap<String, Given>> = serde_json::from_str(json).ok();
        let form =
            r#"expected a JSON object such as {"What shape do people like most?": "Triangle"}"#;
        given.map(Self::of).ok_or_else(|| form.to_owned())
    }

    pub(crate) fn of(given: BTreeMap<String, Given>) -> Self {
        let secrets = |given| match given {
            Given::One(text) => vec![Secret(text)],
            Given::Several(texts) => texts.into_iter().map(Secret).collect(),
        };
        Self(given.into_iter().map(|(prompt, given)| (prompt, secrets(given))).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn to(&self, prompt: &str) -> Option<Vec<&str>> {
        let (_, answers) = self.0.iter().find(|(known, _)| known == prompt)?;
        Some(answers.iter().map(Secret::expose).collect())
    }

    pub(crate) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.0.iter().flat_map(|(_, answers)| answers)
    }
}

/// A value that is sent and never shown.
#[derive(Clone, Eq, PartialEq)]
pub struct Secret(String);

/// Longest key. Real ones are GUIDs of 36 bytes.
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
            return Err(format!("a key has at most {LONGEST_BYTES} bytes"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("a key must be printable ASCII without spaces".to_owned());
        }
        Ok((!text.is_empty()).then(|| Self(text.to_owned())))
    }

    /// Reads a secret that is not a key, such as a password: any text that is not empty.
    pub(crate) fn text(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self(text))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// None only if [`Self::read`] would have refused the value.
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

/// What the file of `--credentials FILE` may contain. It has no `Debug`, which would show it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Contents {
    pub(crate) secret_key: Option<String>,
    pub(crate) api_key: Option<String>,
    pub(crate) login_id: Option<String>,
    pub(crate) customer_id: Option<String>,
    pub(crate) wealth_customer_id: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<String>,
    pub(crate) institution: Option<String>,
    #[serde(default)]
    pub(crate) security_responses: BTreeMap<String, Given>,
}

const KEYS: &str = "a line is KEY = \"VALUE\", with the keys secret-key, api-key, login-id, customer-id, \
     wealth-customer-id, username, password and institution, each once; [security-responses] has a line \
     \"PROMPT\" = \"ANSWER\" for each question";

const LONGEST_FILE_BYTES: u64 = 64 << 10;

impl Contents {
    /// Checks and reads the file through one handle, so that nobody can swap it in between. An error
    /// quotes nothing of it.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let unreadable = |error: io::Error| format!("it cannot be read: {error}");
        let file = open(path).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if !about.is_file() {
            return Err("it is not a regular file".to_owned());
        }
        check_owner(&about)?;
        let mut text = String::new();
        file.take(LONGEST_FILE_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
        if text.len() as u64 > LONGEST_FILE_BYTES {
            return Err(format!("it is longer than {} KiB", LONGEST_FILE_BYTES >> 10));
        }
        toml::from_str(&text).map_err(|error| {
            // The parser's own words would quote the line.
            let end = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(end).filter(|byte| *byte == b'\n').count() + 1;
            format!("line {line} is not right: {KEYS}")
        })
    }
}

/// Opens a file without waiting for the other end of a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().read(true).custom_flags(libc::O_NONBLOCK).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(unix)]
fn check_owner(about: &Metadata) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt;
    let mode = about.mode() & 0o7777;
    if mode != 0o600 && mode != 0o400 {
        return Err(format!("others can read it (mode {mode:04o}); `chmod 600` it"));
    }
    let is_own = about.uid() == rustix::process::geteuid().as_raw();
    if is_own { Ok(()) } else { Err("it belongs to another user".to_owned()) }
}

/// Other systems have no file mode to check.
#[cfg(not(unix))]
fn check_owner(_: &Metadata) -> Result<(), String> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::fs::{self, Permissions};
    #[cfg(unix)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_is_a_key() {
        let long = "k".repeat(1025);
        let characters = "a key must be printable ASCII without spaces";
        let table = [
            ("abc", Ok(Some("abc"))),
            (" abc\r\n", Ok(Some("abc"))),
            ("", Ok(None)),
            (" \n", Ok(None)),
            ("a b", Err(characters)),
            ("a\nb", Err(characters)),
            ("clé", Err(characters)),
            (&long, Err("a key has at most 1024 bytes")),
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
        let credentials =
            Credentials { secret_key: Some(secret.clone()), ..Credentials::default() };
        let header = secret.header().unwrap();
        let all = format!("{secret:?} {credentials:?} {header:?}");
        assert!(!all.contains("canary"), "{all}");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_be_able_to_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.toml");
        fs::write(&path, "secret-key = \"k\"\n").unwrap();
        for (mode, taken) in [
            (0o600, true),
            (0o400, true),
            (0o640, false),
            (0o604, false),
            (0o660, false),
            (0o700, false),
            (0o644, false),
            (0o4600, false),
        ] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let read = Contents::read(&path);
            assert_eq!(read.is_ok(), taken, "{mode:o}");
            if let Err(error) = read {
                assert!(error.starts_with("others can read it (mode "), "{error}");
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_such_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.toml");
        let private = |text: &[u8]| {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
            Contents::read(&path).err().unwrap_or_default()
        };
        let long = [b"# ".as_slice(), &[b'x'; 64 << 10]].concat();
        #[rustfmt::skip]
        let table: [(&[u8], &str); 7] = [
            (b"", ""),
            (b"# keys\napi-key = 'k'\n", ""),
            (b"api-key = 'k'\nsecret-key = canary\n", "line 2 is not right"),
            (b"api-key = 'k'\ncanary = 'k'\n", "line 2 is not right"),
            (b"api-key = ['canary']\n", "line 1 is not right"),
            (b"\xff", "it cannot be read"),
            (&long, "it is longer than 64 KiB"),
        ];
        for (text, expected) in table {
            let said = private(text);
            assert!(said.starts_with(expected) && said.is_empty() == expected.is_empty(), "{said}");
            assert!(!said.contains("canary"), "{said}");
        }
        let said = |path: &Path| Contents::read(path).err().unwrap();
        assert_eq!(said(folder.path()), "it is not a regular file");
        assert!(said(&folder.path().join("none")).starts_with("it cannot be read"));
    }
}
