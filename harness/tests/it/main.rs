//! The harness against servers: the mock, a mock that lies, and worse.

mod breaks;
mod canaries;
mod captured;
mod checks;
mod cli;
mod diff;
mod docs;
mod drift;
mod files;
mod flags;
mod flow;
mod golden;
mod hostile;
mod live;
mod proxy;
mod recording;
#[allow(dead_code, reason = "only its bodies are used here")]
#[path = "../../../judge/src/server/tests/sample/run.rs"]
mod sample;
mod servers;
mod stub;
mod support;
