//! What a panic tells.

use std::panic::{self, PanicHookInfo};

/// From now on a panic prints its place, and its message only where that was written into the
/// program. One that was put together at run time may hold anything.
pub(crate) fn guard_panics() {
    panic::set_hook(Box::new(|info| anstream::eprintln!("{}", told(info))));
}

fn told(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    match info.payload().downcast_ref::<&'static str>() {
        Some(message) => format!("panicked at {place}: {message}"),
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
        let told = Arc::new(Mutex::new(Vec::new()));
        let before = Arc::new(panic::take_hook());
        let (seen, previous) = (Arc::clone(&told), Arc::clone(&before));
        let own = std::thread::current().id();
        panic::set_hook(Box::new(move |info| match std::thread::current().id() == own {
            true => seen.lock().unwrap().push(super::told(info)),
            false => previous(info),
        }));
        let canary = "canary".to_owned();
        assert!(panic::catch_unwind(|| panic!("{canary}")).is_err());
        assert!(panic::catch_unwind(|| panic!("a plain message")).is_err());
        panic::set_hook(Box::new(move |info| before(info)));
        let told = told.lock().unwrap().join("\n");
        assert!(!told.contains("canary"), "{told}");
        assert!(told.contains("panics.rs:") && told.contains("is not shown"), "{told}");
        assert!(told.contains(": a plain message"), "{told}");
    }
}
