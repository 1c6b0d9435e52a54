//! A server under measurement and a client with one keep-alive connection, for the programs of this crate.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

/// LoginId of a scenario that is never ready.
pub const NEVER_READY: &str = "10000000-0000-4000-8000-000000000004";
/// LoginId of a scenario whose data has 40 KB.
pub const LARGE: &str = "10000000-0000-4000-8000-000000000011";

/// A running server. It is killed when this is dropped.
pub struct Server {
    pub child: Child,
    address: String,
}

impl Server {
    /// Runs the command, which prints its address first.
    ///
    /// # Errors
    ///
    /// If the command does not run or prints no address.
    pub fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("the server has no stdout")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        // Read on, or the server could wait for room in the pipe.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        let address = line.split("http://").nth(1).ok_or("the server printed no address")?;
        let address = address.split(['/', ' ', '\n']).next().unwrap_or_default().to_owned();
        Ok(Self { child, address })
    }

    /// # Errors
    ///
    /// If the server does not accept the connection.
    pub fn connect(&self) -> Result<Connection> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_nodelay(true)?;
        Ok(Connection(BufReader::new(stream)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Arguments of a `flinks-mock serve` in one of the measured modes, after the program.
#[must_use]
pub fn mock(mode: &str, journal: &Path) -> Vec<PathBuf> {
    let mut arguments: Vec<PathBuf> =
        ["serve", "--listen", "127.0.0.1:0"].map(PathBuf::from).into();
    let more: &[&str] = match mode {
        "lean" => &["-q", "--admin", "off"],
        _ => &["--admin", "127.0.0.1:0"],
    };
    arguments.extend(more.iter().map(PathBuf::from));
    if mode == "journal" {
        arguments.extend([PathBuf::from("--journal"), journal.to_owned()]);
    }
    arguments
}

/// One keep-alive connection.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Sends a request and returns the body of its reply.
    ///
    /// # Errors
    ///
    /// If the connection ends before the reply does.
    pub fn call(&mut self, request: &[u8]) -> Result<String> {
        self.0.get_mut().write_all(request)?;
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            match line.trim_end().to_ascii_lowercase().split_once(": ") {
                Some(("content-length", value)) => length = value.parse()?,
                None if line == "\r\n" => break,
                None if line.is_empty() => return Err("the server closed the connection".into()),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok(String::from_utf8(body)?)
    }
}

/// The RequestId of a body. Bare hyper's has none.
#[must_use]
pub fn request_id(body: &str) -> Option<&str> {
    body.split("\"RequestId\":\"").nth(1)?.split('"').next()
}

#[must_use]
pub fn authorize(login: &str) -> Vec<u8> {
    request("POST", "Authorize", &format!(r#"{{"LoginId":"{login}","MostRecentCached":true}}"#))
}

#[must_use]
pub fn accounts_detail(request_id: &str) -> Vec<u8> {
    request("POST", "GetAccountsDetail", &format!(r#"{{"RequestId":"{request_id}"}}"#))
}

#[must_use]
pub fn accounts_detail_async(request_id: &str) -> Vec<u8> {
    request("GET", &format!("GetAccountsDetailAsync/{request_id}"), "")
}

/// As a common HTTP client sends it.
fn request(method: &str, path: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} /v3/{CUSTOMER}/BankingServices/{path} HTTP/1.1\r\nHost: 127.0.0.1:8780\r\n\
         User-Agent: bench/1.0\r\nAccept: application/json\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
