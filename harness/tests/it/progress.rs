//! What a run shows while it goes on.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc;

use crate::cli::kill;
use crate::support::{command, mock};

/// Asked in the middle of a wait of 10 s, which is not waited for.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn sigusr1_asks_what_goes_on() {
    let mock = mock("never-ready").await;
    let mut command = command(&["run", "--target", &mock.url()]);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let run = move || {
        let mut child = command.spawn().expect("the program starts");
        let progress = BufReader::new(child.stderr.take().expect("a pipe"));
        let (lines, told) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            progress.lines().map_while(Result::ok).for_each(|line| drop(lines.send(line)));
        });
        let first_poll = told.iter().find(|line| line.contains("call 1 of 181"));
        let first_poll = first_poll.expect("the first data call is told");
        kill(&child, "-USR1");
        let answer = told.recv().expect("the signal does not end the program");
        kill(&child, "-TERM");
        let ended = child.wait_with_output().expect("the program ends");
        reader.join().expect("the reader ends");
        (first_poll, answer, ended.status.code())
    };
    let (first_poll, answer, code) = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(answer.starts_with(&first_poll), "{answer}");
    assert_eq!(code, Some(143));
}
