//! A reverse proxy that changes one reply on its way.

use std::io;
use std::sync::Mutex;

use serde_json::Value;

use crate::stub::{Reply, Seen, Stub};

/// Which reply: the `nth` (from 1) of the endpoint with this name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call(pub(crate) &'static str, pub(crate) usize);

/// What is changed, one thing each.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Nothing,
    Set(&'static str, Value),
    Remove(&'static str),
    Rename(&'static str, &'static str),
    /// The value at the second place becomes that of the first.
    Copy(&'static str, &'static str),
    Swap(&'static str, &'static str),
    /// The RequestId of the customer's first session.
    FirstSession(&'static str),
    Status(u16),
    ContentType(&'static str),
    /// The connection is closed without an answer.
    Drop,
    /// The body as text, from one to the other.
    Text(fn(&str) -> String),
}

/// Ends when it is dropped.
pub(crate) async fn proxy(upstream: &str, Call(name, nth): Call, edit: Edit) -> Stub {
    let count = Mutex::new(0);
    let first_session = Mutex::new(None);
    let change = move |seen: &Seen, reply: &mut Reply| {
        if seen.call == "POST Authorize" {
            let mut first = first_session.lock().expect("no test panics here");
            first.get_or_insert_with(|| json(reply)["RequestId"].clone());
        }
        let is_named = seen.call.split_once(' ').is_some_and(|(_, called)| called == name);
        let mut count = count.lock().expect("no test panics here");
        *count += usize::from(is_named);
        if is_named && *count == nth {
            let first = first_session.lock().expect("no test panics here").clone();
            change(&edit, reply, first)?;
        }
        Ok(())
    };
    Stub::changing(upstream, change).await
}

fn json(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).expect("the mock sends JSON")
}

fn change(edit: &Edit, reply: &mut Reply, first_session: Option<Value>) -> io::Result<()> {
    match edit {
        Edit::Nothing => {}
        Edit::Drop => return Err(io::ErrorKind::ConnectionReset.into()),
        Edit::Status(status) => reply.status = *status,
        Edit::ContentType(value) => reply.set_header("content-type", value),
        Edit::Text(change) => {
            let text = std::str::from_utf8(&reply.body).expect("the mock sends UTF-8");
            reply.body = change(text).into();
        }
        Edit::Set(pointer, value) => in_body(reply, |body| *at(body, pointer) = value.clone()),
        Edit::Remove(pointer) => in_body(reply, |body| drop(take(body, pointer))),
        Edit::Rename(pointer, name) => in_body(reply, |body| {
            let value = take(body, pointer);
            at(body, split(pointer).0)[*name] = value;
        }),
        Edit::Copy(from, to) => in_body(reply, |body| *at(body, to) = at(body, from).clone()),
        Edit::Swap(a, b) => in_body(reply, |body| {
            let first = at(body, a).clone();
            *at(body, a) = std::mem::replace(at(body, b), first);
        }),
        Edit::FirstSession(pointer) => {
            let first = first_session.expect("a session was opened");
            in_body(reply, |body| *at(body, pointer) = first);
        }
    }
    Ok(())
}

fn in_body(reply: &mut Reply, change: impl FnOnce(&mut Value)) {
    let mut body = json(reply);
    change(&mut body);
    reply.body = body.to_string().into();
}

/// A member that is new is made.
fn at<'a>(body: &'a mut Value, pointer: &str) -> &'a mut Value {
    if body.pointer(pointer).is_none() {
        let (parent, name) = split(pointer);
        let parent = body.pointer_mut(parent).expect("a parent in the mock's body");
        parent[name] = Value::Null;
    }
    body.pointer_mut(pointer).expect("it is there now")
}

fn take(body: &mut Value, pointer: &str) -> Value {
    let (parent, name) = split(pointer);
    let parent = body.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.and_then(|parent| parent.shift_remove(name)).expect("a member of the mock's body")
}

fn split(pointer: &str) -> (&str, &str) {
    pointer.rsplit_once('/').expect("a pointer to a member")
}
