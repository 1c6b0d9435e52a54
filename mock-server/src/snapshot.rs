//! The state of customers as the journal file keeps it, so that a server that was killed goes on
//! where it was.
//!
//! A snapshot holds the whole new state of what one call has changed. States are kept as they are;
//! only what is fixed data, a scenario and its login, is named in its place.

use std::sync::Arc;

use flinks_trace::CustomerId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{ClockMode, Moment, nanos};
use crate::customer::{LoginKey, LoginState, LoginStatus, Progress};
use crate::library::Library;
use crate::note::{member, text};
use crate::scenario::CompiledScenario;
use crate::session::{Session, SessionState};

/// What one decision, or one admin call, has changed of a customer.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Snapshot {
    pub(crate) customer: CustomerId,
    #[serde(with = "nanos")]
    pub(crate) now: Moment,
    /// On an auto clock, where it is when the reply is out.
    #[serde(with = "nanos::option")]
    pub(crate) out: Option<Moment>,
    pub(crate) clock: ClockMode,
    /// Ids that were drawn so far: RequestIds, and tokens.
    pub(crate) ids: [u64; 2],
    pub(crate) progress: Progress,
    pub(crate) session: Option<SessionSnapshot>,
    pub(crate) login: Option<LoginSnapshot>,
    /// Those of an AuthorizeMultiple.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) others: Vec<(Option<SessionSnapshot>, LoginSnapshot)>,
    /// Sessions that made room.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) reclaimed: Vec<Uuid>,
    pub(crate) minted: Option<Uuid>,
    pub(crate) spent: Option<Uuid>,
}

