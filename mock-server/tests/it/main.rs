//! The mock from outside: over a socket, and as a program.

mod errors;
mod isolation;
mod leniency;
mod program;
mod seeds;
mod stories;
mod support;
mod time;
mod wire;
