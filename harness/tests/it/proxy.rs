//! A reverse proxy that changes one reply on its way.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

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

/// A running proxy; ends when it is dropped.
pub(crate) struct Proxy {
    pub(crate) url: String,
    server: JoinHandle<()>,
}

struct Tamper {
    upstream: String,
    call: Call,
    edit: Edit,
    client: reqwest::Client,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    calls: HashMap<String, usize>,
    first_session: Option<Value>,
}

impl Proxy {
    pub(crate) async fn start(upstream: &str, call: Call, edit: Edit) -> Self {
        let tamper = Arc::new(Tamper {
            upstream: upstream.to_owned(),
            call,
            edit,
            client: reqwest::Client::builder().no_proxy().build().expect("a client"),
            seen: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound port"));
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&tamper)));
            }
        });
        Self { url, server }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(stream: TcpStream, tamper: Arc<Tamper>) {
    let service = service_fn(|request| tamper.answer(request));
    let connection = hyper::server::conn::http1::Builder::new();
    // A client that hangs up is no failure of the test.
    let _ = connection.serve_connection(TokioIo::new(stream), service).await;
}

impl Tamper {
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, io::Error> {
        let path = request.uri().path().to_owned();
        let (status, content_type, body) = self.forward(request).await;
        let first = self.is_the_one(&path, &body);
        if first && matches!(self.edit, Edit::Drop) {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let response = Response::builder().status(status).header(CONTENT_TYPE, content_type);
        let response = response.body(Full::new(body)).expect("parts of a response");
        Ok(if first { self.change(response).await } else { response })
    }

    async fn forward(&self, request: Request<Incoming>) -> (u16, String, Bytes) {
        let url = format!("{}{}", self.upstream, request.uri());
        let builder = self.client.request(request.method().clone(), url);
        let body = request.into_body().collect().await.expect("a whole request").to_bytes();
        let reply = builder.body(body).send().await.expect("the mock answers");
        let content_type = reply.headers()[CONTENT_TYPE].to_str().expect("ASCII").to_owned();
        (reply.status().as_u16(), content_type, reply.bytes().await.expect("a whole reply"))
    }

    /// Counts the call and remembers the first session.
    fn is_the_one(&self, path: &str, body: &[u8]) -> bool {
        let known = ["GetAccountsDetailAsync", "GetAccountsDetail", "Authorize", "Investments"];
        let endpoint = known.into_iter().find(|name| path.contains(*name)).expect("known paths");
        let mut seen = self.seen.lock().expect("no test panics here");
        if endpoint == "Authorize" && seen.first_session.is_none() {
            let body: Value = serde_json::from_slice(body).expect("the mock sends JSON");
            seen.first_session = Some(body["RequestId"].clone());
        }
        let calls = seen.calls.entry(endpoint.to_owned()).or_default();
        *calls += 1;
        endpoint == self.call.0 && *calls == self.call.1
    }

    async fn change(&self, response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
        let (mut head, body) = response.into_parts();
        let body = body.collect().await.expect("bytes in memory").to_bytes();
        let text = String::from_utf8(body.to_vec()).expect("the mock sends UTF-8");
        let text = match &self.edit {
            Edit::Nothing | Edit::Drop => text,
            Edit::Status(status) => {
                head.status = (*status).try_into().expect("a status");
                text
            }
            Edit::ContentType(value) => {
                head.headers.insert(CONTENT_TYPE, value.parse().expect("a header value"));
                text
            }
            Edit::Text(change) => change(&text),
            edit => {
                let mut value = serde_json::from_str(&text).expect("the mock sends JSON");
                self.edit_json(edit, &mut value);
                value.to_string()
            }
        };
        Response::from_parts(head, Full::new(text.into()))
    }

    fn edit_json(&self, edit: &Edit, body: &mut Value) {
        match edit {
            Edit::Set(pointer, value) => *at(body, pointer) = value.clone(),
            Edit::Remove(pointer) => drop(take(body, pointer)),
            Edit::Rename(pointer, name) => {
                let value = take(body, pointer);
                let (parent, _) = split(pointer);
                at(body, parent)[*name] = value;
            }
            Edit::Copy(from, to) => *at(body, to) = at(body, from).clone(),
            Edit::Swap(a, b) => {
                let first = at(body, a).clone();
                *at(body, a) = std::mem::replace(at(body, b), first);
            }
            Edit::FirstSession(pointer) => {
                let seen = self.seen.lock().expect("no test panics here");
                *at(body, pointer) = seen.first_session.clone().expect("a session was opened");
            }
            Edit::Nothing | Edit::Drop | Edit::Status(_) | Edit::ContentType(_) | Edit::Text(_) => {
                unreachable!("these do not touch JSON")
            }
        }
    }
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
