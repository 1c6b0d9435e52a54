//! The harness against servers: the mock, a mock that lies, and worse.

mod breaks;
mod checks;
mod cli;
mod files;
mod flow;
mod hostile;
mod live;
mod pictures;
mod proxy;
mod stub;
mod support;
