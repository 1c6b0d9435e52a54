//! Reads the files again when they have changed, or when somebody asks for it with SIGHUP.

mod folders;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::{RecommendedWatcher, Watcher};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::app::App;
use crate::library::Reloaded;
use crate::signals::{HANGUP, Signals};
use crate::start_error::StartError;

use folders::Folders;

/// Notices changes from the start on.
#[derive(Debug)]
pub(crate) struct Watch {
    folders: Arc<Folders>,
    /// None where no folder is watched, or the operating system has no watcher to give.
    watcher: Option<RecommendedWatcher>,
    /// Why changes may go unnoticed.
    trouble: Option<notify::Error>,
    changes: mpsc::Receiver<()>,
    /// Keeps `changes` open where there is no watcher.
    _open: mpsc::Sender<()>,
    hangups: Signals,
}

impl Watch {
    /// Begins to watch the two folders and the `files`. Called before they are read, so that no change is
    /// missed between the reading and the watching.
    pub(crate) fn start(
        scenarios: Option<&Path>,
        fixtures: Option<&Path>,
        files: &[PathBuf],
    ) -> Self {
        // One place: a change that is not yet seen to stands for those after it.
        let (open, changes) = mpsc::channel(1);
        let folders = Arc::new(Folders::new(scenarios, fixtures, files));
        let (concerned, changed) = (Arc::clone(&folders), open.clone());
        let seen = move |event: notify::Result<notify::Event>| {
            if event.map_or(true, |event| concerned.concerns(&event)) {
                // Full: the change before this one is not yet seen to.
                let _ = changed.try_send(());
            }
        };
        let watcher = (!folders.is_empty()).then(|| notify::recommended_watcher(seen));
        let (mut watcher, trouble) = match watcher.transpose() {
            Ok(watcher) => (watcher, None),
            Err(error) => (None, Some(error)),
        };
        let trouble = trouble.or_else(|| look(&folders, watcher.as_mut()));
        let hangups = Signals::listen(&[HANGUP]);
        Self { folders, watcher, trouble, changes, _open: open, hangups }
    }

    /// Reads the files again after each change, for ever, and tells what came of it. `also` is called each
    /// time, and says what is to be told of the `files`.
    pub(crate) async fn keep_fresh(
        mut self,
        app: Arc<App>,
        colour: bool,
        also: impl Fn() -> Option<String> + Send + Sync + 'static,
        tell: impl Fn(&str),
    ) {
        let also = Arc::new(also);
        if let Some(error) = self.trouble {
            tell(&unwatched(&error));
        }
        let mut was_bad = false;
        loop {
            let asked = tokio::select! {
                () = burst_end(&mut self.changes) => false,
                _ = self.hangups.next() => true,
            };
            let (folders, app, also) =
                (Arc::clone(&self.folders), Arc::clone(&app), Arc::clone(&also));
            let mut watcher = self.watcher.take();
            let read = tokio::task::spawn_blocking(move || {
                // First, so that what changes while the files are read is seen.
                look(&folders, watcher.as_mut());
                (watcher, app.reload(), also())
            });
            let Ok((watcher, outcome, told)) = read.await else {
                return tell("warning: reading the files has failed; they are no longer watched");
            };
            self.watcher = watcher;
            let said = [message(&outcome, asked, was_bad, colour), told];
            said.iter().flatten().for_each(|text| tell(text));
            was_bad = outcome.is_err();
        }
    }
}

/// Wall-clock time without a change after which a burst is over: longer than the steps of an editor
/// are apart, shorter than anybody waits.
const QUIET: Duration = Duration::from_millis(200);

/// A burst that does not end is read from time to time all the same. Wall-clock time.
const LONGEST: Duration = Duration::from_secs(2);

/// Waits for a change, and for the end of its burst: an editor writes one file in several steps, git a
/// hundred files.
async fn burst_end(changes: &mut mpsc::Receiver<()>) {
    changes.recv().await;
    let quiet = async { while timeout(QUIET, changes.recv()).await.is_ok() {} };
    let _ = timeout(LONGEST, quiet).await;
}

/// Looks at what is there now: a folder that went and came back is another one.
fn look(folders: &Folders, watcher: Option<&mut RecommendedWatcher>) -> Option<notify::Error> {
    let watcher = watcher?;
    folders.look(|path| watcher.watch(path, notify::RecursiveMode::NonRecursive))
}

/// What to say about a reload: nothing where nobody has asked and everything is as it was.
fn message(
    outcome: &Result<Reloaded, StartError>,
    asked: bool,
    was_bad: bool,
    colour: bool,
) -> Option<String> {
    match outcome {
        Ok(reloaded) if reloaded.is_nothing() && was_bad => {
            Some(format!("reloaded: the files are good again; {reloaded}"))
        }
        Ok(reloaded) if reloaded.is_nothing() && !asked => None,
        Ok(reloaded) => Some(format!("reloaded: {reloaded}")),
        Err(error) => Some(error.render_reload(colour)),
    }
}

fn unwatched(error: &notify::Error) -> String {
    format!(
        "warning: changes of the files may go unnoticed: {error}; SIGHUP, or `flinks-mock ctl \
         reload`, reads them again"
    )
}

#[cfg(test)]
mod tests;
