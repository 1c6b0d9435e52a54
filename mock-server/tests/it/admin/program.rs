//! The admin API of the program: its port, its token, and what is said about them.

use serde_json::Value;

use crate::support::program::{Seen, Served, TOKEN, program};
use crate::support::{Answer, http};

const VARIABLE: &str = "FLINKS_MOCK_ADMIN_TOKEN";

async fn send(
    served: &Served,
    token: &str,
    method: &str,
    path: &str,
    body: &'static str,
) -> Answer {
    let request = http().request(method.parse().unwrap(), format!("{}{path}", served.admin()));
    let request = request.bearer_auth(token).header("content-type", "application/json");
    Answer::to(request.body(body)).await
}

async fn status(served: &Served, token: &str) -> u16 {
    send(served, token, "GET", "/scenarios", "").await.status
}

#[tokio::test]
async fn a_token_is_made_for_each_run_and_shown_once() {
    let [first, second] = [Served::start(&[], &[]), Served::start(&[], &[])];
    assert!(first.admin().starts_with("http://127.0.0.1:"), "{}", first.banner);
    let [token, other] = [&first, &second].map(|served| served.after("   token  "));
    assert_eq!(token.len(), 64, "{token}");
    assert_ne!(token, other);
    assert_eq!(status(&first, token).await, 200);
    assert_eq!(status(&first, other).await, 401);
}

#[tokio::test]
async fn the_token_of_the_environment_is_taken_and_not_shown() {
    let served = Served::start(&["--admin", "localhost:0"], &[(VARIABLE, TOKEN)]);
    let said = "   token  that of FLINKS_MOCK_ADMIN_TOKEN\n";
    assert!(served.banner.contains(said) && !served.banner.contains(TOKEN), "{}", served.banner);
    assert_eq!(status(&served, TOKEN).await, 200);
}

#[test]
fn it_can_be_switched_off() {
    assert_eq!(Served::start(&["--admin", "off"], &[]).admin(), "off");
}

fn refused(args: &[&str], token: Option<&str>) -> String {
    let mut command = program(&["serve", "--listen", "127.0.0.1:0"]);
    let seen = Seen::of(command.args(args).envs(token.map(|token| (VARIABLE, token))));
    assert_eq!(seen.code, Some(2));
    seen.err
}

#[test]
fn a_bad_token_or_port_is_refused_before_anything_is_served() {
    insta::assert_snapshot!(refused(&[], Some("short")), @"
    error: FLINKS_MOCK_ADMIN_TOKEN cannot be the token of the admin API
      because: it is shorter than 16 characters
      help: unset it, and a token is made and printed
    ");
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
    let warned = Served::start(&["--admin", "0.0.0.0:0"], &[]).lines_to("warning").join("\n");
    assert!(warned.starts_with("warning: the admin API on 0.0.0.0:"), "{warned}");
    assert!(warned.contains("is open to other machines; whoever has the token"), "{warned}");
}

/// The log shows that somebody changed something by hand.
#[cfg(unix)]
#[tokio::test]
async fn changes_are_in_the_log_and_looks_are_not() {
    let served = Served::start(&[], &[(VARIABLE, TOKEN)]);
    assert_eq!(status(&served, TOKEN).await, 200);
    assert_eq!(send(&served, TOKEN, "PUT", "/customers/ada/clock", "{}").await.status, 422);
    let (_, log) = served.terminate();
    let log = log.lines().map(|line| line.trim_start_matches(['-', ' ']));
    assert_eq!(log.collect::<Vec<_>>(), ["admin: 422 PUT /customers/ada/clock", "stopped"]);
}

#[tokio::test]
async fn what_was_set_is_still_set_when_another_server_goes_on_with_the_journal_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal");
    let serve = || Served::start(&["--journal", file.to_str().unwrap()], &[(VARIABLE, TOKEN)]);
    let send = async |served: &Served, method: &str, path: &str, body: &'static str| -> Value {
        send(served, TOKEN, method, path, body).await.json()
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
