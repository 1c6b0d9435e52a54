//! In words: what a scenario does, where a session stands in it, and what would change that.

mod lane;
mod play;
mod session;
mod text;
mod timeline;

pub(crate) use session::{SessionView, State, session, why};
pub(crate) use timeline::story;

#[cfg(test)]
mod tests;
