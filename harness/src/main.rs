//! The program. Everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    flinks_harness::cli::main()
}
