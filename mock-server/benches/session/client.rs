//! A server on a thread of its own, and one connection to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use flinks_mock::{Builder, FlinksMock};
use tokio::runtime::Runtime;

pub(crate) struct Server {
    pub(crate) mock: FlinksMock,
    pub(crate) runtime: Runtime,
}

pub(crate) struct Client(BufReader<TcpStream>);

impl Server {
    pub(crate) fn start(builder: Builder) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = { runtime }.worker_threads(1).enable_all().build().unwrap();
        let mock = runtime.block_on(builder.start()).unwrap();
        Self { mock, runtime }
    }

    pub(crate) fn client(&self) -> Client {
        let stream = TcpStream::connect(self.mock.url().trim_start_matches("http://")).unwrap();
        stream.set_nodelay(true).unwrap();
        Client(BufReader::new(stream))
    }
}

impl Client {
    pub(crate) fn send(&mut self, requests: &str) {
        self.0.get_mut().write_all(requests.as_bytes()).unwrap();
    }

    /// Status and body of the next answer.
    pub(crate) fn answer(&mut self) -> (u16, String) {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        let status = line[9..12].parse().unwrap();
        let mut length = 0;
        while line != "\r\n" {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim_end().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (status, String::from_utf8(body).unwrap())
    }

    pub(crate) fn ask(&mut self, request: &str) -> (u16, String) {
        self.send(request);
        self.answer()
    }
}

pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")
}

pub(crate) fn post(path: &str, body: &str) -> String {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{body}")
}

pub(crate) fn authorize(customer: &str) -> String {
    const LOGIN: &str = "5e115eac-1209-4f19-641c-08d6d484e2fe";
    let body = format!(r#"{{"LoginId":"{LOGIN}","MostRecentCached":true}}"#);
    post(&format!("/v3/{customer}/BankingServices/Authorize"), &body)
}

pub(crate) fn detail(customer: &str, request_id: &str) -> String {
    let body = format!(r#"{{"RequestId":"{request_id}"}}"#);
    post(&format!("/v3/{customer}/BankingServices/GetAccountsDetail"), &body)
}

pub(crate) fn request_id(body: &str) -> String {
    let (_, rest) = body.split_once(r#""RequestId":"#).unwrap();
    rest.trim_start().trim_start_matches('"')[..36].to_owned()
}
