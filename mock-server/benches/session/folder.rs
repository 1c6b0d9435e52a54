//! A start with 2,000 scenarios of the user, against one without.

use std::fs;

use flinks_mock::FlinksMock;
use tokio::runtime::Runtime;

use crate::{fastest, line, time_of};

const SCENARIOS: u32 = 2_000;

const ROUNDS: u32 = 5;

pub(crate) fn print() {
    println!("{SCENARIOS} scenarios, half of them with a patch, the fastest of {ROUNDS} starts");
    let folder = tempfile::tempdir().unwrap();
    for number in 0..SCENARIOS {
        fs::write(folder.path().join(format!("of-{number}.toml")), scenario(number)).unwrap();
    }
    let runtime = Runtime::new().unwrap();
    let start =
        |builder: flinks_mock::Builder| time_of(|| runtime.block_on(builder.start()).unwrap()).0;
    let alone = fastest(ROUNDS, || start(FlinksMock::builder()));
    line("the built-in ones alone", alone, alone);
    let with = fastest(ROUNDS, || start(FlinksMock::builder().scenarios(folder.path())));
    line("with the folder", with, alone);
}

fn scenario(number: u32) -> String {
    let login = format!("d0000000-0000-4000-8000-{number:012x}");
    let end = match number % 2 {
        0 => r#"patch = '[{"op":"add","path":"/Message","value":"open"}]'"#,
        _ => r#"reply.error = "AGGREGATION_ERROR""#,
    };
    format!(
        "summary = \"Scenario of one customer.\"\nlogin-id = \"{login}\"\n\n\
         [[step]]\non = \"accounts\"\ntimes = 2\nreply = \"pending\"\n\n\
         [[step]]\non = \"accounts\"\n{end}\n"
    )
}
