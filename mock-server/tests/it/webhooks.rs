//! Webhooks, as a receiver gets them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::program::{Served, folder, run};
use crate::support::{LOGIN, OWN, http};

/// What came: the signature and the body.
type Notice = (String, String);

/// A receiver that answers with these statuses and then with 200, and what it gets.
fn receiver(statuses: &'static [u16]) -> (String, Receiver<Notice>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, received) = channel();
    std::thread::spawn(move || {
        let mut statuses = statuses.iter();
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let (mut length, mut signature, mut line) = (0, String::new(), String::new());
            while stream.read_line(&mut line).unwrap() > 2 {
                let (name, value) = line.split_once(": ").unwrap_or_default();
                match name {
                    "content-length" => length = value.trim().parse().unwrap(),
                    "flinks-authenticity-key" => value.trim().clone_into(&mut signature),
                    _ => {}
                }
                line.clear();
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            sender.send((signature, String::from_utf8(body).unwrap())).unwrap();
            let status = statuses.next().unwrap_or(&200);
            let answer =
                format!("HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.get_mut().write_all(answer.as_bytes()).unwrap();
        }
    });
    (url, received)
}

/// Authorizes with a server on the auto clock, whose scenario goes on as `text`.
async fn authorize(url: &str, text: &str) -> (Served, String) {
    authorize_on("auto", url, text).await
}

async fn authorize_on(clock: &str, url: &str, text: &str) -> (Served, String) {
    let (_folder, path) = folder(&[("own.toml", &format!("{OWN}{text}"))]);
    let flags = [
        "--scenarios",
        &path,
        "--scenario",
        "own",
        "--clock",
        clock,
        "--dates",
        "as-written",
        "--webhook",
        url,
    ];
    let variables = [("FLINKS_WEBHOOK_SECRET", "secret"), ("FLINKS_MOCK_ADMIN_TOKEN", TOKEN)];
    let served = Served::start(&flags, &variables);
    let id = open(&served).await;
    (served, id)
}

const TOKEN: &str = "0123456789abcdef0123";

async fn open(served: &Served) -> String {
    let call = http().post(format!("{}/v3/ada/BankingServices/Authorize", served.url));
    let answer = call
        .body(json!({ "LoginId": LOGIN, "Tag": "t", "ScheduleRefresh": true }).to_string())
        .send()
        .await
        .unwrap();
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    answer["RequestId"].as_str().unwrap().to_owned()
}

fn next(received: &Receiver<Notice>) -> Notice {
    // The limit is that of a server that sends nothing.
    received.recv_timeout(Duration::from_secs(20)).unwrap()
}

fn kind(body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    body["ResponseType"].as_str().unwrap_or("not JSON").to_owned()
}

#[tokio::test]
async fn kyc_and_then_the_accounts_when_they_are_collected() {
    let (url, received) = receiver(&[]);
    let pending = "[[step]]\non = \"data\"\nfor = \"25m\"\nreply = \"pending\"\n";
    let (served, id) = authorize(&url, pending).await;
    let (signature, kyc) = next(&received);
    let (other, detail) = next(&received);
    assert_ne!(signature, other);
    assert!(
        kyc.starts_with("{\"ResponseType\":\"KYC\",\"HttpStatusCode\":200,\"Holders\":[{\"Name\":"),
        "{kyc}"
    );
    let (kyc, detail): (Value, Value) =
        (serde_json::from_str(&kyc).unwrap(), serde_json::from_str(&detail).unwrap());
    assert_eq!((&kyc["RequestId"], &detail["RequestId"]), (&json!(id), &json!(id)));
    assert_eq!(kyc["Holders"].as_array().unwrap().len(), 1);
    assert_eq!(kyc["Login"], detail["Login"]);
    assert_eq!(detail["ResponseType"], "GetAccountsDetail");
    assert_eq!((&kyc["Tag"], &detail["Tag"]), (&json!("t"), &json!("t")));
    assert_eq!(detail["Login"]["IsScheduledRefresh"], true, "as a reply of the session has it");
    assert_eq!(detail["Accounts"][0]["Balance"]["Current"], 49993.96);
    let base = format!("{}/v3/ada/BankingServices", served.url);
    let asked = http()
        .post(format!("{base}/GetAccountsDetail"))
        .body(json!({ "RequestId": id }).to_string());
    assert_eq!(asked.send().await.unwrap().status(), 200, "the collection is over");
    let card = http().delete(format!("{base}/DeleteCard/{LOGIN}")).send().await.unwrap();
    assert_eq!(card.status(), 200);
    let lines = served.lines_to("webhook GetAccountsDetail");
    assert!(lines.last().unwrap().ends_with("attempt 1: 200"), "{lines:?}");
}

/// The 4.5 hours of ten attempts take no time on the auto clock.
#[tokio::test]
async fn what_is_not_taken_is_sent_again_ten_times_in_all() {
    let (url, received) = receiver(&[500, 200, 302, 204]);
    let (_served, _) = authorize(&url, "").await;
    let kinds: Vec<_> = (0..5).map(|_| kind(&next(&received).1)).collect();
    assert_eq!(kinds, ["KYC", "GetAccountsDetail", "KYC", "KYC", "KYC"]);

    let (url, received) = receiver(&[500; 30]);
    let (served, _) = authorize(&url, "").await;
    served.lines_to("webhook GetAccountsDetail of ");
    served.lines_to("attempt 10: 500");
    served.lines_to("attempt 10: 500");
    (0..20).for_each(|_| drop(next(&received)));
    assert!(received.try_recv().is_err());
}

#[tokio::test]
async fn what_a_scenario_plays() {
    let (kyc, detail) = ("KYC", "GetAccountsDetail");
    for (play, expected) in [
        ("late", &[kyc, detail][..]),
        ("twice", &[kyc, detail, kyc, detail]),
        ("out-of-order", &[detail, kyc]),
        ("wrong-body", &["not JSON", "not JSON"]),
        ("bad-signature", &[kyc, detail]),
    ] {
        let (url, received) = receiver(&[]);
        let (_served, _) = authorize(&url, &format!("session.webhook = \"{play}\"\n")).await;
        let notices: Vec<_> = expected.iter().map(|_| next(&received)).collect();
        assert_eq!(
            notices.iter().map(|(_, body)| kind(body)).collect::<Vec<_>>(),
            expected,
            "{play}"
        );
        // HMAC of `{}`, worked out with another program.
        let of_another = "dzJZAsrKgS3CWXM6rNBGtzgXNyx3e42VtAJkdHRRbhM=";
        let is_of_another = notices.iter().all(|(signature, _)| signature == of_another);
        assert_eq!(is_of_another, play == "bad-signature", "{play}: {notices:?}");
    }
}

#[tokio::test]
async fn none_where_there_are_no_data_or_the_scenario_sends_none() {
    let error = "[[step]]\non = \"data\"\nreply.error = \"AGGREGATION_ERROR\"\n";
    let (url, received) = receiver(&[]);
    let (served, _) = authorize(&url, error).await;
    served.lines_to("its collection brings no data");
    let (_served, _) = authorize(&url, "session.webhook = \"never\"\n").await;
    assert!(received.try_recv().is_err());
}

#[test]
fn a_receiver_on_another_machine_is_refused() {
    let seen = run(&["serve", "--listen", "127.0.0.1:0", "--webhook", "http://192.0.2.1/hook"]);
    assert_eq!(seen.code, Some(2), "{seen:?}");
    assert!(seen.err.contains("192.0.2.1 is another machine"), "{}", seen.err);
}

#[tokio::test]
async fn none_for_a_session_that_came_to_another_end() {
    for (method, path) in [("DELETE", "customers/ada"), ("POST", "force")] {
        let (url, received) = receiver(&[]);
        let pending = "[[step]]\non = \"data\"\nfor = \"1m\"\nreply = \"pending\"\n";
        let (served, id) = authorize_on("manual", &url, pending).await;
        let admin = |method: &str, path: &str, body: &str| {
            let url = format!("{}/{path}", served.admin());
            let call = http().request(method.parse().unwrap(), url).bearer_auth(TOKEN);
            call.header("content-type", "application/json").body(body.to_owned()).send()
        };
        let calls = if method == "DELETE" {
            vec![(method, path.to_owned(), "")]
        } else {
            let path = format!("customers/ada/sessions/{id}/{path}");
            let advance = ("POST", "customers/ada/clock/advance".to_owned(), r#"{"by":"2m"}"#);
            vec![(method, path, r#"{"state":"expired"}"#), advance]
        };
        for (method, path, body) in calls {
            let done = admin(method, &path, body).await.unwrap();
            assert!(done.status().is_success(), "{path}: {}", done.text().await.unwrap());
        }
        served.lines_to("its collection was ended");
        assert!(received.try_recv().is_err(), "{path}");
    }
}

/// Those of the other sessions wait until one of them has its answer.
#[tokio::test]
async fn a_receiver_that_hangs_has_32_connections() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (served, _) = authorize(&url, "").await;
    for _ in 0..60 {
        open(&served).await;
    }
    let _held: Vec<_> = (0..32).map(|_| listener.accept().unwrap()).collect();
    open(&served).await;
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}
