//! Runs against a live server: keys, hosts, certificate authorities, budget.

use std::collections::BTreeMap;
use std::io::Read;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use clap::Args;
use flinks_mock::GUIDE_LOGIN_ID;
use flinks_mock::clock::{Clock, ClockMode};
use flinks_trace::Head;
use reqwest::Certificate;

use super::plan::{Flow, fact, login_of};
use crate::credentials::{Answers, BankLogin, Contents, Credentials, Given, Secret};
use crate::hosts;
use crate::resolve::Resolve;
use crate::setup::{Network, Setup, Site};
use crate::target::{TOOLBOX_WEALTH, Target};

#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "A live server")]
pub(super) struct LiveArgs {
    /// Server of Investments, if it is a different one [default: the target; the toolbox has its own]
    #[arg(long, env = "FLINKS_WEALTH_BASE_URL", hide_env_values = true)]
    #[arg(value_name = "URL", value_parser = Target::parse)]
    pub(super) wealth_target: Option<Target>,

    /// Customer id for Investments, if it is a different one
    #[arg(long, env = "FLINKS_WEALTH_CUSTOMER_ID", hide_env_values = true)]
    #[arg(value_name = "ID", value_parser = customer)]
    pub(super) wealth_customer_id: Option<String>,

    /// TOML file with mode 0600 for settings missing from the environment: secret-key, api-key, login-id,
    /// customer-id, wealth-customer-id, username, password, institution, [security-responses]
    #[arg(long, value_name = "FILE")]
    pub(super) credentials: Option<PathBuf>,

    /// Allow this host, even if its name does not look like a test environment, and send it keys
    #[arg(long, value_name = "HOST")]
    pub(super) allow_host: Vec<String>,

    /// Maximum number of requests, after which the run ends [default: the most it can need]
    #[arg(long, value_name = "N", value_parser = budget)]
    pub(super) budget: Option<NonZeroU32>,

    /// File with additional certificate authorities to trust
    #[arg(long, value_name = "PEM")]
    pub(super) ca_file: Option<PathBuf>,

    /// Connect to ADDR for HOST, on another port if given; can be repeated
    #[arg(long, value_name = "HOST:PORT:ADDR[:PORT]")]
    pub(super) resolve: Vec<Resolve>,
}

/// Reads a customer id: one segment of a path. Flinks gives out GUIDs; a mock takes any.
pub(super) fn customer(text: &str) -> Result<String, String> {
    let strange = |c: char| c.is_whitespace() || c.is_control() || "/?#%\\".contains(c);
    if text.is_empty() || text == "." || text == ".." || text.contains(strange) {
        return Err(format!("a customer id is one segment of a path, such as {CUSTOMER_ID}"));
    }
    Ok(text.to_owned())
}

pub(super) fn login(text: &str) -> Result<String, String> {
    match uuid::Uuid::try_parse(text) {
        Ok(_) if text.len() == 36 => Ok(text.to_owned()),
        _ => Err("a LoginId is a GUID, such as 5e115eac-1209-4f19-641c-08d6d484e2fe".to_owned()),
    }
}

fn budget(text: &str) -> Result<NonZeroU32, String> {
    text.parse().map_err(|_| "expected a whole number of requests above 0".to_owned())
}

/// The toolbox customer of the Flinks guides.
pub(super) const CUSTOMER_ID: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

/// The customer of the toolbox for Investments, as published by Flinks.
pub(super) const TOOLBOX_WEALTH_CUSTOMER: &str = "1d43ba20-72da-4c6a-9621-30bdb1362f6b";

/// Largest file of authorities. A bundle of all public ones has 220 KiB.
const LARGEST_BUNDLE_BYTES: u64 = 4 << 20;

