//! In words: what a story will do, where a session stands in it, and what would change that.

mod answer;
mod chosen;
mod fault;
mod picture;
mod play;
mod span;
mod step;

pub(crate) use picture::story;

#[cfg(test)]
mod tests;
