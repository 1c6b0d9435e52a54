//! One run: a fresh mock that plays one scenario, and the command against it.

use std::env;
use std::ffi::OsString;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use flinks_report::Verdict;

use flinks_trace::Trace;

use crate::app::App;
use crate::cli::verdict::Ended;
use crate::client_environment::ClientEnvironment;
use crate::log::Log;
use crate::mock::AdminPort;
use crate::rng::Ids;
use crate::signals::Signals;
use crate::start_error::StartError;
use crate::story::Story;

use super::child::{By, End, Running};
use super::environment::Play;
use super::plan::Plan;

/// What is left of a run.
#[derive(Debug)]
pub(super) struct Played {
    pub(super) trace: Trace,
    pub(super) ended: Ended,
    pub(super) interrupted: Option<i32>,
}

/// # Errors
///
/// The mock or the command cannot be started; ready to be shown.
pub(super) async fn play(
    plan: &Plan<'_>,
    story: &Story,
    signals: &mut Signals,
) -> Result<Played, String> {
    let shown = |error: StartError| error.render(plan.colour);
    let mut app = plan.builder(story)?.app(Log::remarks(io::stderr())).map_err(shown)?;
    app.watch();
    let app = Arc::new(app);
    app.began(&story.name, Some(plan.run_head())).map_err(unkept)?;
    let folder = tempfile::Builder::new().prefix("flinks-mock-").tempdir();
    let folder = folder.map_err(|error| {
        format!("error: the files of the run cannot be written\n  because: {error}")
    })?;
    let environment = ClientEnvironment::start(&app, folder.path()).await.map_err(shown)?;
    let admin = AdminPort::open(&app).await.map_err(shown)?;
    let url = format!("http://{}", environment.http);
    plan.tell(&format!("{}: {} against {url}", story.name, plan.program()));
    let running = Running::start(&plan.args.command, variables(plan, story, &environment, &admin));
    let running = running.map_err(|error| {
        format!("error: {} cannot be started\n  because: {error}", plan.program())
    })?;
    let end = running.end(plan.args.timeout(), signals).await;
    let end = end.map_err(|error| {
        format!("error: the end of the command is not known\n  because: {error}")
    })?;
    plan.tell(&format!("{}: the command {}", story.name, describe(end, plan.args.timeout())));
    let trace = trace(&app, end).await?;
    Ok(Played {
        trace,
        ended: ended(end, plan),
        interrupted: match end.by {
            By::Signal(signal) => Some(signal),
            By::Itself | By::Timeout => None,
        },
    })
}

/// Nobody knows what a stopped client would have done next, so its trace has no end.
async fn trace(app: &App, end: End) -> Result<Trace, String> {
    if end.by == By::Itself {
        app.finished(end.exit, end.signal).map_err(unkept)?;
    }
    Ok(app.trace(None).await)
}

fn unkept(problem: String) -> String {
    format!("error: {problem}")
}

fn variables(
    plan: &Plan<'_>,
    story: &Story,
    environment: &ClientEnvironment,
    admin: &AdminPort,
) -> Vec<(OsString, OsString)> {
    let play = Play {
        url: &format!("http://{}", environment.http),
        admin: (&admin.url(), admin.token()),
        customer: &Ids::new(plan.args.seed, &format!("customer of {}", story.name))
            .next()
            .to_string(),
        story,
        mode: plan.args.clock.mode(),
        is_faked: plan.faketime.is_some(),
    };
    let own =
        environment.environment(|name| env::var(name).ok()).into_iter().chain(play.variables());
    let own = own.map(|(name, value)| (name.into(), value.into()));
    let faked = plan.faketime.iter().flat_map(|faketime| {
        faketime.variables(env::var_os("LD_PRELOAD")).map(|(name, value)| (name.into(), value))
    });
    own.chain(faked).collect()
}

fn ended(end: End, plan: &Plan<'_>) -> Ended {
    let reason = format!("the command {}", describe(end, plan.args.timeout()));
    match end.by {
        By::Itself if plan.args.ignore_exit_code => Ended::MayFail,
        By::Itself => Ended::ByItself,
        By::Timeout => Ended::Stopped(Verdict::TimedOut { reason }),
        By::Signal(_) => Ended::Stopped(Verdict::CommandFailed { reason }),
    }
}

fn describe(end: End, timeout: Duration) -> String {
    match (end.by, end.exit, end.signal) {
        (By::Timeout, ..) => format!("was stopped after {} s (--timeout)", timeout.as_secs_f32()),
        (By::Signal(signal), ..) => format!("was stopped, as signal {signal} asked for"),
        (By::Itself, Some(code), _) => format!("ended with exit code {code}"),
        (By::Itself, None, Some(signal)) => format!("was ended by signal {signal}"),
        (By::Itself, None, None) => "ended".to_owned(),
    }
}
