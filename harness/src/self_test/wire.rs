//! What can go wrong with a body as bytes, and with its headers.

use super::mutant::{Change, Mutant, bodies};
use super::operator::Operator;
use crate::record::Record;

pub(super) fn mutants(record: &Record) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (exchange, _, _) in bodies(record) {
        let Some(reply) = exchange.reply() else { continue };
        let text = &reply.text;
        let half: String = text.chars().take(text.chars().count() / 2).collect();
        let changes = [
            (Operator::ContentType, Change::Header(Some("text/html; charset=utf-8"))),
            (Operator::NoContentType, Change::Header(None)),
            (Operator::Truncated, Change::Text(half)),
            (Operator::Doubled, Change::Text(format!("{text}{text}"))),
            (Operator::ByteOrderMark, Change::Text(format!("\u{feff}{text}"))),
            (Operator::Empty, Change::Text(String::new())),
            (Operator::NoObject, Change::Text(format!("[{text}]"))),
        ];
        all.extend(changes.into_iter().filter_map(|(operator, change)| {
            Mutant::of_equals(operator, record, exchange.number, "", &change)
        }));
    }
    all
}
