//! From a command to a request of the admin API.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Failure;
use super::args::{Clock, Command, Journal};
use super::client::Client;
use super::render;
use crate::journal::Filter;

/// Renders an answer for a person.
type Render = fn(&Value) -> String;

/// The request of a command. With `json` the answer is printed as it is.
pub(super) fn request(
    client: &Client,
    command: &Command,
    json: bool,
) -> Result<(RequestBuilder, Render), Failure> {
    let get = |path: &[&str]| client.call(Method::GET, path);
    let put = |path: &[&str], body: Value| client.call(Method::PUT, path).json(&body);
    let post = |path: &[&str], body: Value| client.call(Method::POST, path).json(&body);
    let own = |rest| client.below(rest);
    let show = Clock::Show;
    let members: Render = render::members;
    Ok(match command {
        Command::Health => (get(&["health"]), members),
        Command::Scenarios => (get(&["scenarios"]), render::scenarios),
        Command::Use { name } => (put(&own(&["scenario"])?, json!({ "scenario": name })), members),
        Command::Customers => (get(&["customers"]), render::customers),
        Command::Sessions => (get(&own(&["sessions"])?), render::sessions),
        Command::Session { request_id } => (get(&own(&["sessions", request_id])?), render::session),
        Command::Why { request_id } => (get(&own(&["sessions", request_id, "explain"])?), members),
        Command::Force { request_id, state } => {
            (post(&own(&["sessions", request_id, "force"])?, force(state)), render::forced)
        }
        Command::Journal(journal) => (page(client, journal)?, render::journal),
        Command::Wait(wait) => {
            (post(&own(&["journal", "wait"])?, Value::Object(set(wait))), render::journal)
        }
        Command::Verdict { done } => {
            let query = [("done", *done), ("text", !json)].into_iter().filter(|(_, is)| *is);
            let query: Vec<_> = query.map(|(name, is)| (name.to_owned(), is.to_string())).collect();
            (client.get(&own(&["verdict"])?, &query), members)
        }
        Command::Clock { command } => match command.as_ref().unwrap_or(&show) {
            Clock::Show => (get(&own(&["clock"])?), render::clock),
            Clock::Mode { mode } => {
                (put(&own(&["clock"])?, json!({ "mode": mode })), render::clock)
            }
            Clock::Advance { by } => {
                (post(&own(&["clock", "advance"])?, json!({ "by": by })), render::advanced)
            }
            Clock::Next => (post(&own(&["clock", "next"])?, json!({})), render::advanced),
        },
        Command::Reset { all: true } => (post(&["reset"], json!({})), members),
        Command::Reset { all: false } => (client.call(Method::DELETE, &own(&[])?), members),
        Command::Reload => (post(&["reload"], json!({})), members),
        Command::Put { file } => (put_scenario(client, file)?, members),
        Command::Events => (events(client, None), members),
    })
}

pub(super) fn events(client: &Client, filter: Option<&Filter>) -> RequestBuilder {
    let customer = client.customer.clone().map(|customer| ("customer".to_owned(), customer));
    let filter = filter.map(query).unwrap_or_default();
    client.get(&["events"], &customer.into_iter().chain(filter).collect::<Vec<_>>())
}

pub(super) fn page(client: &Client, journal: &Journal) -> Result<RequestBuilder, Failure> {
    let path = match client.customer {
        Some(_) => client.below(&["journal"])?,
        None => vec!["journal"],
    };
    Ok(client.get(&path, &query(journal)))
}

