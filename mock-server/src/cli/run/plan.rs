//! The flags of `run`, checked before anything is started.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flinks_report::{anchor, counted};
use flinks_trace::RunHead;

use crate::cli::shown;
use crate::cli::verdict::Judging;
use crate::clock::ClockMode;
use crate::log;
use crate::mock::Builder;
use crate::scenario::CompiledScenario;

use super::args::Run;
use super::faketime::Faketime;
use super::{journal, program, scenarios};

#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) args: &'a Run,
    pub(super) stories: Vec<Arc<CompiledScenario>>,
    pub(super) faketime: Option<Faketime>,
    pub(super) judging: Judging<'a>,
    builder: Builder,
}

impl<'a> Plan<'a> {
    /// An error is ready to be shown, here and in all of `run`.
    pub(super) fn of(args: &'a Run) -> Result<Self, String> {
        let colour = io::stderr().is_terminal();
        let builder =
            args.files.builder().clock(args.clock.mode()).dates(args.clock.dates).seed(args.seed);
        let builder = builder.for_everybody(true).client_is_as_fast(args.faketime);
        let library = builder.library().map_err(shown)?;
        let stories = scenarios::chosen(&args.scenario, &library).map_err(shown)?;
        let names: Vec<&str> = library.stories().iter().map(|story| &*story.name).collect();
        // What the client is made of, and its journal.
        let kept = args.command.iter().map(PathBuf::from).chain(args.journal.clone());
        let kept: Vec<PathBuf> = kept.filter(|path| path.is_file()).collect();
        let judging = Judging::new(&args.verdict, &names, &kept, colour)?;
        let [name, ..] = &*args.command else { return Err("error: there is no command".into()) };
        let program = program::find(name)?;
        let speed = args.clock.speed.filter(|_| args.faketime);
        let faketime = speed.map(|speed| Faketime::of(speed, &program)).transpose()?;
        Ok(Self { args, stories, faketime, judging, builder })
    }

    /// The mock of one run.
    pub(super) fn builder(&self, story: &CompiledScenario) -> Result<Builder, String> {
        let builder = self.builder.clone().scenario(&story.name);
        let Some(place) = &self.args.journal else { return Ok(builder) };
        Ok(builder.journal(journal::file(place, self.stories.len(), &story.name)?))
    }

    /// The program without its folder and its arguments, which may hold secrets.
    pub(super) fn program(&self) -> String {
        let name = self.args.command.first().map(Path::new).and_then(Path::file_name);
        name.unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Says what the run cannot do as asked.
    pub(super) fn warn(&self) {
        if !self.args.listen.is_loopback() {
            log::tell(&format!(
                "warning: the ports of this run are open to other machines at {}",
                self.args.listen
            ));
        }
        let limit = self.faketime.as_ref().and_then(|_| Faketime::limit(&self.program()));
        limit.inspect(|limit| log::tell(&format!("warning: {limit}")));
    }

    /// How many runs are played at a time.
    pub(super) fn jobs(&self) -> usize {
        self.args.jobs.get().min(self.stories.len())
    }

    /// What the report on the first `played` scenarios says above its runs.
    pub(super) fn head(&self, played: usize) -> (String, RunHead) {
        let names: Vec<&str> = self.stories.iter().map(|story| &*story.name).collect();
        let mut head = self.run_head();
        if played < names.len() {
            head.facts.push(("not run".to_owned(), names[played..].join(", ")));
        }
        (title(&names), head)
    }

    /// What the journal of each run says of it, so that it can be judged later to the same report.
    pub(super) fn run_head(&self) -> RunHead {
        let facts = [
            ("command", self.command_without_arguments()),
            ("clock", self.clock()),
            ("seed", self.args.seed.to_string()),
        ];
        RunHead {
            facts: facts.map(|(name, value)| (name.to_owned(), value)).into(),
            anchor: anchor(&self.args.command).map(|anchor| anchor.file),
        }
    }

    fn command_without_arguments(&self) -> String {
        match self.args.command.len().saturating_sub(1) {
            0 => self.program(),
            count => format!("{} with {}", self.program(), counted("argument", count)),
        }
    }

    /// Timing is judged on it, so it says at which scale.
    fn clock(&self) -> String {
        let faked =
            self.faketime.as_ref().map_or("", |_| ", and the command's own with it (libfaketime)");
        let mode = self.args.clock.mode();
        match mode {
            ClockMode::Scaled(_) => format!("{mode}: timing was judged at that scale{faked}"),
            _ => mode.to_string(),
        }
    }
}

/// Title of a report about these scenarios.
pub(in crate::cli) fn title(names: &[&str]) -> String {
    match names {
        [name] => format!("flinks-mock run: {name}"),
        names => format!("flinks-mock run: {} scenarios", names.len()),
    }
}
