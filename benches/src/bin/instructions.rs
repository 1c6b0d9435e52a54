//! Instructions in user space per request, counted by valgrind's callgrind over one connection.
//!
//!     cargo build --release -p flinks-mock -p flinks-bench
//!     cargo run --release -p flinks-bench --bin instructions -- --check
//!
//! Counts do not depend on how busy the machine is. Each server runs twice, with few and with many
//! requests; the difference leaves start and stop out.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use clap::Parser;
use serde::Deserialize;

/// Count instructions per request and compare them with the recorded ones
#[derive(Parser)]
struct Args {
    /// Fail if a count is more than 10 % above the one in benches/instructions.toml
    #[arg(long)]
    check: bool,
}

/// `benches/instructions.toml`: by server and kind of request.
#[derive(Deserialize)]
struct Recorded(BTreeMap<String, BTreeMap<String, u64>>);

const FEW: u64 = 200;
const MANY: u64 = 1_200;

const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

/// A kind of request: its name, the scenario's LoginId, and the size of the reply in bytes.
const KINDS: [(&str, &str, usize); 3] = [
    ("authorize", "10000000-0000-4000-8000-000000000004", 900),
    ("pending", "10000000-0000-4000-8000-000000000004", 420),
    ("data-40-kb", "10000000-0000-4000-8000-000000000011", 41_000),
];

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let programs = std::env::current_exe()?;
    let programs = programs.parent().ok_or("the program has no folder")?;
    let recorded: Recorded = toml::from_str(include_str!("../../instructions.toml"))?;
    let mut worse = Vec::new();
    println!("{:<12}{:<14}{:>14}{:>12}", "server", "request", "instructions", "recorded");
    for server in ["bare-hyper", "lean", "default"] {
        for (kind, login, bytes) in KINDS {
            let count = |requests| total(programs, server, kind, login, bytes, requests);
            let each = (count(MANY)? - count(FEW)?) / (MANY - FEW);
            let known = recorded.0.get(server).and_then(|kinds| kinds.get(kind)).copied();
            let shown = known.map_or("none".to_owned(), |known| known.to_string());
            println!("{server:<12}{kind:<14}{each:>14}{shown:>12}");
            if known.is_none_or(|known| each > known + known / 10) {
                worse.push(format!("{server} {kind}"));
            }
        }
    }
    if args.check && !worse.is_empty() {
        return Err(format!("more than 10 % above benches/instructions.toml: {worse:?}").into());
    }
    Ok(())
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
        "lean" => mock(&mut command, programs).args(["--admin", "off"]),
        _ => mock(&mut command, programs),
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
    command.arg(programs.join("flinks-mock")).args(["serve", "-q", "--listen", "127.0.0.1:0"])
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
