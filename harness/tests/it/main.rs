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
mod progress;
mod proxy;
mod recording;
mod servers;
mod stub;
mod support;
