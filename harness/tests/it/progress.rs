//! What a run says while it goes on.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;

use crate::cli::command;
use crate::support::mock;

/// For as long as a poll lasts: 20 to 40 lines, the gaps as the lines themselves have them.
#[test]
fn half_an_hour_of_pending_is_told_each_minute() {
    let output = command(&["run", "--scenario", "never-ready"]).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    for part in ["accounts", "investments"] {
        let lines = said.lines().filter(|line| line.starts_with(&format!("{part} · call ")));
        let ages: Vec<u32> = lines.map(age).collect();
        assert!((20..=40).contains(&ages.len()), "{part}: {} lines\n{said}", ages.len());
        assert_eq!((ages.first(), ages.last()), (Some(&0), Some(&1800)), "{part}\n{said}");
        let longest = ages.windows(2).map(|pair| pair[1] - pair[0]).max();
        assert!(longest <= Some(60), "{part}: {longest:?} s\n{said}");
    }
}

/// All of it, from the first session to the last probe.
#[test]
fn a_run_of_half_an_hour_is_20_to_40_lines() {
    for scenario in ["data-after-25-minutes", "investments-never-ready"] {
        let output = command(&["run", "--scenario", scenario]).output().expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!((20..=40).contains(&said.lines().count()), "{scenario}\n{said}");
    }
}

/// The seconds of "… · 06:10 of 30:00".
fn age(line: &str) -> u32 {
    let age = line.rsplit(" · ").next().and_then(|age| age.strip_suffix(" of 30:00"));
    let (minutes, seconds) = age.and_then(|age| age.split_once(':')).expect(line);
    minutes.parse::<u32>().expect(line) * 60 + seconds.parse::<u32>().expect(line)
}

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
        let signal = |signal: &str| {
            let kill = Command::new("kill").args([signal, &child.id().to_string()]).status();
            assert!(kill.expect("there is a kill").success());
        };
        signal("-USR1");
        let answer = told.recv().expect("the signal does not end the program");
        signal("-TERM");
        let ended = child.wait_with_output().expect("the program ends");
        reader.join().expect("the reader ends");
        (first_poll, answer, ended.status.code())
    };
    let (first_poll, answer, code) = tokio::task::spawn_blocking(run).await.unwrap();
    assert!(answer.starts_with(&first_poll), "{answer}");
    assert_eq!(code, Some(143));
}
