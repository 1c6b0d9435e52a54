//! Reads the files again when they have changed, or when somebody asks for it with SIGHUP.

mod burst;
mod folders;

use std::path::Path;
use std::sync::Arc;

use notify::{RecommendedWatcher, Watcher};
use tokio::sync::mpsc;

use crate::app::App;
use crate::library::Reloaded;
use crate::signals::{HANGUP, Signals};
use crate::start_error::StartError;

use folders::Folders;

/// Notices changes from the start on.
#[derive(Debug)]
pub(crate) struct Watch {
    eyes: Eyes,
    changes: mpsc::Receiver<()>,
    /// Keeps `changes` open where there is no watcher.
    _open: mpsc::Sender<()>,
    hangups: Signals,
}

/// What sees the folders. Goes to the thread that may block and comes back.
#[derive(Debug)]
struct Eyes {
    folders: Arc<Folders>,
    /// None where no folder is watched, or the operating system has no watcher to give.
    watcher: Option<RecommendedWatcher>,
    trouble: Option<notify::Error>,
}

impl Watch {
    /// Begins to watch the two folders. Called before they are read, so that no change is missed
    /// between the reading and the watching.
    pub(crate) fn start(scenarios: Option<&Path>, fixtures: Option<&Path>) -> Self {
        // One place: a change that is not yet seen to stands for those after it.
        let (open, changes) = mpsc::channel(1);
        let eyes = Eyes::open(Folders::new(scenarios, fixtures), open.clone());
        Self { eyes, changes, _open: open, hangups: Signals::listen(&[HANGUP]) }
    }

    /// Reads the files again after each change, for ever, and tells what came of it.
    pub(crate) async fn keep_fresh(mut self, app: Arc<App>, colour: bool, tell: impl Fn(&str)) {
        if let Some(error) = self.eyes.trouble.take() {
            tell(&unwatched(&error));
        }
        let mut was_bad = false;
        loop {
            let asked = tokio::select! {
                () = burst::end(&mut self.changes) => false,
                _ = self.hangups.next() => true,
            };
            let (mut eyes, app) = (self.eyes, Arc::clone(&app));
            let read = tokio::task::spawn_blocking(move || {
                // First, so that what changes while the files are read is seen.
                eyes.look();
                (eyes, app.reload())
            });
            let Ok((eyes, outcome)) = read.await else {
                return tell("warning: reading the files has failed; they are no longer watched");
            };
            self.eyes = eyes;
            if let Some(text) = message(&outcome, asked, was_bad, colour) {
                tell(&text);
            }
            was_bad = outcome.is_err();
        }
    }
}

impl Eyes {
    fn open(folders: Folders, open: mpsc::Sender<()>) -> Self {
        let folders = Arc::new(folders);
        let mut eyes = Self { folders: Arc::clone(&folders), watcher: None, trouble: None };
        if folders.is_empty() {
            return eyes;
        }
        let seen = move |event: notify::Result<notify::Event>| {
            if event.map_or(true, |event| folders.concerns(&event)) {
                // Full: the change before this one is not yet seen to.
                let _ = open.try_send(());
            }
        };
        match notify::recommended_watcher(seen) {
            Ok(watcher) => eyes.watcher = Some(watcher),
            Err(error) => eyes.trouble = Some(error),
        }
        eyes.look();
        eyes
    }

    /// Looks at what is there now: a folder that went and came back is another one.
    fn look(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        let mode = notify::RecursiveMode::NonRecursive;
        let trouble = self.folders.look(|path| watcher.watch(path, mode));
        self.trouble = self.trouble.take().or(trouble);
    }
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
