//! The words of a scenario that the harness puts there itself.

/// Keys, values and comments of [`super::script`]. A server may have said one of them and had it
/// hidden: in a scenario it is not from there.
const WORDS: &str = "\
accounts answer asked authorize bank body client close content deadline delay dispatched ended error \
fault fixture fixtures flinks harness headers http institution investments last login message never \
normal nothing patch path pending processing ready recorded refresh refused replace reply retired \
session shows status step summary times unlimited values";

/// Whether the word at a byte of a scenario is the harness's own: one of its form, or a part of the
/// name that was asked for.
pub(crate) fn is_own(text: &str, at: usize, name: &str) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = rest[..end].to_ascii_lowercase();
    WORDS.split(' ').chain(name.split('-')).any(|own| own == word)
}
