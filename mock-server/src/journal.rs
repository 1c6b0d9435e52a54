//! The exchanges of all customers.

mod exchange;
mod redact;
