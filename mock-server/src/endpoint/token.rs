//! Tokens: of Authorize, and of open banking.

use flinks_contract::polling;
use serde_json::json;

use super::{Planned, Scene};
use crate::reply::Reply;
use crate::request::Members;

/// `POST GenerateAuthorizeToken`, whose key was looked at before.
///
/// Source: docs.flinks.com/reference/generateauthorizetoken.
pub(super) fn authorize_token(scene: &mut Scene<'_>) -> Planned {
    let now = scene.now();
    let (token, forgotten) = scene.state.tokens.make(now);
    let body = json!({ "HttpStatusCode": 200, "Token": token.to_string() });
    let mut planned = Planned::at_once(scene, Reply::ok(&body));
    planned.touched.minted = Some(token);
    planned.touched.spent = forgotten;
    planned
}

/// `POST Token`, for what a client then sends as `Authorization: Bearer`. It is an authorize token here, and
/// its life is theirs, which is assumed; it is written without hyphens, to be told from one of
/// GenerateAuthorizeToken. `?demoObe=true` changes nothing.
///
/// Source: neofinancial/node-flinks 0.6.0.
pub(super) fn access_token(scene: &mut Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    let (id, secret) = (members.text("client_id")?, members.text("secret")?);
    let both = [("client_id", id), ("secret", secret)];
    let (Some(_), Some(secret)) = (id, secret) else {
        let missing = both.into_iter().filter(|(_, value)| value.is_none());
        return Err(Reply::required(missing.map(|(member, _)| member)));
    };
    if scene.keys.is_some_and(|keys| !keys.secret.is(secret.as_bytes())) {
        return Err(Reply::code("UNAUTHORIZED"));
    }
    let mut planned = authorize_token(scene);
    let body = json!({
        "access_token": planned.touched.minted.map(|token| token.simple().to_string()),
        "expires_in": polling::TOKEN_LIFE.as_secs(),
    });
    planned.reply = Reply::ok(&body);
    Ok(planned)
}

/// Whether the text has the form of an access token; it may be none.
pub(super) fn is_access_token(text: &str) -> bool {
    !text.contains('-')
}
