//! Exit codes. Scripts rely on them; a new meaning gets a new number.

/// The server was stopped by a signal, or the command did what it was asked.
pub const OK: u8 = 0;

/// `ctl`: the server refused, and said why.
pub const REFUSED: u8 = 1;

/// `ctl`: the server cannot be reached.
pub const UNREACHABLE: u8 = 3;

/// The command line, a scenario or a fixture is wrong, or the address cannot be used. Nothing was
/// served.
pub const USAGE: u8 = 2;