/// A run against a server, from the flags, the environment and the credentials file.
pub(super) fn against(target: &Target, flow: &Flow) -> Result<Setup, String> {
    let live = &flow.live;
    let file = match &live.credentials {
        Some(path) => Contents::read(path)
            .map_err(|why| format!("--credentials {}: {why}", path.display()))?,
        None => Contents::default(),
    };
    let customer_of_file = id("customer-id", file.customer_id, customer)?;
    let login_of_file = id("login-id", file.login_id, login)?;
    let wealth_of_file = id("wealth-customer-id", file.wealth_customer_id, customer)?;

    let customer_id = flow.customer_id.clone().or(customer_of_file);
    let customer_id = customer_id.unwrap_or_else(|| CUSTOMER_ID.to_owned());
    let wealth_customer = live.wealth_customer_id.clone().or(wealth_of_file);
    let wealth = live.wealth(target, &customer_id, wealth_customer)?;
    let scenario = flow.scenario.first();
    let login_id = match scenario {
        Some(name) => Some(login_of(name)?),
        None => flow.login_id.first().cloned().or(login_of_file),
    };
    let logs_in = flow.logs_in && login_id.is_none();
    let user = [file.username, file.password, file.institution];
    let credentials = Credentials {
        secret_key: key("FLINKS_SECRET_KEY", file.secret_key)?,
        api_key: key("FLINKS_API_KEY", file.api_key)?,
        bank: if logs_in { bank(user)? } else { None },
        answers: if flow.logs_in { answers(file.security_responses)? } else { Answers::default() },
    };
    let Credentials { secret_key, api_key, bank, answers } = &credentials;
    let has_secrets =
        secret_key.is_some() || api_key.is_some() || bank.is_some() || answers.len() > 0;
    let targets: Vec<&Target> =
        std::iter::once(target).chain(wealth.as_ref().map(|site| &site.target)).collect();
    live.check(&targets, has_secrets)?;
    let trust = live.ca_file.as_deref().map(authorities).transpose()?.unwrap_or_default();
    let network = Network { trust, resolve: live.resolve.clone() };

    let login_id = login_id.unwrap_or_else(|| match bank {
        Some(_) => String::new(),
        None => GUIDE_LOGIN_ID.to_string(),
    });
    let mut facts = vec![fact("target", &target.label())];
    let elsewhere = wealth.as_ref().filter(|site| site.target != *target);
    facts.extend(elsewhere.map(|site| fact("wealth", &site.target.label())));
    facts.push(fact("scenario", scenario.map_or("that of the LoginId", String::as_str)));
    let mode = flow.speed.map_or(ClockMode::Real, ClockMode::Scaled);
    let head = Head { name: flow.label().to_owned(), facts, mode, login_id };
    let setup = Setup::new(head, Site { target: target.clone(), customer_id }, Clock::new(mode));
    Ok(Setup { wealth, credentials, network, budget: live.budget, ..setup })
}

impl LiveArgs {
    fn wealth(
        &self,
        target: &Target,
        own: &str,
        customer_id: Option<String>,
    ) -> Result<Option<Site>, String> {
        let toolbox = target.is_toolbox() && self.wealth_target.is_none();
        let elsewhere = match &self.wealth_target {
            Some(wealth) => wealth.clone(),
            None if toolbox => Target::parse(TOOLBOX_WEALTH)?,
            None if customer_id.is_none() => return Ok(None),
            None => target.clone(),
        };
        let published = || toolbox.then(|| TOOLBOX_WEALTH_CUSTOMER.to_owned());
        let customer_id = customer_id.or_else(published).unwrap_or_else(|| own.to_owned());
        Ok(Some(Site { target: elsewhere, customer_id }))
    }

