//! `flinks-mock run`: a client under the judge, from one command line.

mod baseline;
mod client;
mod ends;
mod flags;
mod reports;

use std::fs::File;
use std::path::PathBuf;

use crate::support::program::{Seen, program};

/// `flinks-mock run FLAGS -- COMMAND`. The zoo moves a manual clock itself, so no test waits.
fn judged(flags: &[&str], command: &[&str]) -> Seen {
    judged_with(flags, command, &[])
}

fn judged_with(flags: &[&str], command: &[&str], variables: &[(&str, &str)]) -> Seen {
    let mut program = program(&["run"]);
    program.args(flags).arg("--").args(command).envs(variables.iter().copied());
    // Something that the command must not read.
    program.stdin(File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap());
    Seen::of(&mut program)
}

/// On a clock that the client moves, with the rules that need no more than two calls.
fn sequence(flags: &[&str], command: &[&str]) -> Seen {
    judged(&[&["--clock", "manual", "--rules", "CLI-SEQ"], flags].concat(), command)
}

/// The reference client, or the one that breaks the rule in its first argument. Cargo builds the
/// examples with the tests, beside them.
fn zoo() -> String {
    let test = std::env::current_exe().unwrap();
    let profile: PathBuf = test.parent().and_then(|deps| deps.parent()).unwrap().to_owned();
    let zoo = profile.join("examples/zoo");
    assert!(zoo.exists(), "{} is not built: cargo build --example zoo", zoo.display());
    zoo.to_str().unwrap().to_owned()
}
