//! Instructions in user space per request, counted by valgrind's callgrind over one connection.
//!
//!     cargo build --release -p flinks-mock -p flinks-bench
//!     target/release/instructions --check
//!
//! Counts do not depend on how busy the machine is. Each server runs twice, with few and with many
//! requests; the difference leaves start and stop out. Another processor or C library changes the counts
//! of bare hyper too, so the recorded ones are scaled by what has become of those.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use clap::Parser;

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

const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

/// A kind of request: its name, the scenario's LoginId, and the size of the reply in bytes.
const KINDS: [(&str, &str, usize); 3] = [
    ("authorize", "10000000-0000-4000-8000-000000000004", 900),
    ("pending", "10000000-0000-4000-8000-000000000004", 420),
    ("data-40k", "10000000-0000-4000-8000-000000000011", 41_000),
];

fn main() -> Result<(), Box<dyn Error>> {
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

fn file(counts: &Counts) -> Result<String, std::fmt::Error> {
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
) -> Result<u64, Box<dyn Error>> {
    let counted = tempfile::NamedTempFile::new()?;
    let mut command = Command::new("valgrind");
    command.args(["-q", "--tool=callgrind"]);
    command.arg(format!("--callgrind-out-file={}", counted.path().display()));
    match server {
        "bare-hyper" => command.arg(programs.join(server)).arg(bytes.to_string()),
        "lean" => mock(&mut command, programs).args(["-q", "--admin", "off"]),
        _ => mock(&mut command, programs).args(["--admin", "127.0.0.1:0"]),
    };
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let played = play(&mut child, server, kind, login, requests);
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status()?;
    child.wait()?;
    played?;
    if !stopped.success() {
        return Err("the server ended by itself".into());
    }
    let text = std::fs::read_to_string(counted.path())?;
    let line = text.lines().find_map(|line| line.strip_prefix("totals: "));
    Ok(line.ok_or("callgrind wrote no totals")?.trim().parse()?)
}

fn mock<'a>(command: &'a mut Command, programs: &Path) -> &'a mut Command {
    command.arg(programs.join("flinks-mock")).args(["serve", "--listen", "127.0.0.1:0"])
}

fn play(
    child: &mut Child,
    server: &str,
    kind: &str,
    login: &str,
    requests: u64,
) -> Result<(), Box<dyn Error>> {
    let mut output = BufReader::new(child.stdout.take().ok_or("the server has no stdout")?);
    let mut line = String::new();
    output.read_line(&mut line)?;
    // Read on, or the server could wait for room in the pipe.
    std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
    let address = line.split("http://").nth(1).ok_or("the server printed no address")?;
    let address = address.split(['/', ' ', '\n']).next().unwrap_or_default();
    let mut connection = BufReader::new(TcpStream::connect(address)?);
    connection.get_ref().set_nodelay(true)?;

    let base = format!("/v3/{CUSTOMER}/BankingServices");
    let body = format!(r#"{{"LoginId":"{login}","MostRecentCached":true}}"#);
    let authorize = request("POST", &format!("{base}/Authorize"), &body);
    let repeated = if kind == "authorize" || server == "bare-hyper" {
        authorize
    } else {
        let reply = call(&mut connection, &authorize)?;
        let id = reply.split("\"RequestId\":\"").nth(1).ok_or("Authorize gave no RequestId")?;
        let id = id.split('"').next().unwrap_or_default();
        let body = format!(r#"{{"RequestId":"{id}"}}"#);
        call(&mut connection, &request("POST", &format!("{base}/GetAccountsDetail"), &body))?;
        request("GET", &format!("{base}/GetAccountsDetailAsync/{id}"), "")
    };
    for _ in 0..requests {
        call(&mut connection, &repeated)?;
    }
    Ok(())
}

/// As a common HTTP client sends it.
fn request(method: &str, path: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:8780\r\nUser-Agent: bench/1.0\r\n\
         Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn call(connection: &mut BufReader<TcpStream>, request: &[u8]) -> Result<String, Box<dyn Error>> {
    connection.get_mut().write_all(request)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        connection.read_line(&mut line)?;
        match line.trim_end().to_ascii_lowercase().split_once(": ") {
            Some(("content-length", value)) => length = value.parse()?,
            None if line == "\r\n" => break,
            None if line.is_empty() => return Err("the server closed the connection".into()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body)?;
    Ok(String::from_utf8(body)?)
}
