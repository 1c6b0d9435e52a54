//! The parts of a schema, and what they refer to.

use serde_json::Value;

use super::Message;
use super::compiled::COMPILED;

/// What a schema says about one place.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Where its references lead that name no file.
    document: &'static Value,
    pub(super) schema: &'static Value,
}

impl Part {
    /// The whole schema of a message.
    pub(super) fn of(message: Message) -> Self {
        let document = COMPILED.document(message);
        Self { document, schema: document }
    }

    /// Another part of the same document.
    pub(super) fn with(self, schema: &'static Value) -> Self {
        Self { schema, ..self }
    }

    /// Where its `$ref` leads.
    pub(super) fn target(self) -> Option<Self> {
        let (file, pointer) = self.schema["$ref"].as_str()?.split_once('#')?;
        let document = if file.is_empty() { self.document } else { COMPILED.file(file)? };
        Some(Self { document, schema: document.pointer(pointer)? })
    }
}

/// The parts with what they refer to, and each side of an `anyOf`.
pub(super) fn alternatives(parts: &[Part]) -> Vec<Part> {
    let mut all = Vec::new();
    let mut open = parts.to_vec();
    while let Some(next) = open.pop() {
        let sides = next.schema["anyOf"].as_array().into_iter().flatten();
        open.extend(sides.map(|side| next.with(side)));
        open.extend(next.target());
        all.push(next);
    }
    all
}

pub(super) fn below(
    parts: &[Part],
    step: impl Fn(&'static Value) -> Option<&'static Value>,
) -> Vec<Part> {
    parts.iter().filter_map(|part| Some(part.with(step(part.schema)?))).collect()
}
