//! A server in front of the mock that writes every request down and answers some itself.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderValue;
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

/// Ends when it is dropped.
pub(crate) struct Stub {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    date: Arc<Mutex<Option<&'static str>>>,
    server: JoinHandle<()>,
}

type Own = dyn Fn(usize, &Seen) -> Answer + Send + Sync;

struct Desk {
    upstream: String,
    client: reqwest::Client,
    seen: Arc<Mutex<Vec<Seen>>>,
    date: Arc<Mutex<Option<&'static str>>>,
    answer: Box<Own>,
}

impl Stub {
    /// `answer` gets the number of the request, from 1.
    pub(crate) async fn start(
        upstream: &str,
        answer: impl Fn(usize, &Seen) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let date = Arc::default();
        let desk = Arc::new(Desk {
            upstream: upstream.to_owned(),
            client: reqwest::Client::builder().no_proxy().build().expect("a client"),
            seen: Arc::clone(&seen),
            date: Arc::clone(&date),
            answer: Box::new(answer),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound port"));
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&desk)));
            }
        });
        Self { url, seen, date, server }
    }

    /// With this day in every answer of the mock.
    pub(crate) fn dated(self, date: &'static str) -> Self {
        *self.date.lock().expect("no test panics here") = Some(date);
        self
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no test panics here").clone()
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
    async fn take(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
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
        let own = (self.answer)(number, &seen);
        Ok(match own {
            Some((status, headers, body)) => {
                let mut response = Response::builder().status(status);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                response.body(Full::new(body.into())).expect("parts of a response")
            }
            None => self.forward(&head, body).await,
        })
    }

    async fn forward(
        &self,
        head: &hyper::http::request::Parts,
        body: Bytes,
    ) -> Response<Full<Bytes>> {
        let url = format!("{}{}", self.upstream, head.uri);
        let reply = self.client.request(head.method.clone(), url).body(body).send().await;
        let reply = reply.expect("the mock answers");
        let mut response = Response::builder().status(reply.status());
        for (name, value) in reply.headers() {
            response = response.header(name, value);
        }
        let body = reply.bytes().await.expect("a whole reply");
        let mut response = response.body(Full::new(body)).expect("parts of a response");
        if let Some(date) = *self.date.lock().expect("no test panics here") {
            response.headers_mut().insert("date", HeaderValue::from_static(date));
        }
        response
    }
}
