//! Names that were mistyped. Files of scenarios have the same in `flinks-contract`, which this crate does
//! not know.

/// The closest of `known`, where it differs in at most a third of its letters.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let far = |known: &str| strsim::damerau_levenshtein(&name, &known.to_lowercase());
    let known = known.into_iter().map(|known| (far(known), known));
    let near = known.filter(|(far, known)| *far <= known.chars().count().div_ceil(3));
    near.min_by_key(|(far, _)| *far).map(|(_, known)| known)
}

/// "did you mean `near`?", or the command that lists them.
pub(crate) fn help<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    command: &str,
) -> String {
    match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`{command}` lists them all"),
    }
}
