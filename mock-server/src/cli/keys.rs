//! Secrets of `flinks-mock serve`: those of the environment, or new ones.

use std::env::{self, VarError};

use crate::auth::{Auth, Keys};
use crate::secret::Secret;
use crate::start_error::StartError;

/// Variables, which `flinks-harness` reads too. A flag would be visible in the list of processes.
const SECRET: &str = "FLINKS_SECRET_KEY";
const API: &str = "FLINKS_API_KEY";

/// The keys, and lines about them for the banner, if any.
pub(super) fn keys(auth: Auth) -> Result<(Option<Keys>, String), StartError> {
    if auth == Auth::Open {
        return Ok((None, String::new()));
    }
    let (secret, secret_line) = key(SECRET)?;
    let (api, api_line) = key(API)?;
    let shown = format!("auth      token; the keys of clients:\n{secret_line}{api_line}");
    Ok((Some(Keys::new(secret, api)), shown))
}

/// The key, and a line for the banner, which shows only a key that was made here.
fn key(variable: &str) -> Result<(Secret, String), StartError> {
    if let Some(key) = given(variable, "a key of this server", "key")? {
        return Ok((key, format!("# {variable} is that of the environment\n")));
    }
    let key = Secret::guid()?;
    let line = format!("export {variable}={}\n", key.reveal());
    Ok((key, line))
}

/// The key that signs webhooks, if there is one. A receiver has it already, so it may be short.
pub(super) fn webhook_secret() -> Option<String> {
    env::var("FLINKS_WEBHOOK_SECRET").ok().filter(|secret| !secret.is_empty())
}

/// The secret that a variable of the environment holds; `role` and `noun` say what it is.
pub(super) fn given(variable: &str, role: &str, noun: &str) -> Result<Option<Secret>, StartError> {
    let secret = match env::var(variable) {
        Ok(given) => Secret::given(&given).map(Some),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err("it is not UTF-8"),
    };
    secret.map_err(|reason| {
        let why = format!("{reason}\n  help: unset it, and a {noun} is made and printed");
        StartError::because(format!("{variable} cannot be {role}"), why)
    })
}
