//! A scenario made ready to be played: its fixtures found, its steps sorted by endpoint.

mod build;

use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use flinks_contract::fixture::{Fixture, Values};
use flinks_contract::scenario::{self, Fault, Token};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Date, OffsetDateTime, PrimitiveDateTime};
use uuid::Uuid;

use crate::clock::Moment;
use crate::rng::fnv1a;
use crate::script::{Part, Script, Until};
use crate::view::day;

#[derive(Debug)]
pub(crate) struct CompiledScenario {
    pub(crate) name: Arc<str>,
    pub(crate) summary: String,
    pub(crate) login: Arc<Login>,
    /// The login of the Flinks guides, for when they play this story.
    pub(crate) guide: Arc<Login>,
    pub(crate) username: Option<String>,
    /// Customers that play it unless something else is asked for.
    pub(crate) customers: Vec<String>,
    pub(crate) session: scenario::Session,
    pub(crate) token: Token,
    /// The sessions of a login share its collection.
    pub(crate) shares: bool,
    /// By [`Part`].
    scripts: [Script; Part::ALL.len()],
    pub(crate) source: Arc<str>,
    /// Its fixtures need not keep the schemas of their messages.
    pub(crate) lenient: bool,
    /// Everything that it plays, before it was patched.
    fixtures: Vec<Arc<Fixture>>,
    fingerprint: OnceLock<u64>,
}

/// Whom a LoginId stands for. The texts are the insides of JSON strings.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) id: Uuid,
    username: Arc<str>,
    institution: Arc<str>,
    last_refresh: Arc<str>,
}

/// Why a session plays its scenario, in order of precedence.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Chosen {
    /// Header `X-Mock-Scenario` on Authorize.
    Header,
    /// An admin call for the customer.
    Admin,
    /// `flinks-mock run`, whoever asks.
    Run,
    LoginId,
    Username,
    /// The customer stands in the scenario's `customers`.
    Customer,
    /// What the server was started with.
    #[default]
    Default,
}

/// LoginId of the Flinks guides. It plays the scenario the server was started with.
pub const GUIDE_LOGIN_ID: Uuid = Uuid::from_u128(0x5e115eac_1209_4f19_641c_08d6d484e2fe);

/// The user of the Flinks guides.
pub(crate) const GUIDE_USERNAME: &str = "Greatday";

impl Chosen {
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Header => "header X-Mock-Scenario of the Authorize call",
            Self::Admin => "an admin call chose it for this customer",
            Self::Run => "`flinks-mock run` was asked for it, whoever calls",
            Self::LoginId => "the LoginId of the scenario",
            Self::Username => "the user name of the scenario",
            Self::Customer => "the scenario lists this customer",
            Self::Default => "the scenario the server was started with",
        }
    }
}

impl CompiledScenario {
    pub(crate) fn script(&self, part: Part) -> &Script {
        &self.scripts[part as usize]
    }

    /// Whether it can break an answer. A slow one is whole in the end.
    pub(crate) fn has_faults(&self) -> bool {
        let breaks = |fault: &Fault| !matches!(fault, Fault::Drip(_));
        self.scripts.iter().any(|script| {
            script.faults.iter().any(|rule| breaks(&rule.play))
                || script.steps.iter().any(|step| step.fault.as_ref().is_some_and(breaks))
        })
    }

    /// Whether Authorize opens a session without a question or a token, and both data calls bring their
    /// data after nothing but 202s, over answers that are whole.
    pub(crate) fn brings_data(&self) -> bool {
        let passes = |script: &Script| {
            let goes_on = |status: u16| matches!(status, 200 | 202);
            let statuses = script.steps.iter().map(|step| step.answer.message().status);
            let last = script.steps.last().filter(|step| step.until == Until::Never);
            let last = last.map_or(&script.normal, |step| &step.answer);
            statuses.into_iter().all(goes_on) && last.is_success()
        };
        !self.has_faults() && self.token.required != Some(true) && self.scripts.iter().all(passes)
    }

    /// Changes with everything that a session of it can see. The same in every run: the journal file
    /// holds it.
    pub(crate) fn fingerprint(&self) -> u64 {
        *self.fingerprint.get_or_init(|| {
            let fixtures = self.fixtures.iter().map(|fixture| fixture.written());
            let texts: Vec<_> = std::iter::once(self.source.to_string()).chain(fixtures).collect();
            fnv1a(&texts.join("\0"))
        })
    }
}

