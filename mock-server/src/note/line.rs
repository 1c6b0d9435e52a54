//! The line of an exchange in the journal file.

use std::fmt::Display;

use flinks_trace::Header;
use flinks_trace::redact::names;
use foldhash::HashMap;
use serde::{Serialize, Serializer};

use super::Note;

/// Makes the lines of notes, byte for byte what serde makes of [`Note::judged`] without its secrets. That
/// has a text of its own for each member; to make them all took most of the time of a line.
#[derive(Default)]
pub(crate) struct NoteLines {
    /// What became of headers: a client sends the same ones with each request.
    headers: HashMap<Box<[u8]>, Box<[u8]>>,
}

/// Headers that are remembered, and the bytes of each; of more, all are forgotten.
const MOST_HEADERS: usize = 1_000;
const LONGEST_HEADER: usize = 256;

impl NoteLines {
    pub(crate) fn write(&mut self, note: &Note, line: &mut Vec<u8>) -> serde_json::Result<()> {
        let (request, reply, why) = (&note.request, note.reply(), note.why());
        member(line, "{\"exchange\":{\"seq\":", &note.seq)?;
        text(line, ",\"customer\":", &note.customer)?;
        member(line, ",\"clock\":", &note.clock)?;
        member(line, ",\"arrived\":", &note.arrived)?;
        member(line, ",\"decided\":", &note.decided)?;
        member(line, ",\"due\":", &note.due)?;
        text(line, ",\"method\":", note.method())?;
        text(line, ",\"path\":", &names::target(&request.path()))?;
        line.extend_from_slice(b",\"headers\":[");
        for (position, header) in request.header_lines().enumerate() {
            if position > 0 {
                line.push(b',');
            }
            self.header(note, header, line)?;
        }
        text(line, "],\"body\":", &names::body(&request.body()))?;
        member(line, ",\"endpoint\":", &note.endpoint)?;
        member(line, ",\"requestId\":", &note.request_id)?;
        member(line, ",\"scenario\":", &why.map(|why| &*why.story.name))?;
        member(line, ",\"status\":", &reply.status)?;
        text(line, ",\"code\":", reply.code)?;
        text(line, ",\"message\":", &names::message(&note.whole_message()))?;
        member(line, ",\"replyBytes\":", &reply.bytes)?;
        member(line, ",\"retryAfter\":", &reply.retry_after)?;
        member(line, ",\"note\":", reply.note.as_slice())?;
        member(line, ",\"nearest\":", &note.nearest)?;
        member(line, ",\"why\":", &why.map(Shown))?;
        if let Some(why) = why {
            member(line, ",\"scripted\":", &why.is_scripted())?;
        }
        member(line, ",\"repeats\":", &note.repeats)?;
        member(line, ",\"outcome\":", &note.outcome.get())?;
        line.extend_from_slice(b",\"analysis\":");
        let story = why.map(|why| &*why.story);
        reply.write_analysis(note.endpoint, note.request_id, story, line)?;
        line.extend_from_slice(b"}}");
        Ok(())
    }

    pub(super) fn header(
        &mut self,
        note: &Note,
        raw: &[u8],
        line: &mut Vec<u8>,
    ) -> serde_json::Result<()> {
        if let Some(known) = self.headers.get(raw) {
            line.extend_from_slice(known);
            return Ok(());
        }
        let before = line.len();
        let Header { name, value } = note.request.header(raw);
        let value = names::header(&name, &value).into_owned();
        serde_json::to_writer(&mut *line, &Header { name, value })?;
        if raw.len() <= LONGEST_HEADER {
            if self.headers.len() >= MOST_HEADERS {
                self.headers.clear();
            }
            self.headers.insert(raw.into(), line[before..].into());
        }
        Ok(())
    }
}

#[cfg(test)]
impl NoteLines {
    pub(super) fn remembered(&self) -> usize {
        self.headers.len()
    }
}

/// `before` is what stands before the value.
pub(crate) fn member(
    line: &mut Vec<u8>,
    before: &str,
    value: &(impl Serialize + ?Sized),
) -> serde_json::Result<()> {
    line.extend_from_slice(before.as_bytes());
    serde_json::to_writer(line, value)
}

/// As [`member`]. Most texts need no escape, which is seen in many bytes at once.
pub(crate) fn text(line: &mut Vec<u8>, before: &str, text: &str) -> serde_json::Result<()> {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if !text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        return member(line, before, text);
    }
    for part in [before, "\"", text, "\""] {
        line.extend_from_slice(part.as_bytes());
    }
    Ok(())
}

/// The text for people, as a value.
struct Shown<T>(T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
