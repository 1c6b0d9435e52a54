//! Work per server CPU second of `flinks-mock serve`, as a ratio to a bare hyper server of the same run.
//!
//!     cargo build --release -p flinks-mock -p flinks-bench
//!     target/release/ratios
//!
//! Every slice of the mock stands between two slices of bare hyper, which answers with bodies of the same
//! length. The servers share one core and the load has another, where there are two. What is read is the CPU
//! time of the server's threads, in user space and in the kernel, so a busy machine disturbs it little.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use clap::Parser;
use flinks_bench::{
    LARGE, NEVER_READY, Result, Server, accounts_detail, accounts_detail_async, authorize, mock,
    request_id,
};

/// Compare the work per CPU second of the mock with that of a bare hyper server
#[derive(Parser)]
struct Args {
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Slices of each kind; the median counts
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    slices: u32,
    /// Requests in a slice
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    requests: usize,
    /// Keep-alive connections that send them
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..))]
    connections: u32,
}

const MODES: [&str; 3] = ["default", "lean", "journal"];
const KINDS: [&str; 4] = ["authorize", "pending", "data-40k", "flow"];

/// Data calls of a flow of the scenario `two-polls`, after its Authorize.
const FLOW: usize = 3;
const TWO_POLLS: &str = "10000000-0000-4000-8000-000000000002";

fn main() -> Result<()> {
    let args = Args::parse();
    let programs = std::env::current_exe()?;
    let programs = programs.parent().ok_or("the program has no folder")?;
    let folder = tempfile::tempdir()?;
    let two_cores = std::thread::available_parallelism()?.get() > 1;
    if two_cores {
        pin(&std::process::id().to_string(), 1)?;
    }
    let start = |program: &str, arguments: &[std::path::PathBuf]| {
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(programs.join(program)).args(arguments);
        Server::start(&mut command)
    };
    let mut ratios = BTreeMap::<&str, BTreeMap<&str, f64>>::new();
    for mode in MODES {
        for kind in KINDS {
            let ours = start("flinks-mock", &mock(mode, &folder.path().join(kind)))?;
            let bytes = load(&ours, kind, 100, 1)?;
            let bare = start("bare-hyper", &[bytes.to_string().into()])?;
            let slice = |server| -> Result<f64> {
                let before = cpu_seconds(server)?;
                load(server, kind, args.requests, args.connections as usize)?;
                Ok(cpu_seconds(server)? - before)
            };
            // Maps and buffers find their sizes first.
            slice(&ours)?;
            let mut before = slice(&bare)?;
            let mut found = Vec::new();
            for _ in 0..args.slices {
                let took = slice(&ours)?;
                let after = slice(&bare)?;
                found.push((before + after) / 2.0 / took);
                before = after;
            }
            found.sort_by(f64::total_cmp);
            ratios.entry(mode).or_default().insert(kind, found[found.len() / 2]);
        }
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&ratios)?);
        return Ok(());
    }
    print!("{:<12}", "");
    MODES.iter().for_each(|mode| print!("{mode:>12}"));
    for kind in KINDS {
        print!("\n{kind:<12}");
        MODES.iter().for_each(|mode| print!("{:>12.2}", ratios[mode][kind]));
    }
    println!();
    Ok(())
}

/// Keeps all threads of a process on one core.
fn pin(process: &str, core: usize) -> Result<()> {
    let taskset = Command::new("taskset").args(["-apc", &core.to_string(), process]).output()?;
    if taskset.status.success() { Ok(()) } else { Err("taskset failed".into()) }
}

/// Time on a core of all threads that the process has now.
fn cpu_seconds(server: &Server) -> Result<f64> {
    let mut nanoseconds = 0.0;
    for thread in Path::new("/proc").join(server.child.id().to_string()).join("task").read_dir()? {
        let text = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        nanoseconds += text.split(' ').next().unwrap_or_default().parse::<f64>()?;
    }
    Ok(nanoseconds / 1e9)
}

/// Sends this many requests and returns the mean length of the bodies that came.
fn load(server: &Server, kind: &str, requests: usize, connections: usize) -> Result<usize> {
    let client = || client(server, kind, requests / connections);
    let bytes: Result<usize> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..connections)
            .map(|_| scope.spawn(move || client().map_err(|error| error.to_string())))
            .collect();
        clients.into_iter().map(|client| Ok(client.join().map_err(|_| "a client panicked")??)).sum()
    });
    Ok(bytes? / (requests / connections * connections).max(1))
}

/// The sum of the lengths of the bodies of this many requests on one connection.
fn client(server: &Server, kind: &str, requests: usize) -> Result<usize> {
    let mut connection = server.connect()?;
    let login = match kind {
        "data-40k" => LARGE,
        "flow" => TWO_POLLS,
        _ => NEVER_READY,
    };
    // Bare hyper takes any.
    let id = |body: &str| request_id(body).unwrap_or(LARGE).to_owned();
    let first = authorize(login);
    let mut bytes = 0;
    match kind {
        "authorize" => {
            for _ in 0..requests {
                bytes += connection.call(&first)?.len();
            }
        }
        "flow" => {
            for _ in 0..requests / (1 + FLOW) {
                let body = connection.call(&first)?;
                let id = id(&body);
                bytes += body.len() + connection.call(&accounts_detail(&id))?.len();
                for _ in 1..FLOW {
                    bytes += connection.call(&accounts_detail_async(&id))?.len();
                }
            }
        }
        _ => {
            let id = id(&connection.call(&first)?);
            connection.call(&accounts_detail(&id))?;
            let poll = accounts_detail_async(&id);
            for _ in 0..requests {
                bytes += connection.call(&poll)?.len();
            }
        }
    }
    Ok(bytes)
}