/// A scenario by name, and which version of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct ScenarioRef {
    pub(crate) name: String,
    fingerprint: u64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SessionSnapshot {
    pub(crate) scenario: ScenarioRef,
    login: Uuid,
    username: String,
    pub(crate) state: SessionState,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct LoginSnapshot {
    pub(crate) scenario: ScenarioRef,
    pub(crate) login: Uuid,
    status: LoginStatus,
}

impl Snapshot {
    /// Its line in the journal file, byte for byte what serde makes of it. That looks for escapes in the
    /// name of each member, which takes most of the time.
    pub(crate) fn write(&self, line: &mut Vec<u8>) -> serde_json::Result<()> {
        text(line, "{\"snapshot\":{\"customer\":", &self.customer)?;
        member(line, ",\"now\":", &nanos::number(&self.now))?;
        member(line, ",\"out\":", &nanos_of(self.out))?;
        member(line, ",\"clock\":", &self.clock)?;
        member(line, ",\"ids\":", &self.ids)?;
        member(line, ",\"progress\":{\"choice\":", &self.progress.choice)?;
        member(line, ",\"opened\":", &self.progress.opened)?;
        member(line, ",\"last\":", &self.progress.last)?;
        if self.progress.epoch.is_some() {
            member(line, ",\"epoch\":", &self.progress.epoch)?;
        }
        match &self.session {
            Some(session) => session.write(line)?,
            None => line.extend_from_slice(b"},\"session\":null"),
        }
        member(line, ",\"login\":", &self.login)?;
        if !self.others.is_empty() {
            member(line, ",\"others\":", &self.others)?;
        }
        if !self.reclaimed.is_empty() {
            member(line, ",\"reclaimed\":", &self.reclaimed)?;
        }
        member(line, ",\"minted\":", &self.minted)?;
        member(line, ",\"spent\":", &self.spent)?;
        line.extend_from_slice(b"}}");
        Ok(())
    }
}

fn nanos_of(at: Option<Moment>) -> Option<u64> {
    at.as_ref().map(nanos::number)
}

impl ScenarioRef {
    fn of(story: &CompiledScenario) -> Self {
        Self { name: story.name.to_string(), fingerprint: story.fingerprint() }
    }

    pub(crate) fn has_changed(&self, library: &Library) -> bool {
        library.story(&self.name).is_some_and(|story| story.fingerprint() != self.fingerprint)
    }
}

impl SessionSnapshot {
    pub(crate) fn of(session: &Session) -> Self {
        Self {
            scenario: ScenarioRef::of(&session.story),
            login: session.login.id,
            username: session.login.username().to_owned(),
            state: session.state.clone(),
        }
    }

    fn write(&self, line: &mut Vec<u8>) -> serde_json::Result<()> {
        // A member that is new is not forgotten here.
        let SessionState {
            chosen,
            number,
            id,
            other,
            opened,
            touched,
            asking,
            processing,
            cursors,
            waiting,
            forced,
            closed,
            delivered,
            token,
            refreshed,
            epoch,
            scheduled,
            starting,
            options,
        } = &self.state;
        text(line, "},\"session\":{\"scenario\":{\"name\":", &self.scenario.name)?;
        member(line, ",\"fingerprint\":", &self.scenario.fingerprint)?;
        member(line, "},\"login\":", &self.login)?;
        text(line, ",\"username\":", &self.username)?;
        member(line, ",\"state\":{\"chosen\":", chosen)?;
        member(line, ",\"number\":", number)?;
        member(line, ",\"id\":", id)?;
        member(line, ",\"other\":", other)?;
        member(line, ",\"opened\":", &nanos::number(opened))?;
        member(line, ",\"touched\":", &nanos::number(touched))?;
        member(line, ",\"asking\":", asking)?;
        member(line, ",\"processing\":", &nanos_of(*processing))?;
        line.extend_from_slice(b",\"cursors\":[");
        for (position, cursor) in cursors.iter().enumerate() {
            let before = if position == 0 { "{\"stage\":" } else { ",{\"stage\":" };
            member(line, before, &cursor.step)?;
            member(line, ",\"answered\":", &cursor.answered)?;
            member(line, ",\"since\":", &nanos_of(cursor.since))?;
            member(line, ",\"calls\":", &cursor.calls)?;
            member(line, ",\"delivered\":", &cursor.delivered)?;
            line.push(b'}');
        }
        member(line, "],\"waiting\":", &nanos_of(*waiting))?;
        member(line, ",\"forced\":", forced)?;
        member(line, ",\"closed\":", &nanos_of(*closed))?;
        member(line, ",\"delivered\":", delivered)?;
        member(line, ",\"token\":", token)?;
        member(line, ",\"refreshed\":", &nanos_of(*refreshed))?;
        if epoch.is_some() {
            member(line, ",\"epoch\":", epoch)?;
        }
        if scheduled.is_some() {
            member(line, ",\"scheduled\":", scheduled)?;
        }
        if starting.is_some() {
            member(line, ",\"starting\":", starting)?;
        }
        if !options.is_empty() {
            member(line, ",\"options\":", options)?;
        }
        line.extend_from_slice(b"}}");
        Ok(())
    }

    /// The session again, or None where its scenario is not there any more.
    pub(crate) fn recovered(&self, library: &Library) -> Option<Session> {
        let story = Arc::clone(library.story(&self.scenario.name)?);
        let login = Arc::new(story.login.restored(self.login, self.username.clone()));
        Some(Session::new(story, login, self.state.clone()))
    }
}

impl LoginSnapshot {
    pub(crate) fn of(id: Uuid, state: &LoginState) -> Self {
        let scenario = ScenarioRef::of(&state.story);
        Self { scenario, login: id, status: state.status.clone() }
    }

    pub(crate) fn key(&self) -> LoginKey {
        LoginKey { scenario: self.scenario.name.as_str().into(), login: self.login }
    }

    /// The login again, or None where it begins anew, as after a reload: its scenario has changed.
    pub(crate) fn recovered(&self, library: &Library) -> Option<LoginState> {
        let story = library.story(&self.scenario.name)?;
        let is_same = story.fingerprint() == self.scenario.fingerprint;
        is_same.then(|| LoginState { story: Arc::clone(story), status: self.status.clone() })
    }
}
