use std::sync::Arc;

use crate::explain::story;
use crate::library::{Library, Sources};
use crate::load::Text;
use crate::story::Story;

mod stories;
mod views;

fn built_in(name: &str) -> Arc<Story> {
    Arc::clone(Library::read(Sources::default(), name).unwrap().default())
}

/// A scenario with this text after its head.
fn scripted(text: &str) -> Arc<Story> {
    Arc::clone(library(text).default())
}

/// What is drawn of a built-in scenario.
fn drawn(name: &str) -> String {
    let library = Library::read(Sources::default(), name).unwrap();
    story(&library, library.default(), 1)
}

fn drawn_of(text: &str) -> String {
    let library = library(text);
    story(&library, library.default(), 1)
}

fn library(text: &str) -> Library {
    let head = "summary = \"A story.\"\nlogin-id = \"20000000-0000-4000-8000-000000000001\"\n";
    let path = "a-story.toml".to_owned();
    let text = Text { name: path.clone(), path, source: format!("{head}{text}").into() };
    Library::with(Sources::default(), &[text], "a-story").unwrap()
}
