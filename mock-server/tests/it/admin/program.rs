//! The admin API of the program: its port, its token, and what is said about them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

const VARIABLE: &str = "FLINKS_MOCK_ADMIN_TOKEN";

/// A running `flinks-mock serve`; ends when it is dropped.
pub(crate) struct Served {
    child: Child,
    /// What follows `admin` in the banner.
    pub(crate) shown: String,
}

impl Served {
    fn start(args: &[&str], token: Option<&str>) -> Self {
        let mut child = serve(args, token).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let mut shown = lines
            .map(Result::unwrap)
            .filter_map(|line| line.strip_prefix("admin     ").map(str::to_owned));
        let shown = shown.next().unwrap();
        Self { child, shown }
    }

    /// Address and what is said of the token.
    fn parts(&self) -> (&str, &str) {
        self.shown.split_once("   token  ").unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn serve(args: &[&str], token: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-mock"));
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(args).env_remove(VARIABLE);
    command.stderr(Stdio::null()).envs(token.map(|token| (VARIABLE, token)));
    command
}

async fn status(url: &str, token: &str) -> u16 {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.get(format!("{url}/scenarios")).bearer_auth(token);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_token_is_made_for_each_run_and_shown_once() {
    let [first, second] = [Served::start(&[], None), Served::start(&[], None)];
    let (url, token) = first.parts();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert_eq!(token.len(), 64, "{token}");
    assert_ne!(token, second.parts().1);

    assert_eq!(status(url, token).await, 200);
    assert_eq!(status(url, second.parts().1).await, 401);
}

#[tokio::test]
async fn the_token_of_the_environment_is_taken_and_not_shown() {
    let served = Served::start(&["--admin", "localhost:0"], Some("0123456789abcdef"));
    let (url, token) = served.parts();
    assert_eq!(token, "that of FLINKS_MOCK_ADMIN_TOKEN");
    assert_eq!(status(url, "0123456789abcdef").await, 200);
}

#[test]
fn it_can_be_switched_off() {
    assert_eq!(Served::start(&["--admin", "off"], None).shown, "off");
}

fn refused(args: &[&str], token: Option<&str>) -> String {
    let output = serve(args, token).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_bad_token_or_port_is_refused_before_anything_is_served() {
    for short in ["", "short", "123456789012345"] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused(&[], Some(short)), @"
            error: FLINKS_MOCK_ADMIN_TOKEN cannot be the token of the admin API
              because: it is shorter than 16 characters
              help: unset it, and a token is made and printed
            ");
        }
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    let refused_port = refused(&["--admin", &taken], None).replace(&taken, "[..]");
    insta::assert_snapshot!(refused_port, @"
    error: cannot listen on [..] for the admin API
      because: Address already in use (os error 98)
      help: --admin 127.0.0.1:0 takes a free port, --admin off goes without
    ");
    let wrong = refused(&["--admin", "on"], None);
    assert!(wrong.contains("expected an address of this machine and a port"), "{wrong}");
}

/// The address of all interfaces opens the port to other machines.
#[test]
fn an_address_for_everybody_is_told() {
    let mut child = serve(&["--admin", "0.0.0.0:0"], None)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut first).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first.starts_with("warning: the admin API on 0.0.0.0:"), "{first}");
    assert!(first.contains("is open to other machines; whoever has the token"), "{first}");
}

#[cfg(unix)]
/// The log shows that somebody changed something by hand.
#[tokio::test]
async fn changes_are_in_the_log_and_looks_are_not() {
    const TOKEN: &str = "0123456789abcdef";
    let mut child =
        serve(&[], Some(TOKEN)).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
    let url = lines.filter_map(|line| {
        let (url, _) = line.strip_prefix("admin     ")?.split_once("   token")?;
        Some(url.to_owned())
    });
    let url = url.take(1).next().unwrap();
    assert_eq!(status(&url, TOKEN).await, 200);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client.put(format!("{url}/customers/ada/clock")).bearer_auth(TOKEN).send().await.unwrap();

    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    child.wait().unwrap();
    let stderr = std::io::read_to_string(child.stderr.unwrap()).unwrap();
    let log = stderr.lines().map(|line| line.trim_start_matches(['-', ' ']));
    assert_eq!(log.collect::<Vec<_>>(), ["admin: 415 PUT /customers/ada/clock", "stopped"]);
}

#[tokio::test]
async fn what_was_set_is_still_set_when_another_server_goes_on_with_the_journal_file() {
    const TOKEN: &str = "0123456789abcdef";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let serve = || Served::start(&["--journal", file.to_str().unwrap()], Some(TOKEN));
    let send = async |served: &Served, method: &str, path: &str, body: &'static str| {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = client.request(method, format!("{}{path}", served.parts().0));
        let request = request.bearer_auth(TOKEN).header("content-type", "application/json");
        let answer = request.body(body).send().await.unwrap().text().await.unwrap();
        serde_json::from_str::<serde_json::Value>(&answer).unwrap()
    };
    let first = serve();
    send(&first, "PUT", "/customers/ada/clock", r#"{"mode":"manual"}"#).await;
    send(&first, "PUT", "/customers/bob/clock", r#"{"mode":"manual"}"#).await;
    send(&first, "POST", "/customers/bob/clock/advance", r#"{"by":"25m"}"#).await;
    // The clocks ran for a moment before they were stopped.
    let mut before = Vec::new();
    for customer in ["ada", "bob"] {
        before.push(send(&first, "GET", &format!("/customers/{customer}/clock"), "").await);
    }
    assert!(before[1]["now"]["ms"].as_u64().unwrap() >= 1_500_000, "{before:?}");
    drop(first);

    let second = serve();
    for (customer, before) in ["ada", "bob"].into_iter().zip(before) {
        let after = send(&second, "GET", &format!("/customers/{customer}/clock"), "").await;
        assert_eq!(after["mode"], "manual", "{customer}");
        assert_eq!(after["now"], before["now"], "{customer}");
    }
}
