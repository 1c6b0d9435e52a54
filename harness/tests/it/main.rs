//! The harness against servers: the mock, a mock that lies, and worse.

mod breaks;
mod checks;
mod check_files;
mod cli;
mod files;
mod flags;
mod flow;
mod golden;
mod hostile;
mod live;
mod progress;
mod proxy;
mod stub;
mod replay;
mod support;