    /// Refuses hosts that may not be called or sent keys, and a `--resolve` that is about none of them.
    fn check(&self, targets: &[&Target], has_keys: bool) -> Result<(), String> {
        if let Some(host) = self.refused(targets, hosts::is_for_tests) {
            return Err(format!(
                "the name {host} does not look like a test environment; nothing was sent\n  \
                 help: --allow-host {host} allows it"
            ));
        }
        self.resolve.iter().try_for_each(|resolve| resolve.check(targets))?;
        match self.refused(targets, hosts::is_for_keys).filter(|_| has_keys) {
            Some(host) => Err(format!(
                "keys are only sent to hosts of Flinks, over TLS, and to this machine, not to \
                 {host}; nothing was sent\n  help: --allow-host {host} allows it"
            )),
            None => Ok(()),
        }
    }

    /// The first host that needs permission and is not in `--allow-host`.
    fn refused<'a>(
        &self,
        targets: &[&'a Target],
        needs_none: fn(&Target) -> bool,
    ) -> Option<&'a str> {
        let allows = |host: &str| {
            let mut named = self.allow_host.iter().map(|host| host.trim_matches(['[', ']']));
            named.any(|named| named.to_lowercase() == host)
        };
        let mut targets = targets.iter();
        let refused = targets.find(|target| !needs_none(target) && !allows(target.host()))?;
        Some(refused.host())
    }
}

/// Reads a key. The environment wins over the credentials file.
fn key(name: &'static str, of_file: Option<String>) -> Result<Option<Secret>, String> {
    let text = variable(name)?.or(of_file).unwrap_or_default();
    Secret::read(&text).map_err(|why| format!("{name}: {why}"))
}

/// Reads a variable. An empty one counts as not set.
fn variable(name: &'static str) -> Result<Option<String>, String> {
    let value = std::env::var_os(name).map(std::ffi::OsString::into_string).transpose();
    let value = value.map_err(|_| format!("{name}: not valid UTF-8"))?;
    Ok(value.filter(|text| !text.trim().is_empty()))
}

fn answers(of_file: BTreeMap<String, Given>) -> Result<Answers, String> {
    let name = "FLINKS_SECURITY_RESPONSES";
    match variable(name)? {
        Some(json) => Answers::read(&json).map_err(|why| format!("{name}: {why}")),
        None => Ok(Answers::of(of_file)),
    }
}

/// The user of a bank, if the environment and the file have all three parts.
fn bank(of_file: [Option<String>; 3]) -> Result<Option<BankLogin>, String> {
    const NAMES: [&str; 3] = ["FLINKS_USERNAME", "FLINKS_PASSWORD", "FLINKS_INSTITUTION"];
    let mut values = Vec::new();
    for (name, of_file) in NAMES.into_iter().zip(of_file) {
        values.push(variable(name)?.or(of_file).and_then(Secret::text));
    }
    match &*values {
        [Some(username), Some(password), Some(institution)] => Ok(Some(BankLogin {
            username: username.clone(),
            password: password.clone(),
            institution: institution.expose().to_owned(),
        })),
        [None, ..] => Ok(None),
        _ => Err(format!("{} is set, so {} and {} are needed too", NAMES[0], NAMES[1], NAMES[2])),
    }
}

fn id(
    name: &'static str,
    value: Option<String>,
    check: fn(&str) -> Result<String, String>,
) -> Result<Option<String>, String> {
    let value = value.filter(|value| !value.is_empty()).map(|value| check(&value)).transpose();
    value.map_err(|why| format!("{name} of the credentials file: {why}"))
}

fn authorities(path: &Path) -> Result<Vec<Certificate>, String> {
    let error = |why: String| format!("--ca-file {}: {why}", path.display());
    let mut pem = Vec::new();
    let file = std::fs::File::open(path).map_err(|why| error(why.to_string()))?;
    let read = file.take(LARGEST_BUNDLE_BYTES + 1).read_to_end(&mut pem);
    read.map_err(|why| error(why.to_string()))?;
    if pem.len() as u64 > LARGEST_BUNDLE_BYTES {
        return Err(error(format!("the file is larger than {} MiB", LARGEST_BUNDLE_BYTES >> 20)));
    }
    match Certificate::from_pem_bundle(&pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(error("the file contains no PEM certificate".to_owned())),
    }
}
