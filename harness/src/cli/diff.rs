//! `diff`: plays the same plan against two servers and compares their replies.

use std::str::FromStr;

use clap::{Args, ValueEnum};
use flinks_report::cli::{Display, print_text};
use flinks_report::{exit, github};
use flinks_trace::HarnessRun;

use super::plan::{Flow, Plan, announce, mask, progress, silence, whole};
use super::{Failure, Outcome, signals};
use crate::cancellation::{Lockstep, RequestGate};
use crate::diff::{self, Diff};
use crate::hide;
use crate::progress::Progress;
use crate::run::{gated, run};
use crate::target::Target;

#[derive(Args, Debug)]
pub(super) struct Command {
    /// The server to measure: `mock` for one in this process, `toolbox`, or a URL
    #[arg(long, value_name = "SIDE", default_value = "mock")]
    left: Side,

    /// The server to compare it with, which is played twice: `mock`, `toolbox` or a URL
    #[arg(long, value_name = "SIDE")]
    right: Side,

    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,

    #[command(flatten)]
    display: Display,

    #[command(flatten)]
    pub(super) flow: Flow,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Format {
    /// A table as wide as the terminal
    Text,
    /// Every place that was compared
    Json,
}

/// A server. None is a mock in this process.
#[derive(Clone, Debug)]
struct Side(Option<Target>);

impl FromStr for Side {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_mock = text == "mock";
        if is_mock { Ok(Self(None)) } else { Target::parse(text).map(|at| Self(Some(at))) }
    }
}

#[tokio::main]
pub(super) async fn command(args: &mut Command) -> Outcome {
    let diff = compare(args).await?;
    show(&diff, args)
}

/// Plays both sides in lockstep, request by request, then the right one again. One server on both
/// sides is played twice, one run after the other: an account is no place for two sessions.
async fn compare(args: &mut Command) -> Result<Diff, Failure> {
    let (Side(left_side), Side(right_side)) = (&args.left, &args.right);
    let is_remote = left_side.is_some() || right_side.is_some();
    // A server is asked for a scenario by its LoginId; so is the mock in this process then.
    if let Some(name) = args.flow.scenario.first().filter(|_| is_remote) {
        let own = flinks_mock::builtin_scenarios().into_iter().find(|story| story.name == *name);
        args.flow.login_id = own.map(|story| story.login_id.to_string()).into_iter().collect();
    }
    let left = Plan::new(left_side.as_ref(), &args.flow).await?;
    let right = Plan::new(right_side.as_ref(), &args.flow).await?;
    let again = Plan::new(right_side.as_ref(), &args.flow).await?;
    if github::is_here() {
        mask(&left.setup);
    }
    announce(&right, github::is_here(), ", twice");
    let token = signals::cancellation();
    let (mut bar, mut silent) = (progress(args.display.quiet), Progress::silent());
    let (one, other) = if left_side == right_side && left_side.is_some() {
        let one = run(&left.setup, &mut bar, token.clone()).await;
        (one, run(&right.setup, &mut silent, token.clone()).await)
    } else {
        let gate = |lockstep| RequestGate::new(token.clone(), Some(lockstep));
        let [one, other] = Lockstep::pair().map(gate);
        tokio::join!(gated(&left.setup, &mut silent, one), gated(&right.setup, &mut bar, other),)
    };
    let (one, other) = (whole(one)?, whole(other)?);
    let mut bar = progress(args.display.quiet);
    let again = whole(run(&again.setup, &mut bar, token).await)?;
    for (side, record) in [("left", &one), ("right", &other), ("right, again", &again)] {
        if let Some(why) = silence(record) {
            let message = format!("error: nothing to compare: {side}: {why}");
            return Err(Failure::new(exit::INCONCLUSIVE, message));
        }
    }
    let name = |side: &Option<Target>, record: &HarnessRun| match side {
        None => format!("a mock in this process, {}", record.head.name),
        Some(target) => target.label(),
    };
    let names = [name(left_side, &one), name(right_side, &other)];
    let mut diff = Diff::of(names, &one, &other, &again);
    // Values are hidden on both sides, or on neither.
    let hides = |plan: &&Plan| !plan.setup.privacy.shows_values;
    let hiding = [&left, &right].into_iter().find(hides).unwrap_or(&left);
    let mut redactor = hide::redactor(&hiding.setup);
    [&one, &other, &again].into_iter().for_each(|record| hide::learn(&mut redactor, record));
    hide::diff(&mut redactor, &mut diff);
    Ok(diff)
}

fn show(diff: &Diff, args: &Command) -> Outcome {
    let code = if diff.score.apart > 0 { exit::BROKEN } else { exit::PASSED };
    print_text(&match args.format {
        Format::Text => diff::render(diff, args.display.look()),
        // Cannot fail: every key is text.
        Format::Json => serde_json::to_string_pretty(diff).unwrap_or_default() + "\n",
    })?;
    Ok(code)
}
