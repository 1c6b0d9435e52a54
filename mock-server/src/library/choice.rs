//! Which scenario an Authorize plays: one order of precedence, said in [`Chosen`].

use std::sync::Arc;

use uuid::Uuid;

use super::Library;
use crate::scenario::{Chosen, CompiledScenario, GUIDE_LOGIN_ID, GUIDE_USERNAME, Login};

/// What an Authorize says of who it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Who<'a> {
    LoginId(Uuid),
    Username(&'a str),
}

/// What else can choose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish<'a> {
    pub(crate) header: Option<&'a str>,
    pub(crate) admin: Option<&'a str>,
    pub(crate) customer: &'a str,
}

#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) story: Arc<CompiledScenario>,
    pub(crate) login: Arc<Login>,
    pub(crate) by: Chosen,
}

#[derive(Debug, Eq, PartialEq)]
pub(crate) enum NoChoice {
    /// The header names no scenario; `nearest` is the one it looks like.
    UnknownScenario { name: String, nearest: Option<String> },
    /// No scenario has this login.
    UnknownLogin,
}

impl Library {
    /// Fails for a header that names no scenario, or a login that nobody knows when nothing else chooses.
    pub(crate) fn choose(&self, who: Who<'_>, wish: Wish<'_>) -> Result<Choice, NoChoice> {
        if let Some(name) = wish.header {
            let unknown = || {
                let (name, nearest) = (name.to_owned(), self.nearest(name));
                NoChoice::UnknownScenario { name, nearest }
            };
            let story = self.story(name).ok_or_else(unknown)?;
            return Ok(Choice::of(story, who, Chosen::Header));
        }
        // A scenario that a reload took away chooses no longer.
        if let Some(story) = wish.admin.and_then(|name| self.story(name)) {
            return Ok(Choice::of(story, who, Chosen::Admin));
        }
        if self.everybody {
            return Ok(Choice::of(&self.default, who, Chosen::Run));
        }
        let found = match who {
            Who::LoginId(id) => self.by_login.get(&id).zip(Some(Chosen::LoginId)),
            Who::Username(name) => {
                self.by_username.get(&name.to_lowercase()).zip(Some(Chosen::Username))
            }
        };
        if let Some((story, by)) = found {
            let (story, login) = (Arc::clone(story), Arc::clone(&story.login));
            return Ok(Choice { story, login, by });
        }
        match self.by_customer.get(wish.customer) {
            Some(story) => Ok(Choice::of(story, who, Chosen::Customer)),
            None if who.is_guide() || self.any_login => {
                Ok(Choice::of(&self.default, who, Chosen::Default))
            }
            None => Err(NoChoice::UnknownLogin),
        }
    }
}

impl Who<'_> {
    /// Without regard to case, as official samples write `greatday` and `Greatday`.
    fn is_guide(self) -> bool {
        match self {
            Self::LoginId(id) => id == GUIDE_LOGIN_ID,
            Self::Username(name) => name.eq_ignore_ascii_case(GUIDE_USERNAME),
        }
    }
}

impl Choice {
    /// Whoever asks plays `story`, under the name it came with.
    fn of(story: &Arc<CompiledScenario>, who: Who<'_>, by: Chosen) -> Self {
        let login = match who {
            _ if who.is_guide() => Arc::clone(&story.guide),
            Who::LoginId(id) if id == story.login.id => Arc::clone(&story.login),
            Who::LoginId(id) => Arc::new(story.login.with(id, None)),
            Who::Username(name) => Arc::new(story.login.with(story.login.id, Some(name))),
        };
        Self { story: Arc::clone(story), login, by }
    }
}
