//! One run: a fresh mock that plays one scenario, and the command against it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use flinks_trace::{Exchange, Outcome, Trace};

use crate::cli::shown;
use crate::client_environment::ClientEnvironment;
use crate::log::Log;
use crate::mock::AdminPort;
use crate::scenario::CompiledScenario;
use crate::secret::Secret;
use crate::server::CONNECTIONS;
use crate::signals::Signals;

use super::child::{self, By, End};
use super::environment;
use super::output::Output;
use super::plan::Plan;

/// What the command did, and how it ended. Nobody knows what a stopped client would have done next,
/// so its trace has no end.
pub(super) async fn play(
    plan: &Plan<'_>,
    story: &CompiledScenario,
    signals: &mut Signals,
    output: &mut Output,
) -> Result<(Trace, End), String> {
    let unkept = |problem: String| format!("error: {problem}");
    let because =
        |what: String| move |error: io::Error| format!("error: {what}\n  because: {error}");
    let mut app = plan.builder(story)?.app(Log::remarks(io::stderr())).map_err(shown)?;
    app.watch();
    let app = Arc::new(app);
    app.journal.begin(&story.name, Some(plan.run_head())).map_err(unkept)?;
    let mut builder = tempfile::Builder::new();
    // Programs run what is in it, whatever the umask lets others write.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let folder = builder.prefix("flinks-mock-").tempdir();
    let folder = folder.map_err(because("the files of the run cannot be written".to_owned()))?;
    let client =
        ClientEnvironment::start(&app, folder.path(), plan.args.listen).await.map_err(shown)?;
    let token = Secret::random().map_err(shown)?;
    let admin = SocketAddr::from((plan.args.listen, 0));
    let admin = AdminPort::open_at(admin, token, &[], &app, CONNECTIONS).await.map_err(shown)?;
    let (name, program) = (&story.name, plan.program());
    let tell = |text, output: &mut Output| {
        if !plan.args.verdict.report.display.quiet {
            output.tell(format!("flinks-mock: {name}: {text}"));
        }
    };
    tell(format!("{program} against http://{}", client.http), output);
    let variables = environment::variables(plan, story, &client, &admin);
    let [out, err] =
        output.of_command().map_err(because("its output cannot be kept".to_owned()))?;
    let child = child::start(&plan.args.command, variables, out, err);
    let child = child.map_err(because(format!("{program} cannot be started")))?;
    let end = child::end(child, plan.args.timeout(), signals).await;
    let end = end.map_err(because("how the command ended is not known".to_owned()))?;
    tell(format!("the command {}", end.described()), output);
    if end.by == By::Itself {
        app.finished(end.exit, end.signal).map_err(unkept)?;
    }
    let trace = app.trace(None).await;
    if story.has_faults() && met_no_fault(&trace) {
        output.tell(format!(
            "warning: {name}: no call met a fault of the scenario, so nothing shows what the client does then"
        ));
    }
    Ok((trace, end))
}

/// Whether every answer arrived as it should. Without a call, the report says so itself.
fn met_no_fault(trace: &Trace) -> bool {
    let is_well = |call: &Exchange| {
        matches!(call.outcome, Some(Outcome::Sent { .. }))
            && call.analysis.as_ref().is_none_or(|reply| !reply.unreadable)
    };
    !trace.exchanges.is_empty() && trace.exchanges.iter().all(is_well)
}
