//! In words: what a scenario does, where a session stands in it, and what would change that.

mod answer;
mod fault;
mod lane;
mod page;
mod play;
mod session;
mod span;
mod timeline;
mod why;

pub(crate) use session::{SessionView, State, session};
pub(crate) use timeline::story;
pub(crate) use why::why;

#[cfg(test)]
mod tests;
