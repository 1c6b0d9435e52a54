//! Looks for canaries, in whatever way they are written.

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::planted::SECRETS;

pub(super) struct Needles {
    /// In any case; with what it stands for.
    plain: (AhoCorasick, Vec<String>),
    base64: (AhoCorasick, Vec<String>),
}

impl Needles {
    pub(super) fn new(canaries: &[String]) -> Self {
        let mut canaries: Vec<String> = canaries.to_vec();
        canaries.extend(SECRETS.iter().map(|secret| (*secret).to_owned()));
        Self::of(&canaries)
    }

    pub(super) fn of_secrets() -> Self {
        Self::new(&[])
    }

    fn of(canaries: &[String]) -> Self {
        let (mut plain, mut base64) = (Vec::new(), Vec::new());
        for canary in canaries {
            for form in [canary.clone(), hexadecimal(canary), percent(canary), unicode(canary)] {
                plain.push((form, canary.clone()));
            }
            let digits: String = canary.chars().filter(|c| *c != '-').collect();
            if canary.len() == 36 {
                plain.push((digits, canary.clone()));
            }
            for form in [canary.clone(), canary.to_lowercase(), canary.to_uppercase()] {
                let cores = (0..3).map(|before| core(&form, before));
                base64.extend(cores.map(|core| (core, canary.clone())));
            }
        }
        let build = |patterns: Vec<(String, String)>, any_case| {
            let forms = patterns.iter().map(|(form, _)| form);
            let automaton = AhoCorasick::builder().ascii_case_insensitive(any_case).build(forms);
            let names = patterns.iter().map(|(_, canary)| canary.clone()).collect();
            (automaton.expect("few patterns"), names)
        };
        Self { plain: build(plain, true), base64: build(base64, false) }
    }

    /// Each canary with what stands around it.
    pub(super) fn find(&self, bytes: &[u8]) -> Vec<String> {
        let around = |at: usize, end: usize| {
            let (from, to) = (at.saturating_sub(80), (end + 30).min(bytes.len()));
            String::from_utf8_lossy(&bytes[from..to]).into_owned()
        };
        [&self.plain, &self.base64]
            .into_iter()
            .flat_map(|(automaton, names)| {
                automaton.find_iter(bytes).map(move |found| {
                    let name = &names[found.pattern().as_usize()];
                    format!("{name}: {}", around(found.start(), found.end()))
                })
            })
            .collect()
    }
}

/// A text in every way that a server may write it.
pub(super) fn encodings(text: &str) -> Vec<String> {
    let base64 = |before: &str| STANDARD_NO_PAD.encode(format!("{before}{text}"));
    vec![
        text.to_owned(),
        text.to_uppercase(),
        hexadecimal(text),
        percent(text),
        unicode(text),
        base64(""),
        base64("a"),
        base64("ab"),
    ]
}

fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn unicode(text: &str) -> String {
    text.bytes().map(|byte| format!("\\u{byte:04x}")).collect()
}

/// What of the Base64 does not depend on what stands beside the text.
fn core(text: &str, before: usize) -> String {
    let bytes = [&vec![0; before][..], text.as_bytes()].concat();
    let (start, end) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
    STANDARD_NO_PAD.encode(&bytes)[start..end].to_owned()
}
