//! The keys of `flinks-mock serve --auth token`: those of the environment, or new ones.

use std::env::{self, VarError};

use crate::auth::{Auth, Keys};
use crate::secret::Secret;
use crate::start_error::StartError;

/// The keys, and what the banner says of them.
#[derive(Default)]
pub(super) struct ServedKeys {
    pub(super) keys: Option<Keys>,
    /// Nothing, or lines with their ends.
    pub(super) shown: String,
}

/// The names that `flinks-harness` reads, too. A flag would stand in the list of processes.
const SECRET: &str = "FLINKS_SECRET_KEY";
const API: &str = "FLINKS_API_KEY";

impl ServedKeys {
    pub(super) fn of(auth: Auth) -> Result<Self, StartError> {
        if auth == Auth::Open {
            return Ok(Self::default());
        }
        let (secret, secret_line) = key(SECRET)?;
        let (api, api_line) = key(API)?;
        let shown = format!("auth      token; the keys of clients:\n{secret_line}{api_line}");
        Ok(Self { keys: Some(Keys::new(secret, api)), shown })
    }
}

/// The key, and a line for a shell that is to have it. A key that somebody has chosen is theirs to show.
fn key(variable: &'static str) -> Result<(Secret, String), StartError> {
    let bad = |reason| StartError::GivenKey { variable, reason };
    if let Some(key) = given(variable).map_err(bad)? {
        return Ok((key, format!("# {variable} is that of the environment\n")));
    }
    let key = Secret::guid().map_err(|reason| StartError::Keys { reason })?;
    let line = format!("export {variable}={}\n", key.reveal());
    Ok((key, line))
}

/// The secret that a variable of the environment holds.
pub(super) fn given(variable: &str) -> Result<Option<Secret>, &'static str> {
    match env::var(variable) {
        Ok(given) => Secret::given(&given).map(Some),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err("it is not UTF-8"),
    }
}
