use crate::explain::story;
use crate::library::tests::scripted;
use crate::library::{Library, Origins};

mod stories;
mod views;

/// What is drawn of a built-in scenario.
fn drawn(name: &str) -> String {
    picture(&Origins::built_in(name).read().unwrap())
}

/// What is drawn of a scenario with this text after its head.
fn drawn_of(text: &str) -> String {
    picture(&scripted(text))
}

fn picture(library: &Library) -> String {
    story(library, library.default(), 1)
}
