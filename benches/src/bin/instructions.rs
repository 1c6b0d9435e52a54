//! Instructions in user space per request, counted by valgrind's callgrind over one connection.
//!
//!     cargo build --release -p flinks-mock -p flinks-bench
//!     target/release/instructions --check
//!
//! Counts do not depend on how busy the machine is. Each server runs twice, with few and with many
//! requests; the difference leaves start and stop out. Another processor or C library changes the counts
//! of bare hyper too, so the recorded ones are scaled by what has become of those.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use clap::Parser;
use flinks_bench::{
    LARGE, NEVER_READY, Result, Server, accounts_detail, accounts_detail_async, authorize, mock,
    request_id,
};

/// Count instructions per request and compare them with the recorded ones
#[derive(Parser)]
struct Args {
    /// Fail if a count is more than 10 % above the one in benches/instructions.toml, scaled by bare hyper's
    #[arg(long)]
    check: bool,
    /// Write the counts to benches/instructions.toml
    #[arg(long, conflicts_with = "check")]
    record: bool,
}

/// By server and kind of request.
type Counts = BTreeMap<String, BTreeMap<String, u64>>;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.toml");

const FILE_HEAD: &str = "\
# Instructions in user space per request, x86-64 Linux; `start` is a whole server that answers one Authorize.
# `instructions --check` fails for a count more than 10 % above these, scaled by that of bare hyper in the
# same run; `instructions --record` writes them.
";

const HELP: &str = "\
Find out what has become slower:
    valgrind --tool=callgrind target/release/flinks-mock serve -q --admin off --listen 127.0.0.1:8780
    callgrind_annotate callgrind.out.*
If the change is worth its price, record the new counts with `instructions --record` and commit the file.";

const FEW: u64 = 100;
const MANY: u64 = 600;

/// A kind of request: its name, the scenario's LoginId, and the size of the reply in bytes.
const KINDS: [(&str, &str, usize); 3] =
    [("authorize", NEVER_READY, 900), ("pending", NEVER_READY, 420), ("data-40k", LARGE, 41_000)];

fn main() -> Result<()> {
    let args = Args::parse();
    let programs = std::env::current_exe()?;
    let programs = programs.parent().ok_or("the program has no folder")?;
    let recorded: Counts = toml::from_str(&std::fs::read_to_string(FILE)?)?;
    let mut counts = Counts::new();
    let mut worse = Vec::new();
    println!("{:<12}{:<12}{:>14}{:>12}", "server", "request", "instructions", "expected");
    for server in ["bare-hyper", "lean", "default"] {
        let mut row = |kind: &str, count: u64| {
            let known = expected(&recorded, &counts, server, kind);
            let shown = known.map_or("none".to_owned(), |known| known.to_string());
            println!("{server:<12}{kind:<12}{count:>14}{shown:>12}");
            if known.is_none_or(|known| count > known + known / 10) && server != "bare-hyper" {
                worse.push(format!("{server} {kind}"));
            }
            counts.entry(server.to_owned()).or_default().insert(kind.to_owned(), count);
        };
        for (kind, login, bytes) in KINDS {
            let count = |requests| total(programs, server, kind, login, bytes, requests);
            // Bare hyper parses nothing at its start, so its count says nothing about ours.
            if kind == "authorize" && server != "bare-hyper" {
                row("start", count(1)?);
            }
            row(kind, (count(MANY)? - count(FEW)?) / (MANY - FEW));
        }
    }
    if args.record {
        std::fs::write(FILE, file(&counts)?)?;
    }
    if args.check && !worse.is_empty() {
        let worse = worse.join(", ");
        return Err(format!("more than 10 % above {FILE}: {worse}\n{HELP}").into());
    }
    Ok(())
}

/// The recorded count, scaled by bare hyper's of this run over the recorded one.
fn expected(recorded: &Counts, counts: &Counts, server: &str, kind: &str) -> Option<u64> {
    let of =
        |counts: &Counts, server| counts.get(server).and_then(|kinds| kinds.get(kind)).copied();
    let known = of(recorded, server)?;
    match (of(counts, "bare-hyper"), of(recorded, "bare-hyper")) {
        (Some(here), Some(there)) if server != "bare-hyper" => Some(known * here / there.max(1)),
        _ => Some(known),
    }
}

fn file(counts: &Counts) -> Result<String> {
    let mut text = FILE_HEAD.to_owned();
    for (server, kinds) in counts {
        write!(text, "\n[{server}]\n")?;
        for (kind, count) in kinds {
            writeln!(text, "{kind} = {count}")?;
        }
    }
    Ok(text)
}

/// Instructions of a whole server process that answers this many requests.
fn total(
    programs: &Path,
    server: &str,
    kind: &str,
    login: &str,
    bytes: usize,
    requests: u64,
) -> Result<u64> {
    let counted = tempfile::NamedTempFile::new()?;
    let mut command = Command::new("valgrind");
    command.args(["-q", "--tool=callgrind"]);
    command.arg(format!("--callgrind-out-file={}", counted.path().display()));
    match server {
        "bare-hyper" => command.arg(programs.join(server)).arg(bytes.to_string()),
        _ => command.arg(programs.join("flinks-mock")).args(mock(server, Path::new(""))),
    };
    let mut server = Server::start(&mut command)?;
    play(&server, kind, login, requests)?;
    let stopped = Command::new("kill").args(["-INT", &server.child.id().to_string()]).status()?;
    server.child.wait()?;
    if !stopped.success() {
        return Err("the server ended by itself".into());
    }
    let text = std::fs::read_to_string(counted.path())?;
    let line = text.lines().find_map(|line| line.strip_prefix("totals: "));
    Ok(line.ok_or("callgrind wrote no totals")?.trim().parse()?)
}

fn play(server: &Server, kind: &str, login: &str, requests: u64) -> Result<()> {
    let mut connection = server.connect()?;
    let mut repeated = authorize(login);
    if kind != "authorize"
        && let Some(id) = request_id(&connection.call(&repeated)?)
    {
        connection.call(&accounts_detail(id))?;
        repeated = accounts_detail_async(id);
    }
    for _ in 0..requests {
        connection.call(&repeated)?;
    }
    Ok(())
}
