//! `diff`: the same plan against two servers, and what they answer differently.

use flinks_trace::{End, HarnessRun, Stop};
use std::io::{self, IsTerminal, Write};
use std::str::FromStr;

use clap::{Args, ValueEnum};
use flinks_report::github;

use super::args::{self, Run};
use super::plan::Plan;
use super::run::progress;
use super::tell;
use super::{mask, signals};
use crate::budget::cost;
use crate::diff::{self, Diff};
use crate::progress::Progress;
use crate::run::{paced, run};
use crate::stop::Pace;
use crate::target::Target;
use flinks_report::exit;

#[derive(Args, Debug)]
pub(super) struct Command {
    /// The side that is measured: `mock`, which is one in this process, `toolbox`, or a URL
    #[arg(long, value_name = "SIDE", default_value = "mock")]
    left: Side,

    /// The side it is measured by, which is played twice: `mock`, `toolbox` or a URL
    #[arg(long, value_name = "SIDE")]
    right: Side,

    /// For whom
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,

    #[command(flatten)]
    pub(super) run: Run,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Format {
    /// A table as wide as the terminal
    Text,
    /// Every place that was compared
    Json,
}

/// A server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Side {
    Mock,
    At(Target),
}

impl FromStr for Side {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "mock" => Ok(Self::Mock),
            url => args::target(url).map(Self::At),
        }
    }
}

#[tokio::main]
pub(super) async fn command(args: &mut Command) -> u8 {
    match compare(args).await {
        Ok(diff) => show(&diff, args),
        Err(code) => code,
    }
}

/// Both sides in lockstep, request by request, then the right one again. One
/// server twice gets its runs one after the other: an account is no place for two sessions.
async fn compare(args: &mut Command) -> Result<Diff, u8> {
    let (left_side, right_side) = (args.left.clone(), args.right.clone());
    // A server is asked for a scenario by its LoginId; the mock in this process then is, too.
    if let (Some(name), Side::At(_), _) | (Some(name), _, Side::At(_)) =
        (&args.run.scenario, &left_side, &right_side)
    {
        let own = flinks_mock::builtin_scenarios().into_iter().find(|story| story.name == *name);
        args.run.login_id = own.map(|story| story.login_id.to_string());
    }
    let mut left = plan(&left_side, &mut args.run).await?;
    let mut right = plan(&right_side, &mut args.run).await?;
    let mut again = plan(&right_side, &mut args.run).await?;
    alike([&mut left, &mut right, &mut again]);
    for side in [&left, &right] {
        mask::tell(github::is_here(), side.setup.secrets());
    }
    if right.mock.is_none() {
        tell(&format!("{}, twice", cost(&right.setup)));
    }
    let quiet = args.run.verdict.quiet;
    let (mut shown, mut silent) = (progress(quiet), Progress::silent());
    let (one, other) = if left_side == right_side && left_side != Side::Mock {
        let one = run(&left.setup, &mut shown, signals::stops()).await;
        (one, run(&right.setup, &mut silent, signals::stops()).await)
    } else {
        let [one, other] = Pace::pair();
        tokio::join!(
            paced(&left.setup, &mut silent, signals::stops(), one),
            paced(&right.setup, &mut shown, signals::stops(), other),
        )
    };
    let stop = |record: &HarnessRun| match record.end {
        End::Stopped(stop) => Some(stop),
        End::Played | End::NoClient(_) => None,
    };
    if let Some(stop) = stop(&one).or(stop(&other)) {
        return Err(stopped(stop));
    }
    let again = run(&again.setup, &mut progress(quiet), signals::stops()).await;
    if let Some(stop) = stop(&again) {
        return Err(stopped(stop));
    }
    for (side, record) in [("left", &one), ("right", &other), ("right, again", &again)] {
        if let Some(why) = self::silent(record) {
            tell(&format!("error: nothing to compare: {side}: {why}"));
            return Err(exit::INCONCLUSIVE);
        }
    }
    let names = [words(&left_side, &one), words(&right_side, &other)];
    Ok(Diff::of(names, &one, &other, &again))
}

/// One key for all, so that equal values have equal pseudonyms; and where one is hidden, all are.
fn alike(plans: [&mut Plan; 3]) {
    let shows_values = plans.iter().all(|plan| plan.setup.privacy.shows_values);
    let key = plans[0].setup.privacy.key;
    for plan in plans {
        plan.setup.privacy.key = key;
        plan.setup.privacy.shows_values = shows_values;
    }
}

pub(super) async fn plan(side: &Side, run: &mut Run) -> Result<Plan, u8> {
    run.target = match side {
        Side::Mock => None,
        Side::At(target) => Some(target.clone()),
    };
    Plan::new(run).await.map_err(|error| {
        tell(&error.render(io::stderr().is_terminal()));
        exit::USAGE
    })
}

/// Why a side said nothing at all.
pub(super) fn silent(record: &HarnessRun) -> Option<String> {
    if let End::NoClient(why) = &record.end {
        return Some(why.clone());
    }
    let mut unanswered = record.exchanges().iter().map(|exchange| exchange.no_reply());
    let (reason, _) = unanswered.next()??;
    unanswered.all(|none| none.is_some()).then(|| reason.to_owned())
}

fn words(side: &Side, record: &HarnessRun) -> String {
    match side {
        Side::Mock => format!("a mock in this process, {}", record.head.name),
        Side::At(target) => target.shown(),
    }
}

pub(super) fn stopped(stop: Stop) -> u8 {
    tell("stopped; nothing was written");
    match stop {
        Stop::Interrupt => exit::signalled(2),
        Stop::Terminate => exit::signalled(15),
    }
}

fn show(diff: &Diff, args: &Command) -> u8 {
    let code = if diff.score().apart > 0 { exit::BROKEN } else { exit::PASSED };
    let mut out = io::stdout().lock();
    let written = match args.format {
        Format::Text => diff::render(diff, args.run.verdict.look(), &mut out),
        Format::Json => writeln!(out, "{:#}", diff::json(diff)),
    };
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            tell(&format!("error: the comparison cannot be written: {error}"));
            exit::FAULT
        }
        _ => code,
    }
}
