//! Places in a body, and bodies with one place changed.

use flinks_contract::schema::escaped;
use serde_json::Value;

/// The pointer of every value, outermost first, the body itself included.
pub(super) fn pointers(body: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut next = 0;
    while next < found.len() {
        let at = found[next].clone();
        match body.pointer(&at) {
            Some(Value::Object(members)) => {
                found.extend(members.keys().map(|name| format!("{at}/{}", escaped(name))));
            }
            Some(Value::Array(items)) => {
                found.extend((0..items.len()).map(|index| format!("{at}/{index}")));
            }
            _ => {}
        }
        next += 1;
    }
    found
}

/// The body with another value in a place. None where there is no such place, or where the value is
/// the same.
pub(crate) fn with(body: &Value, pointer: &str, value: Value) -> Option<Value> {
    let mut body = body.clone();
    let place = body.pointer_mut(pointer)?;
    (*place != value).then(|| *place = value)?;
    Some(body)
}

/// The body without a member.
pub(crate) fn without(body: &Value, pointer: &str) -> Option<Value> {
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
    const MARK: &str = "<the place>";
    let marked = with(body, pointer, Value::from(MARK))?;
    Some(marked.to_string().replacen(&format!("\"{MARK}\""), text, 1))
}

/// Parent and name of a member. None for the body itself and for items of an array.
pub(super) fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let is_index = name.bytes().all(|byte| byte.is_ascii_digit());
    (!is_index).then(|| (parent, name.replace("~1", "/").replace("~0", "~")))
}

/// The pointer with `*` for each index.
pub(super) fn starred(pointer: &str) -> String {
    let is_index =
        |segment: &str| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
    let segments = pointer.split('/').map(|segment| if is_index(segment) { "*" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
