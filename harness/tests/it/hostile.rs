//! Servers that send anything at all: clear words, no panic, no waiting.

use std::time::Duration;

use flinks_harness::{Setup, exit, judge};
use flinks_mock::clock::{Clock, ClockMode};
use flinks_report::Report;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{CUSTOMER_ID, findings, picture, record, setup};

/// What is sent, the exit code, and words of the report.
#[tokio::test]
async fn raw_answers() {
    let json = |status: &str, body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    #[rustfmt::skip]
    let table: [(String, u8, &str); 13] = [
        (String::new(), exit::INCONCLUSIVE, "COULD NOT TEST"),
        ("nonsense\r\n\r\n".to_owned(), exit::INCONCLUSIVE, "no HTTP answer"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_owned(), exit::INCONCLUSIVE, "the answer broke off"),
        ("HTTP/1.1 204 No Content\r\n\r\n".to_owned(), exit::BROKEN, "the body is empty"),
        (json("200 OK", ""), exit::BROKEN, "the body is empty"),
        (json("200 OK", "<html>"), exit::BROKEN, "not JSON: expected value"),
        (json("200 OK", &"[".repeat(1_000_000)), exit::BROKEN, "deeper than the 128 levels"),
        (json("200 OK", "null"), exit::BROKEN, "actual    null"),
        (json("200 OK", "{}"), exit::BROKEN, "FAIL FLK-SCH-001"),
        (json("200 OK", r#"{"RequestId":"../../../etc?x=1","HttpStatusCode":1e400}"#), exit::BROKEN, "actual    1e+400 number"),
        (json("401 No", "{\"FlinksCode\":\"\\u001b[2J\\nPASS\"}"), exit::INCONCLUSIVE, r"\u{1b}[2J\u{a}PASS"),
        (
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
                .to_owned(),
            exit::BROKEN,
            "redirects are not followed; this one leads to http://127.0.0.1:1/",
        ),
        (format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(1 << 20)), exit::INCONCLUSIVE, "no HTTP answer"),
    ];
    for (answer, code, words) in table {
        let report = against(answer.clone().into_bytes()).await;
        let (picture, start) = (picture(&report), answer.chars().take(80).collect::<String>());
        assert_eq!(report.exit_code(), code, "{start:?}: {:?}", findings(&report));
        assert!(picture.contains(words), "{start:?}\n{picture}");
        assert!(!picture.contains('\u{1b}'), "{start:?}");
    }
}

#[tokio::test]
async fn a_body_without_end_is_not_read_to_its_end() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
    let report = against([head.as_bytes(), &vec![b' '; 9 << 20]].concat()).await;
    assert_eq!(report.exit_code(), exit::INCONCLUSIVE);
    assert!(picture(&report).contains("the answer is longer than 8 MiB"));
}

#[tokio::test]
async fn an_answer_that_would_fill_the_memory_ends_the_run() {
    let values = format!("[{}0]", r#"{"a":0},"#.repeat(300_000));
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
    let report = against(format!("{head} {}\r\n\r\n{values}", values.len()).into_bytes()).await;
    assert_eq!(report.exit_code(), exit::INCONCLUSIVE);
    let words =
        "the answers of this run hold so many values that they take more than 128 MiB in all";
    assert!(picture(&report).contains(words), "{}", picture(&report));
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let report = run_for(&url, Duration::from_millis(50)).await;
    drop(listener);
    assert_eq!(report.exit_code(), exit::INCONCLUSIVE);
    assert!(picture(&report).contains("no complete answer within 0.05 s"), "{}", picture(&report));
}

/// Runs against a server that sends these bytes to every connection and closes it.
async fn against(answer: Vec<u8>) -> Report {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("a bound port"));
    let server = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // A request fits into one read, and a harness that hangs up early is what is tested.
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    });
    let report = run_for(&url, Duration::from_secs(30)).await;
    server.abort();
    report
}

async fn run_for(url: &str, timeout: Duration) -> Report {
    let setup = Setup { timeout, ..setup(url, Clock::new(ClockMode::Auto), CUSTOMER_ID) };
    judge(&record(&setup).await)
}