impl Login {
    /// The login that plays `scenario`, under the id and the name it has there or other ones.
    pub(crate) fn new(id: Uuid, username: &str, scenario: &scenario::Login) -> Self {
        Self {
            id,
            username: escaped(username),
            institution: escaped(&scenario.institution),
            last_refresh: escaped(&scenario.last_refresh),
        }
    }

    /// The same bank for somebody else.
    pub(crate) fn with(&self, id: Uuid, username: Option<&str>) -> Self {
        let username = username.map_or_else(|| Arc::clone(&self.username), escaped);
        Self { id, username, ..self.clone() }
    }

    /// The login of a session that was kept; `username` as [`Login::username`] gave it.
    pub(crate) fn restored(&self, id: Uuid, username: String) -> Self {
        Self { id, username: username.into(), ..self.clone() }
    }

    /// The inside of a JSON string.
    pub(crate) fn username(&self) -> &str {
        &self.username
    }

    pub(crate) fn institution(&self) -> Value {
        serde_json::from_str(&format!("\"{}\"", self.institution)).unwrap_or_default()
    }

    pub(crate) fn refresh_date(
        &self,
        epoch: Option<NonZeroU32>,
        collected: Option<Moment>,
    ) -> String {
        let moved = self.last_refresh(epoch, collected);
        moved.unwrap_or_else(|| self.last_refresh.to_string())
    }

    /// LastRefresh in the form that its scenario gives it, of a login whose last collection ended at
    /// `collected`. By the calendar, one that was never collected here is a day older than the customer's
    /// first call. None where it is as written.
    pub(crate) fn last_refresh(
        &self,
        epoch: Option<NonZeroU32>,
        collected: Option<Moment>,
    ) -> Option<String> {
        let (written, fraction) =
            self.last_refresh.split_at_checked("2019-05-09T13:47:46".len())?;
        let time = match (epoch, collected) {
            (None, None) => return None,
            (None, Some(at)) => time_of(written)?.checked_add(rounded_up(at)?)?,
            (Some(_), None) if written == NEVER => return None,
            (Some(epoch), None) => of_epoch(epoch)?.checked_sub(time::Duration::DAY)?,
            (Some(epoch), Some(at)) => of_epoch(epoch)?.checked_add(rounded_up(at)?)?,
        };
        let (year, month, day) = time.to_calendar_date();
        let (hour, minute, second) = time.as_hms();
        let mut text = String::with_capacity(self.last_refresh.len());
        digits(&mut text, year.unsigned_abs(), 4);
        for (before, number) in
            [('-', u8::from(month)), ('-', day), ('T', hour), (':', minute), (':', second)]
        {
            text.push(before);
            digits(&mut text, number.into(), 2);
        }
        text.push_str(fraction);
        Some(text)
    }

    /// What the places of a fixture stand for in the session `request_id`; the login's id is a text of
    /// the caller.
    pub(crate) fn values<'a>(
        &'a self,
        [request_id, other_request_id, login_id]: [&'a str; 3],
    ) -> Values<'a> {
        Values {
            request_id,
            other_request_id,
            login_id,
            username: &self.username,
            institution: &self.institution,
            last_refresh: &self.last_refresh,
        }
    }
}

/// As `format!` with `{number:0count$}`, for each reply and in a tenth of the time.
fn digits(text: &mut String, number: u32, count: u32) {
    let digits = (0..count).rev().map(|place| number / 10_u32.pow(place) % 10);
    text.extend(digits.filter_map(|digit| char::from_digit(digit, 10)));
}

/// LastRefresh of a login that was never collected.
///
/// Source: help.flinks.com 43000436170.
const NEVER: &str = "0001-01-01T00:00:00";

fn time_of(text: &str) -> Option<PrimitiveDateTime> {
    let small = |range: Range<usize>| text.get(range)?.parse::<u8>().ok();
    let date = Date::from_julian_day(day(text)?).ok()?;
    date.with_hms(small(11..13)?, small(14..16)?, small(17..19)?).ok()
}

fn of_epoch(epoch: NonZeroU32) -> Option<PrimitiveDateTime> {
    let time = OffsetDateTime::from_unix_timestamp(epoch.get().into()).ok()?;
    Some(PrimitiveDateTime::new(time.date(), time.time()))
}

/// To whole seconds, so that LastRefresh has moved.
fn rounded_up(at: Moment) -> Option<time::Duration> {
    let seconds = at.as_duration().as_millis().div_ceil(1_000).max(1);
    Duration::from_secs(seconds.try_into().ok()?).try_into().ok()
}

/// The inside of a JSON string.
fn escaped(text: &str) -> Arc<str> {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].into()
}
