//! A file that is judged, and the places in it.

use crate::captured::fault;
use crate::kept::Fault;

/// Bytes between two counts of characters: what is counted again for a place.
const STRIDE_BYTES: usize = 4 << 10;

/// The text of a file. Columns are counted in characters.
pub(super) struct File {
    pub(super) name: String,
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
    /// Characters before each stride.
    characters: Vec<usize>,
}

impl std::fmt::Debug for File {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "File({})", self.name)
    }
}

impl File {
    /// A byte order mark before the text is that of an editor, and no part of it.
    pub(super) fn new(name: &str, bytes: Vec<u8>) -> Result<Self, Fault> {
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let help = "save the file as UTF-8; only the `content` of a HAR may be base64";
            fault(name, Some((line, 1)), "this is not UTF-8 text".to_owned(), help)
        })?;
        let text = text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned);
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(end, _)| end + 1)).collect();
        let mut characters = Vec::new();
        let mut count = 0;
        for stride in text.as_bytes().chunks(STRIDE_BYTES) {
            characters.push(count);
            count += starts(stride);
        }
        Ok(Self { name: name.to_owned(), text, lines, characters })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// "har/flow.har:12:40".
    pub(super) fn place(&self, offset: usize) -> String {
        let (line, column) = self.line_column(offset);
        format!("{}:{line}:{column}", self.name)
    }

    /// Line and column, from 1, of a byte.
    pub(super) fn line_column(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        (line.max(1), self.before(offset).saturating_sub(self.before(start)) + 1)
    }

    /// Where a line begins, from 1.
    pub(super) fn line_start(&self, line: usize) -> usize {
        self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// Characters before a byte.
    fn before(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let stride = offset / STRIDE_BYTES;
        let counted = self.characters.get(stride).copied().unwrap_or_default();
        counted + starts(&self.text.as_bytes()[(stride * STRIDE_BYTES).min(offset)..offset])
    }
}

/// Bytes that begin a character.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns() {
        let long = "é".repeat(5_000);
        let text = format!("a\nüb\n{long}x\n");
        let file = File::new("f", text.clone().into_bytes()).unwrap();
        let table = [
            (0, (1, 1)),
            (1, (1, 2)),
            (2, (2, 1)),
            (4, (2, 2)),
            (6, (3, 1)),
            (6 + 10_000, (3, 5_001)),
            (text.len(), (4, 1)),
            (usize::MAX, (4, 1)),
        ];
        for (offset, expected) in table {
            assert_eq!(file.line_column(offset), expected, "{offset}");
        }
        assert_eq!(file.place(4), "f:2:2");
    }

    #[test]
    fn a_file_without_text() {
        assert_eq!(File::new("f", Vec::new()).unwrap().line_column(0), (1, 1));
        assert_eq!(File::new("f", b"\xef\xbb\xbf{}".to_vec()).unwrap().text(), "{}");
        let fault = File::new("f", b"{}\n\xff\xfe".to_vec()).unwrap_err();
        assert_eq!(fault.at, Some((2, 1)));
    }
}
