//! `flinks-mock run`: a client under the judge, from one command line.

mod baseline;
mod client;
mod ends;
mod flags;
mod reports;

use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Output};

/// `flinks-mock run FLAGS -- COMMAND`, in an environment without GitHub's variables. The zoo moves a
/// manual clock itself, so no test waits.
fn judged(flags: &[&str], command: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_flinks-mock"));
    program.arg("run").args(flags).arg("--").args(command);
    program.env("COLUMNS", "100");
    for name in ["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NODE_OPTIONS", "JAVA_TOOL_OPTIONS"] {
        program.env_remove(name);
    }
    // Something that the command must not read.
    program.stdin(File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap());
    program.output().unwrap()
}

fn code(flags: &[&str], command: &[&str]) -> i32 {
    let output = judged(flags, command);
    output.status.code().unwrap_or_else(|| panic!("{output:?}"))
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

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// On a clock that the client moves, with the rules that need no more than two calls.
const MANUAL: [&str; 4] = ["--clock", "manual", "--rules", "CLI-SEQ"];