fn query(flags: &impl Serialize) -> Vec<(String, String)> {
    let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    set(flags).into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// The flags that are set, as the admin API names them.
fn set(flags: &impl Serialize) -> Map<String, Value> {
    let Ok(Value::Object(mut members)) = serde_json::to_value(flags) else { return Map::new() };
    members.retain(|_, value| !value.is_null() && *value != false);
    members
}

fn force(state: &str) -> Value {
    match state {
        "ready" | "expired" => json!({ "state": state }),
        code => json!({ "state": "failed", "code": code }),
    }
}

/// The file is read here: the server never opens a file that a client names.
fn put_scenario(client: &Client, path: &Path) -> Result<RequestBuilder, Failure> {
    let shown = path.display();
    let name = path.file_stem().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Failure::usage(format!("{shown} has no file name")))?;
    let cannot = |why: String| Failure::usage(format!("cannot read {shown}: {why}"));
    let mut text = String::new();
    let file = File::open(path).map(|file| file.take(LARGEST_FILE_BYTES + 1));
    let read = file.and_then(|mut file| file.read_to_string(&mut text));
    let length = read.map_err(|error| cannot(error.to_string()))?;
    if length as u64 > LARGEST_FILE_BYTES {
        return Err(cannot(format!("it is larger than {} MiB", LARGEST_FILE_BYTES >> 20)));
    }
    let request = client.call(Method::PUT, &["scenarios", name]);
    Ok(request.header(CONTENT_TYPE, "application/toml").body(text))
}

/// Largest body that the server accepts.
const LARGEST_FILE_BYTES: u64 = 1 << 20;

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::Parser;
    use flinks_report::exit;

    use super::super::args::Ctl;
    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        ctl: Ctl,
    }

    /// What the command line sends: method, path and body.
    fn sent(line: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let token = folder.path().join("token");
        fs::write(&token, "0123456789abcdef").unwrap();
        let mut ctl = Line::parse_from(line.split(' ')).ctl;
        ctl.token_file = Some(token);
        let request = request(&Client::new(&ctl).unwrap(), &ctl.command, ctl.json);
        let request = match request {
            Ok((request, _)) => request.build().unwrap(),
            Err(Failure(exit::USAGE, text)) => return text,
            Err(failure) => panic!("{failure:?}"),
        };
        let url = request.url();
        let query = url.query().map_or(String::new(), |query| format!("?{query}"));
        let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
        let body = String::from_utf8(body.to_vec()).unwrap();
        format!("{} {}{query} {body}", request.method(), url.path()).trim_end().to_owned()
    }

    #[test]
    fn a_file_is_sent_up_to_what_the_server_takes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        fs::write(&path, "#".repeat(1 << 20)).unwrap();
        let line = format!("ctl put {}", path.display());
        assert_eq!(sent(&line), format!("PUT /scenarios/mine {}", "#".repeat(1 << 20)));

        fs::write(&path, "#".repeat((1 << 20) + 1)).unwrap();
        assert!(sent(&line).ends_with("it is larger than 1 MiB"));
    }

    /// What `tests/it/admin/ctl.rs` does not send to a server.
    #[test]
    fn what_commands_send() {
        #[rustfmt::skip]
        let table = [
            ("ctl sessions --customer a/../b", "GET /customers/a%2F..%2Fb/sessions"),
            ("ctl journal --customer ada --status 202 --unmatched --after 7 --limit 3", "GET /customers/ada/journal?after=7&limit=3&status=202&unmatched=true"),
            ("ctl journal --code a&b=c", "GET /journal?code=a%26b%3Dc"),
            ("ctl wait --customer ada --count 3 --timeout 1m --endpoint Authorize --request-id 7", r#"POST /customers/ada/journal/wait {"count":3,"timeoutSeconds":60,"endpoint":"Authorize","requestId":"7"}"#),
            ("ctl verdict --customer ada", "GET /customers/ada/verdict?text=true"),
            ("ctl verdict --done --json --customer ada", "GET /customers/ada/verdict?done=true"),
            ("ctl clock show --customer ada", "GET /customers/ada/clock"),
            ("ctl events --customer ada", "GET /events?customer=ada"),
            ("ctl events", "GET /events"),
        ];
        for (line, expected) in table {
            assert_eq!(sent(line), expected, "{line}");
        }
    }
}
