//! A server in front of the mock that writes every request down, answers some itself and changes
//! others' replies.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// "POST Authorize", with the last segment that is no id.
    pub(crate) call: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Value,
}

/// What the stub answers itself: status, headers, body. With none of it the mock does.
pub(crate) type Answer = Option<(u16, Vec<(&'static str, String)>, String)>;

/// A reply of the mock.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }
}

/// Ends when it is dropped.
pub(crate) struct Stub {
    pub(crate) url: String,
    desk: Arc<Desk>,
    server: JoinHandle<()>,
}

type Answering = Box<dyn Fn(usize, &Seen) -> Answer + Send + Sync>;
type Changing = Box<dyn Fn(&Seen, &mut Reply) -> io::Result<()> + Send + Sync>;

struct Desk {
    upstream: String,
    client: reqwest::Client,
    seen: Mutex<Vec<Seen>>,
    answer: Answering,
    change: Changing,
}

impl Stub {
    /// `answer` gets the number of the request, from 1.
    pub(crate) async fn start(
        upstream: &str,
        answer: impl Fn(usize, &Seen) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::of(upstream, Box::new(answer), Box::new(|_, _| Ok(()))).await
    }

    /// Without a reply where `change` gives an error.
    pub(crate) async fn changing(
        upstream: &str,
        change: impl Fn(&Seen, &mut Reply) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::of(upstream, Box::new(|_, _| None), Box::new(change)).await
    }

    async fn of(upstream: &str, answer: Answering, change: Changing) -> Self {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let (upstream, seen) = (upstream.to_owned(), Mutex::default());
        let desk = Arc::new(Desk { upstream, client, seen, answer, change });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound port"));
        let clerk = Arc::clone(&desk);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&clerk)));
            }
        });
        Self { url, desk, server }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.desk.seen.lock().expect("no test panics here").clone()
    }

    /// "POST Authorize", in order.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.call).collect()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(stream: TcpStream, desk: Arc<Desk>) {
    let service = service_fn(|request| desk.take(request));
    let connection = hyper::server::conn::http1::Builder::new();
    // A client that hangs up is no failure of the test.
    let _ = connection.serve_connection(TokioIo::new(stream), service).await;
}

impl Desk {
    async fn take(&self, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.expect("a whole request").to_bytes();
        let path = head.uri.path().to_owned();
        let mut name = path.rsplit('/').filter(|part| part.starts_with(|c: char| c.is_uppercase()));
        let headers = head.headers.iter();
        let seen = Seen {
            call: format!("{} {}", head.method, name.next().unwrap_or_default()),
            path,
            headers: headers
                .map(|(name, value)| (name.to_string(), value.to_str().expect("ASCII").to_owned()))
                .collect(),
            body: serde_json::from_slice(&body).unwrap_or_default(),
        };
        let number = {
            let mut all = self.seen.lock().expect("no test panics here");
            all.push(seen.clone());
            all.len()
        };
        let reply = match (self.answer)(number, &seen) {
            Some((status, headers, body)) => {
                let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value));
                Reply { status, headers: headers.collect(), body: body.into() }
            }
            None => {
                let mut reply = self.forward(&head, body).await;
                (self.change)(&seen, &mut reply)?;
                reply
            }
        };
        let mut response = Response::builder().status(reply.status);
        for (name, value) in reply.headers {
            response = response.header(name, value);
        }
        Ok(response.body(Full::new(reply.body)).expect("parts of a response"))
    }

    async fn forward(&self, head: &Parts, body: Bytes) -> Reply {
        let url = format!("{}{}", self.upstream, head.uri);
        let reply = self.client.request(head.method.clone(), url).body(body).send().await;
        let reply = reply.expect("the mock answers");
        let of_the_body = ["content-length", "transfer-encoding"];
        let headers = reply.headers().iter().map(|(name, value)| {
            (name.to_string(), value.to_str().expect("the mock sends ASCII").to_owned())
        });
        let headers = headers.filter(|(name, _)| !of_the_body.contains(&&**name)).collect();
        let status = reply.status().as_u16();
        Reply { status, headers, body: reply.bytes().await.expect("a whole reply") }
    }
}
