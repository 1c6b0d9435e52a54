//! How much of a run is kept: its replies are in memory until it has been judged.

use flinks_judge::server::parsed_bytes;
use flinks_trace::HarnessRun;

/// Bytes of text that all replies of a run may have together.
const TEXT_BYTES: usize = 32 << 20;

/// Bytes that they may take as parsed values. Equal replies are parsed once.
const PARSED_BYTES: usize = 128 << 20;

/// Counts what the replies of a run take.
#[derive(Debug, Default)]
pub(crate) struct Received {
    text_bytes: usize,
    parsed_bytes: usize,
}

impl Received {
    /// Counts one more reply. An error says that the run has more replies than it may.
    pub(crate) fn add(&mut self, run: &HarnessRun, text: &str) -> Result<(), String> {
        self.text_bytes += text.len();
        let mut before = run.exchanges().iter().filter_map(|one| one.reply_body.as_deref());
        if !before.any(|before| before == text) {
            self.parsed_bytes += parsed_bytes(text);
        }
        let limits = [
            (self.text_bytes, TEXT_BYTES, "are longer than"),
            (self.parsed_bytes, PARSED_BYTES, "hold so many values that they take more than"),
        ];
        match limits.into_iter().find(|(bytes, most, _)| bytes > most) {
            None => Ok(()),
            Some((_, most, words)) => {
                Err(format!("the answers of this run {words} {} MiB in all", most >> 20))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use flinks_trace::Exchange;

    use super::*;
    use crate::sample;

    /// Replies of a run, and with which one it has too much. `{"a":0}` takes 480 bytes or more as a value.
    #[test]
    fn a_run_has_so_many_replies_and_no_more() {
        let values = |name: &str| format!("[{}0]", format!(r#"{{"{name}":0}},"#).repeat(100_000));
        let long = |first: &str| first.to_owned() + &"x".repeat(8 << 20);
        let table = [
            (["a"; 4].map(long), Some((3, "are longer than 32 MiB in all"))),
            (["a", "a", "a", "a"].map(values), None),
            (["a", "b", "a", "c"].map(values), Some((3, "take more than 128 MiB in all"))),
        ];
        for (texts, expected) in table {
            let (mut run, mut received) = (HarnessRun::new(sample::head()), Received::default());
            let refused = texts.into_iter().enumerate().find_map(|(index, text)| {
                let error = received.add(&run, &text).err();
                run.push(Exchange { reply_body: Some(text), ..Exchange::default() });
                error.map(|error| (index, error))
            });
            let found = refused.as_ref().map(|(index, error)| (*index, &**error));
            match (found, expected) {
                (Some((at, error)), Some((index, words))) => {
                    assert!(at == index && error.ends_with(words), "{at} {error}");
                }
                (found, expected) => assert_eq!(found, expected),
            }
        }
    }
}
