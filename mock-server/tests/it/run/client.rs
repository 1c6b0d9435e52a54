//! What the client gets: a fresh mock, an environment, and the scenario that was asked for.

use std::fs;

use super::{judged, judged_with, sequence, zoo};
use crate::support::program::{Seen, folder};

/// Ports, the token and the folder of the run are new each time.
const ENVIRONMENT: &str = r#"env | LC_ALL=C sort |
    grep -iE '^(FLINKS|NODE_|JAVA_TOOL|PHP_INI|SSL_CERT_FILE|REQUESTS_CA|CURL_CA|HTTPS?_PROXY|NO_PROXY|HTTPLIB2|PERL|MOJO|PYTHONPATH|RUBYOPT|R_PROFILE|SYSTEM_CERT|WGETRC)' |
    sed -E -e 's#/[^ =:]*/flinks-mock-[^/]*#[folder]#g' -e 's/([:=])[0-9]{5}$/\1[port]/' \
           -e '/TOKEN/s/[0-9a-f]{64}$/[64 characters]/'"#;

#[test]
fn the_environment() {
    let none = [("HOME", "/"), ("WGETRC", "")];
    let seen = judged_with(&["--speed", "180", "--seed", "7"], &["sh", "-c", ENVIRONMENT], &none);
    let (environment, _) = seen.out.split_once("flinks-mock run").unwrap();
    insta::assert_snapshot!(environment);
}

/// What these variables hold already goes on to hold.
#[test]
fn the_environment_of_who_has_options_already() {
    let variables = [
        ("NODE_OPTIONS", "--max-old-space-size=512"),
        ("JAVA_TOOL_OPTIONS", "-Xmx64m "),
        ("PHP_INI_SCAN_DIR", "/etc/php.d"),
        ("PYTHONPATH", "/a:/b"),
        ("RUBYOPT", "-W1"),
        ("R_PROFILE_USER", "/a.R"),
        ("WGETRC", "/etc/mine"),
    ];
    let out = judged_with(&["--clock", "manual"], &["sh", "-c", ENVIRONMENT], &variables).out;
    for line in [
        "NODE_OPTIONS=--max-old-space-size=512 --require [folder]/preload.cjs\n",
        "JAVA_TOOL_OPTIONS=-Xmx64m -Djavax.net.ssl.trustStore=[folder]/truststore.jks ",
        "PHP_INI_SCAN_DIR=/etc/php.d:[folder]/php\n",
        "PYTHONPATH=[folder]/python:/a:/b\n",
        "RUBYOPT=-W1 -r[folder]/preload.rb\n",
        "FLINKS_MOCK_R_PROFILE=/a.R\n",
        "R_PROFILE_USER=[folder]/profile.R\n",
        "WGETRC=/etc/mine\n",
    ] {
        assert!(out.contains(line), "{line} in {out}");
    }
}

