//! The zoo: a client that keeps the protocol, and for each rule of the judge one that breaks it and
//! no other.
//!
//! ```sh
//! cargo build --example zoo
//! flinks-mock run --scenario two-polls --speed 180 -- target/debug/examples/zoo
//! flinks-mock run --scenario two-polls --speed 180 -- target/debug/examples/zoo CLI-POLL-002
//! ```
//!
//! Every broken client is the reference client with one thing changed; `clients.toml` says which. It
//! finds the mock in the environment that `flinks-mock run` makes.

mod answer;
mod bank;
mod conduct;
mod flow;
mod pace;
mod word;

use std::env;
use std::process::ExitCode;

use bank::Bank;
use conduct::Conduct;
use flow::Flow;
use pace::Pace;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("zoo: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), String> {
    let conduct = match env::args().nth(1) {
        Some(rule) => Conduct::breaking(&rule)?,
        None => Conduct::of_the_reference(),
    };
    let bank =
        Bank::new(&variable("FLINKS_BASE_URL")?, &variable("FLINKS_CUSTOMER_ID")?, &conduct)?;
    let login = env::var("FLINKS_LOGIN_ID").unwrap_or_else(|_| GUIDE_LOGIN.to_owned());
    let pace = Pace::of_environment(&bank)?;
    Flow::new(bank, pace, conduct, login).play().await
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("{name} is not set; `flinks-mock run` sets it"))
}

/// The LoginId of the Flinks guides.
const GUIDE_LOGIN: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";
