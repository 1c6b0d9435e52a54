//! What a run needs to know.

use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use flinks_contract::endpoint::Endpoint;
use flinks_contract::polling::{CEILING, MOST_CALLS};
use flinks_mock::clock::Clock;
use flinks_trace::{ClockMode, Head, Probe};
use reqwest::Certificate;

use crate::credentials::Credentials;
use crate::resolve::Resolve;
use crate::target::Target;

#[derive(Debug)]
pub struct Setup {
    pub head: Head,
    /// Server of the accounts.
    pub banking: Site,
    /// Server of Investments, if it is a different one.
    pub wealth: Option<Site>,
    /// The clock of the target: of the mock in this process, or one that runs as fast as its does.
    pub clock: Clock,
    /// Limit for one exchange, in real time. A data call may be held open for 210 s.
    pub timeout: Duration,
    pub credentials: Credentials,
    pub network: Network,
    /// Requests that may be sent; without it, as many as the run can need.
    pub budget: Option<NonZeroU32>,
    pub privacy: Privacy,
}

/// What may be written of a run.
#[derive(Clone, Default)]
pub struct Privacy {
    /// Whether only keys and ids are hidden: for bodies with nobody's data, and if the user asked for
    /// values.
    pub shows_values: bool,
    /// Ids that were given and that nobody published, each with the variable that stands for it.
    pub ids: Vec<(&'static str, String)>,
}

/// A server, and the customer that asks there.
#[derive(Clone, Debug)]
pub struct Site {
    pub target: Target,
    pub customer_id: String,
}

/// How servers are found and trusted.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Certificate authorities beside those of the system.
    pub trust: Vec<Certificate>,
    pub resolve: Vec<Resolve>,
}

impl fmt::Debug for Privacy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Privacy")
    }
}

impl Setup {
    /// A run against an open server, without budget, which hides values.
    pub fn new(head: Head, banking: Site, clock: Clock) -> Self {
        Self {
            head,
            banking,
            wealth: None,
            clock,
            timeout: Duration::from_secs(240),
            credentials: Credentials::default(),
            network: Network::default(),
            budget: None,
            privacy: Privacy::default(),
        }
    }

    /// Keys and given ids, which nobody may see, with the variable that stands for each.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Credentials { secret_key, api_key, bank, answers } = &self.credentials;
        let bank = bank.as_ref();
        let answers = answers.secrets().map(|answer| ("FLINKS_SECURITY_RESPONSES", Some(answer)));
        let keys = [
            ("FLINKS_SECRET_KEY", secret_key.as_ref()),
            ("FLINKS_API_KEY", api_key.as_ref()),
            ("FLINKS_USERNAME", bank.map(|bank| &bank.username)),
            ("FLINKS_PASSWORD", bank.map(|bank| &bank.password)),
        ];
        let keys = keys.into_iter().chain(answers);
        let keys = keys.filter_map(|(name, key)| Some((name, key?.expose())));
        keys.chain(self.privacy.ids.iter().map(|(name, id)| (*name, &**id)))
    }

    /// Whether a run sends this probe at all: no RequestId goes to another customer of a server that
    /// is not ours, and nobody waits 30 min for one probe.
    pub(crate) fn sends(&self, probe: Probe) -> bool {
        match probe {
            Probe::ForeignRequestId => self.banking.target.is_loopback(),
            Probe::UsedUpRequestId => self.head.mode == ClockMode::Auto,
            _ => true,
        }
    }

    /// "at most 387 requests, 60 min", which the user is told before the run.
    pub(crate) fn cost(&self) -> String {
        let most = self.most_requests();
        let requests = if most == 1 { "request" } else { "requests" };
        let clock = match self.head.mode {
            ClockMode::Scaled(speed) => format!(" at speed {speed}"),
            ClockMode::Manual | ClockMode::Auto => " simulated".to_owned(),
            ClockMode::Real => String::new(),
        };
        // Two polls that end at their last moment. Everything else is sent at once.
        format!("at most {most} {requests}, {} min{clock}", 2 * CEILING.as_secs() / 60)
    }

    /// The given budget, or all that the run can need: two flows with every poll that fits, a repeat of
    /// each 200, the accounts once more, and each probe twice, because one without an answer is sent
    /// again.
    pub(crate) fn most_requests(&self) -> u64 {
        let token = u64::from(self.credentials.secret_key.is_some());
        let probes = Probe::ALL.into_iter().filter(|probe| self.sends(*probe));
        let probes: u64 = probes
            .map(|probe| 1 + if probe.endpoint() == Endpoint::Authorize { token } else { 0 })
            .sum();
        let questions = self.credentials.answers.len() as u64;
        let needed = 2 * (token + questions + MOST_CALLS + 2) + 1 + 2 * probes;
        self.budget.map_or(needed, |budget| budget.get().into())
    }
}