#[test]
fn the_same_seed_gives_the_same_customer_and_each_scenario_another() {
    let customers = |seed: &str| {
        let flags = ["--seed", seed, "--scenario", "two-polls", "--scenario", "never-ready"];
        let seen = judged(&flags, &["sh", "-c", "echo customer=$FLINKS_CUSTOMER_ID"]);
        let lines = seen.out.lines().filter_map(|line| line.strip_prefix("customer="));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let first = customers("1");
    assert_eq!(first.len(), 2);
    assert_ne!(first[0], first[1]);
    assert_eq!(customers("1"), first);
    assert_ne!(customers("2")[0], first[0]);
}

/// The zoo sends the LoginId of the guides where it is told no other.
#[test]
fn whoever_calls_plays_the_scenario_that_was_asked_for() {
    for login in [
        "$FLINKS_LOGIN_ID",
        "10000000-0000-4000-8000-000000000003",
        "5e115eac-1209-4f19-641c-08d6d484e2fe",
    ] {
        let script = format!(
            "curl -s --noproxy '*' -d '{{\"LoginId\":\"'{login}'\"}}' -H 'Content-Type: application/json' \
             $FLINKS_BASE_URL/v3/$FLINKS_CUSTOMER_ID/BankingServices/Authorize"
        );
        let out = judged(&["--scenario", "authorize-retry-later"], &["sh", "-c", &script]).out;
        assert!(out.contains("RETRY_LATER"), "{login}: {out}");
    }
}

#[test]
fn the_command_has_no_input_and_its_words_stand_apart_from_ours() {
    let quiet = sequence(&["-q"], &["sh", "-c", "cat; echo out; echo err >&2"]);
    assert_eq!(quiet.err, "err\n");
    assert!(quiet.out.starts_with("out\nflinks-mock run: two-polls\n"), "{}", quiet.out);

    let err = sequence(&[], &["sh", "-c", "echo err >&2"]).err;
    let lines: Vec<_> = err.lines().collect();
    assert!(lines[0].starts_with("flinks-mock: two-polls: sh against http://127.0.0.1:"), "{err}");
    assert_eq!(lines[1..], ["err", "flinks-mock: two-polls: the command ended with exit code 0"]);

    let passed = sequence(&["-q"], &[&zoo()]);
    assert!(passed.out.starts_with("PASS  ") && passed.out.lines().count() == 1, "{passed:?}");
    assert_eq!(passed.err, "");

    let passed = sequence(&[], &[&zoo()]);
    let timing = "  timing    judged on a manual clock to within 0.25 s\n";
    assert!(passed.out.contains(timing) && passed.out.lines().count() <= 15, "{passed:?}");
}

/// Node and Java run what is in it.
#[cfg(unix)]
#[test]
fn nobody_else_writes_into_the_folder_of_the_run_whatever_the_umask() {
    let script =
        "umask 000; exec \"$0\" run -q -- sh -c 'ls -ld \"$(dirname \"$SSL_CERT_FILE\")\" >&2'";
    let mut shell = std::process::Command::new("sh");
    let seen = Seen::of(shell.args(["-c", script, env!("CARGO_BIN_EXE_flinks-mock")]));
    assert!(seen.err.starts_with("drwx------"), "{seen:?}");
}

/// Arguments can hold secrets.
#[test]
fn the_report_shows_no_argument_of_the_command() {
    let (_folder, path) = folder(&[]);
    let (script, report) = (format!("exec {}", zoo()), format!("{path}/out/report.json"));
    let wanted = format!("json={report}");
    let seen = sequence(&["--report", &wanted], &["sh", "-c", &script, "--api-key=hunter2"]);
    let everything = seen.out + &seen.err + &fs::read_to_string(report).unwrap();
    assert!(!everything.contains("hunter2"), "{everything}");
    assert!(everything.contains("sh with 3 arguments"), "{everything}");
}

/// The script of each run, by the name of its scenario.
fn side_by_side(jobs: &str, first: &str, second: &str, third: &str) -> Seen {
    let script = format!(
        "case $FLINKS_MOCK_SCENARIO in two-polls) {first};; ready-at-once) {second};; *) {third};; esac"
    );
    let scenarios = ["two-polls", "ready-at-once", "never-ready"];
    let flags = scenarios.map(|name| ["--scenario", name]).concat();
    sequence(&[&["--jobs", jobs], &flags[..]].concat(), &["sh", "-c", &script])
}

/// Ports differ from run to run.
fn without_ports(text: &str) -> String {
    let mut parts = text.split("http://127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "[..]" + part.trim_start_matches(char::is_numeric))
}

#[test]
fn runs_side_by_side_say_what_runs_one_after_the_other_do() {
    let client = |rule: &str| format!("echo out; echo err >&2; {} {rule}; echo end", zoo());
    let (right, wrong) = (client(""), client("CLI-SEQ-003"));
    let [one, three] = ["1", "3"].map(|jobs| side_by_side(jobs, &wrong, &right, "exit 7"));
    assert_eq!((one.code, three.code), (Some(1), Some(1)), "{}", three.err);
    assert_eq!(three.out, one.out);
    assert_eq!(without_ports(&three.err), without_ports(&one.err));
    assert!(
        one.out.starts_with("out\nend\nout\nend\nflinks-mock run: 3 scenarios\n"),
        "{}",
        one.out
    );
}

/// The first run waits for the second one, and is shown before it.
#[test]
fn runs_side_by_side_are_shown_in_the_order_of_their_scenarios() {
    let (_folder, path) = folder(&[]);
    let pipe = format!("{path}/pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (waits, tells) = (format!("cat {pipe}; echo first"), format!("echo told | tee {pipe}"));
    let seen = side_by_side("2", &waits, &tells, "echo third");
    assert!(seen.out.starts_with("told\nfirst\ntold\nthird\n"), "{}", seen.out);

    let waits = format!("cat {pipe}; kill -INT $PPID; sleep 1000");
    let tells = format!("echo told > {pipe}; sleep 1000");
    let seen = side_by_side("2", &waits, &tells, "echo third");
    assert_eq!(seen.code, Some(130), "{}", seen.err);
    assert!(seen.out.contains("  not run   never-ready\n"), "{}", seen.out);
    let stopped = seen.err.matches("the command was stopped, as signal 2 asked for\n");
    assert_eq!(stopped.count(), 2, "{}", seen.err);
}
