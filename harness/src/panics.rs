//! What a panic prints.

use std::panic::{self, PanicHookInfo};

/// From now on a panic prints its place, and its message only if that is a literal in the program. A
/// message made at run time may contain anything.
pub(crate) fn guard_panics() {
    panic::set_hook(Box::new(|info| anstream::eprintln!("{}", message(info))));
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    match info.payload().downcast_ref::<&'static str>() {
        Some(text) => format!("panicked at {place}: {text}"),
        None => format!("panicked at {place}; the message may hold private data and is not shown"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// The only test that sets a hook; it lets others' panics through to the one before.
    #[test]
    fn only_what_is_written_in_the_program() {
        let printed = Arc::new(Mutex::new(Vec::new()));
        let before = Arc::new(panic::take_hook());
        let (seen, previous) = (Arc::clone(&printed), Arc::clone(&before));
        let own = std::thread::current().id();
        panic::set_hook(Box::new(move |info| match std::thread::current().id() == own {
            true => seen.lock().unwrap().push(super::message(info)),
            false => previous(info),
        }));
        let canary = "canary".to_owned();
        assert!(panic::catch_unwind(|| panic!("{canary}")).is_err());
        assert!(panic::catch_unwind(|| panic!("a plain message")).is_err());
        panic::set_hook(Box::new(move |info| before(info)));
        let printed = printed.lock().unwrap().join("\n");
        assert!(!printed.contains("canary"), "{printed}");
        assert!(printed.contains("panics.rs:") && printed.contains("is not shown"), "{printed}");
        assert!(printed.contains(": a plain message"), "{printed}");
    }
}
