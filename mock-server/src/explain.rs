//! In words: what a story will do, where a session stands in it, and what would change that.

mod answer;
#[cfg_attr(not(test), expect(dead_code, reason = "for the admin API"))]
mod change;
mod chosen;
mod clean;
mod fault;
mod next;
mod picture;
mod play;
mod span;
mod step;
#[cfg_attr(not(test), expect(dead_code, reason = "for the admin API"))]
mod view;

#[cfg_attr(not(test), expect(unused_imports, reason = "for the admin API"))]
pub(crate) use change::why;
pub(crate) use picture::story;
#[cfg_attr(not(test), expect(unused_imports, reason = "for the admin API"))]
pub(crate) use view::{SessionView, session};

#[cfg(test)]
mod tests;
