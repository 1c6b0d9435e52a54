//! In words: what a story will do, where a session stands in it, and what would change that.

mod answer;
mod change;
mod chosen;
mod clean;
mod fault;
mod next;
mod picture;
mod play;
mod span;
mod step;
mod view;

pub(crate) use change::why;
pub(crate) use picture::story;
pub(crate) use view::{SessionView, State, session};

#[cfg(test)]
mod tests;
