//! What each endpoint answers: decided in plain code, without waiting and without I/O.

mod authorize;
mod data;

use crate::clock::Moment;
use crate::customer::{Customer, State};
use crate::library::Library;
use crate::reply::Reply;
use crate::request::{Members, Wrong};
use crate::route::Call;
use crate::script::{Answer, Turn};

/// A reply and the moment at which it is due.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) due: Moment,
    pub(crate) reply: Reply,
}

/// What a decision may look at.
pub(crate) struct Scene<'a> {
    pub(crate) library: &'a Library,
    pub(crate) customer: &'a Customer,
    pub(crate) state: &'a mut State,
    pub(crate) strict: bool,
}

/// Decides one call. Every rule of the API is below this line.
pub(crate) fn decide(scene: &mut Scene<'_>, call: &Call, body: &[u8]) -> Planned {
    let members = match (call, Members::read(body)) {
        // They take no body; what a client puts in one does not matter.
        (Call::GetAccountsDetailAsync { .. } | Call::GenerateAuthorizeToken, _) => {
            Members::default()
        }
        (_, Ok(members)) => members,
        (_, Err(problem)) => {
            return Planned::at_once(scene, Reply::refusal(INVALID_REQUEST, &problem));
        }
    };
    let decided = match call {
        Call::GenerateAuthorizeToken => Ok(authorize::token(scene)),
        Call::Authorize => authorize::authorize(scene, &members),
        Call::GetAccountsDetail => data::detail(scene, &members),
        Call::GetAccountsDetailAsync { request_id } => data::detail_async(scene, request_id),
        Call::Investments => data::investments(scene, &members),
    };
    decided.unwrap_or_else(|refused| Planned::at_once(scene, refused))
}

impl Planned {
    fn at_once(scene: &Scene<'_>, reply: Reply) -> Self {
        Self { due: scene.customer.clock.now(), reply }
    }
}

impl From<Wrong> for Reply {
    fn from(wrong: Wrong) -> Self {
        Self::invalid(&[(wrong.member, format!("must be {}", wrong.expected))])
    }
}

/// The answer of a turn, for the session `values` speak of.
fn answered(turn: &Turn, values: &flinks_contract::fixture::Values<'_>) -> Reply {
    match &turn.answer {
        Answer::Body { status, code, fixture } => Reply::body(*status, code, fixture, values),
        Answer::Error { status, code, message } => {
            let message = message
                .replace("{RequestId}", values.request_id)
                .replace("{LoginId}", values.login_id);
            Reply::error(*status, code, &message)
        }
    }
}

/// The default of conflict C6; 400 in the oldest table.
const INVALID_REQUEST: u16 = 401;
