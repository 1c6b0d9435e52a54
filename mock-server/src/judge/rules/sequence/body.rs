//! CLI-SEQ-005: what changes between two calls of Investments.

use std::collections::BTreeMap;

use flinks_contract::rule::client;
use serde_json::Value;

use crate::judge::call::normal;
use crate::judge::evidence::Call;
use crate::judge::sheet::{Sheet, at, finding, repeated};
use crate::judge::trace::Session;

/// Compares each repeat with the call before it, as long as that one was pending: after an error a
/// client may well correct itself.
pub(super) fn apply(session: &Session<'_>, sheet: &mut Sheet) {
    let mut changed: Vec<&Call> = Vec::new();
    let mut first = None;
    for pair in session.investments.windows(2).filter(|pair| pair[0].answer().is_pending()) {
        let (Some(before), Some(after)) = (members(pair[0]), members(pair[1])) else { continue };
        sheet.applied(client::SEQ_SAME_BODY, 1);
        if let Some(difference) = difference(&before, &after) {
            changed.push(pair[1]);
            first.get_or_insert((pair[1], names(&before), difference));
        }
    }
    let Some((call, before, difference)) = first else { return };
    let expected = format!("the members of the call before: {before}");
    let mut found = finding(at(call), "body", expected, difference, &changed);
    found.details = repeated(&changed);
    sheet.broken(client::SEQ_SAME_BODY, found);
}

/// Names in lower case with the name as it was written; nulls count as absent, as everywhere.
type Members = BTreeMap<String, (String, Value)>;

fn members(call: &Call) -> Option<Members> {
    let members = call.members()?.into_iter().filter(|(_, value)| !value.is_null());
    Some(members.map(|(name, value)| (name.to_ascii_lowercase(), (name, plain(value)))).collect())
}

/// `"true"` is `true`, and a GUID in any form is the same id: the mock takes them so.
fn plain(value: Value) -> Value {
    match value {
        Value::String(text) if text.eq_ignore_ascii_case("true") => true.into(),
        Value::String(text) if text.eq_ignore_ascii_case("false") => false.into(),
        Value::String(text) => normal(&text).into(),
        value => value,
    }
}

/// What the repeat has otherwise, in words.
fn difference(before: &Members, after: &Members) -> Option<String> {
    let gone = before.iter().filter(|(key, _)| !after.contains_key(*key));
    let gone = gone.map(|(_, (name, _))| format!("{name} is gone"));
    let others = after.iter().filter_map(|(key, (name, value))| match before.get(key) {
        None => Some(format!("{name} is new")),
        Some((_, old)) if old != value => Some(format!("{name} is {value} instead of {old}")),
        Some(_) => None,
    });
    let all: Vec<String> = gone.chain(others).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn names(members: &Members) -> String {
    let names: Vec<&str> = members.values().map(|(name, _)| name.as_str()).collect();
    names.join(", ")
}
