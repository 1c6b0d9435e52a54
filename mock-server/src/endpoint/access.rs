//! Access control: the tokens that a scenario asks for, and the auth profile `token`.
//!
//! Source: docs.flinks.com/guides/connect/authentication-reference (conflicts C1, C2, C35).

use flinks_contract::endpoint::Endpoint;
use flinks_contract::scenario::Token;
use uuid::Uuid;

use super::Scene;
use crate::reply::Reply;
use crate::session::Session;

/// The key that a call needs before anything else of it is looked at. Authorize needs a token.
pub(super) fn key(scene: &Scene<'_>, endpoint: Endpoint) -> Result<(), Reply> {
    let Some(keys) = scene.keys else { return Ok(()) };
    let (key, shown, note) = match endpoint {
        Endpoint::GenerateAuthorizeToken => (&keys.secret, scene.hints.auth_key, NO_SECRET_KEY),
        Endpoint::Authorize | Endpoint::AuthorizeAsync | Endpoint::Token | Endpoint::Understood => {
            return Ok(());
        }
        // A public client sends the API key to all of them.
        Endpoint::GetNightlyRefreshStatus
        | Endpoint::GetWealthNightlyRefreshStatus
        | Endpoint::Categories
            if scene.hints.api_key.is_none() =>
        {
            (&keys.secret, scene.hints.bearer, NO_BEARER)
        }
        _ => (&keys.api, scene.hints.api_key, NO_API_KEY),
    };
    match shown {
        Some(shown) if key.is(shown.as_bytes()) => Ok(()),
        _ => Err(Reply::code("UNAUTHORIZED").note(Some(note))),
    }
}

/// The token of an Authorize that opens a session. Where one is required it has to be one that was
/// made here, lives and is unused.
pub(super) fn token(scene: &Scene<'_>, rules: Token) -> Result<Option<Uuid>, Reply> {
    let token = shown(scene);
    if !is_required(scene, rules) {
        return Ok(token);
    }
    let now = scene.now();
    match token {
        Some(token) if scene.state.tokens.is_good(token, rules.life, now) => Ok(Some(token)),
        _ => Err(denied(scene)),
    }
}

/// What an Authorize is told that comes to no scenario: the service looks at the token first.
pub(super) fn before(scene: &Scene<'_>, refused: Reply) -> Reply {
    token(scene, Token::default()).err().unwrap_or(refused)
}

/// The answer to a challenge: the whole exchange carries the token it began with, and that was used by
/// its first call.
pub(super) fn exchange(scene: &Scene<'_>, session: Option<&Session>) -> Result<(), Reply> {
    let Some(session) = session else { return token(scene, Token::default()).map(drop) };
    if is_required(scene, session.story.token) && shown(scene) != session.token {
        return Err(denied(scene));
    }
    Ok(())
}

/// A scenario that says nothing does as the server's profile.
fn is_required(scene: &Scene<'_>, rules: Token) -> bool {
    rules.required.unwrap_or(scene.keys.is_some())
}

fn shown(scene: &Scene<'_>) -> Option<Uuid> {
    scene.token().and_then(|token| Uuid::try_parse(token).ok())
}

fn denied(scene: &Scene<'_>) -> Reply {
    let note = if scene.keys.is_some() { BAD_TOKEN_OF_PROFILE } else { BAD_TOKEN };
    Reply::code("ACCESS_DENIED").note(Some(note))
}

const NO_SECRET_KEY: &str =
    "--auth token: GenerateAuthorizeToken takes the secret key in the header flinks-auth-key";

const NO_BEARER: &str =
    "--auth token: this call takes the secret key in the header Authorization: Bearer";

const NO_API_KEY: &str = "--auth token: data calls take the API key in the header x-api-key";

const BAD_TOKEN_OF_PROFILE: &str = "--auth token: Authorize takes a token of GenerateAuthorizeToken, \
    unused and in time, in the header flinks-auth-key, or one of Token as Authorization: Bearer; the answer \
    to a challenge carries the same one";

const BAD_TOKEN: &str = "this scenario requires a token of GenerateAuthorizeToken, unused and \
    in time, in the header flinks-auth-key or Authorization: Bearer";
