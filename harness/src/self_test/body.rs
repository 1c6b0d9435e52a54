//! Places in a body, and bodies with one place changed.

use serde_json::Value;

use crate::difference::escaped;

/// The pointer of every member of every object, outermost first.
pub(super) fn members(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(body, "", &mut |pointer, is_member| {
        if is_member {
            found.push(pointer.to_owned());
        }
    });
    found
}

/// The pointer of every object, the body itself first.
pub(super) fn objects(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(body, "", &mut |pointer, _| {
        if body.pointer(pointer).is_some_and(Value::is_object) {
            found.push(pointer.to_owned());
        }
    });
    found
}

/// Bodies of the flow are a few levels deep; serde_json reads 128.
fn collect(value: &Value, pointer: &str, found: &mut impl FnMut(&str, bool)) {
    if pointer.is_empty() {
        found("", false);
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let pointer = format!("{pointer}/{}", escaped(name));
                found(&pointer, true);
                collect(value, &pointer, found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                let pointer = format!("{pointer}/{index}");
                found(&pointer, false);
                collect(value, &pointer, found);
            }
        }
        _ => {}
    }
}

/// The body with another value in a place. Nothing where there is no such place, or where it is
/// the same.
pub(super) fn with(body: &Value, pointer: &str, value: Value) -> Option<Value> {
    let mut body = body.clone();
    let place = body.pointer_mut(pointer)?;
    (*place != value).then(|| *place = value)?;
    Some(body)
}

/// The body without a member.
pub(super) fn without(body: &Value, pointer: &str) -> Option<Value> {
    let mut body = body.clone();
    let (parent, name) = split(pointer)?;
    body.pointer_mut(parent)?.as_object_mut()?.shift_remove(&name)?;
    Some(body)
}

/// The body with a member under another name, at the same place.
pub(super) fn renamed(body: &Value, pointer: &str, new: &str) -> Option<Value> {
    let mut body = body.clone();
    let (parent, name) = split(pointer)?;
    let members = body.pointer_mut(parent)?.as_object_mut()?;
    let rename = |(key, value)| if key == name { (new.to_owned(), value) } else { (key, value) };
    *members = std::mem::take(members).into_iter().map(rename).collect();
    Some(body)
}

/// The text of the body with other text in a place: for what no value can hold.
pub(super) fn spelt(body: &Value, pointer: &str, text: &str) -> Option<String> {
    let marked = with(body, pointer, Value::from(MARK))?;
    Some(marked.to_string().replacen(&format!("\"{MARK}\""), text, 1))
}

/// Parent and name.
pub(super) fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, name) = pointer.rsplit_once('/')?;
    Some((parent, name.replace("~1", "/").replace("~0", "~")))
}

/// In no body.
const MARK: &str = "<the place>";
