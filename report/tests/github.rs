//! Annotations and the summary of a step.

mod sample;

use flinks_report::{Outcome, Report, Verdict, github};
use insta::assert_snapshot;

#[test]
fn annotations_of_a_whole_report() {
    assert_snapshot!(github::annotations(&sample::matrix()));
}

#[test]
fn nothing_to_say_is_no_annotation() {
    assert_eq!(github::annotations(&sample::empty(Verdict::Pass)), "");
}

#[test]
fn verdicts_with_a_reason_are_errors() {
    let fault = Verdict::HarnessFault { reason: "reply 3 of the mock".to_owned() };
    let mut report = sample::empty(fault);
    let whole = "::error title=HARNESS FAULT::reply 3 of the mock\n";
    assert_eq!(github::annotations(&report), whole);
    report.runs[0].verdict = Verdict::CommandFailed { reason: "exit code 3".to_owned() };
    let run = "::error title=COMMAND FAILED in two-polls::exit code 3\n";
    assert_eq!(github::annotations(&report), format!("{whole}{run}"));
}

#[test]
fn at_most_nine_and_then_a_count() {
    let shown = |count: usize| {
        let findings = || match &sample::matrix().runs[1].checks[5].outcome {
            Outcome::Failed { findings, .. } => findings.clone(),
            _ => unreachable!("the sample is broken there"),
        };
        let check = |number| {
            let mut check = sample::check(5, Outcome::Failed { findings: findings(), places: 1 });
            check.rule.id = format!("CLI-X-{number:03}");
            check
        };
        let mut report = sample::empty(Verdict::Fail);
        report.runs[0].checks = (1..=count).map(check).collect();
        let text = github::annotations(&report);
        assert!(text.lines().all(|line| line.starts_with("::error ")), "{text}");
        (text.lines().count(), text.lines().last().unwrap_or_default().to_owned())
    };
    assert_eq!(shown(9).0, 9);
    assert!(shown(9).1.starts_with("::error title=CLI-X-009 MUST::"));
    let more = |count: usize| {
        format!("::error title={count} more::and {count} more: see the summary of this step")
    };
    assert_eq!(shown(10), (10, more(1)));
    assert_eq!(shown(36), (10, more(27)));
}

#[test]
fn no_text_ends_a_command_or_begins_one() {
    let text = github::annotations(&sample::hostile("100% a:b,c\r\n::error::x"));
    for line in text.lines() {
        let (properties, message) = line[2..].split_once("::").unwrap();
        let (command, properties) = properties.split_once(' ').unwrap();
        assert!(["error", "warning", "notice"].contains(&command), "{line}");
        assert!(properties.contains(r"title="), "{line}");
        for property in properties.split(',') {
            let (name, value) = property.split_once('=').unwrap();
            assert!(["file", "line", "title"].contains(&name), "{line}");
            assert!(!value.contains(':'), "{line}");
        }
        assert!(!message.contains(char::is_control), "{line}");
        assert_eq!(
            message.matches('%').count(),
            message.matches("%25").count() + message.matches("%0A").count()
        );
    }
    let file = r"file=100%25 a%3Ab%2Cc\u{d}\u{a}%3A%3Aerror%3A%3Ax,line=1,";
    assert!(text.contains(file), "{text}");
}

#[test]
fn summary_of_a_whole_report() {
    assert_snapshot!(github::summary(&sample::matrix()));
}

#[test]
fn a_summary_that_is_too_long_is_cut_and_says_so() {
    let summary = github::summary(&sample::large(1_500, 20));
    let length = summary.len();
    assert!(length <= 900 * 1024, "{length}");
    assert!(length > 890 * 1024, "{length}");
    let last = summary.lines().last().unwrap();
    assert!(last.starts_with("**"), "{last}");
    assert!(
        last.ends_with("parts of this summary do not fit here; the other reports have them.**")
    );
    assert_eq!(summary.matches("<details>").count(), summary.matches("</details>").count());
    assert!(!github::summary(&sample::matrix()).contains("do not fit"));
}

#[test]
fn hostile_texts_are_no_markdown_and_no_html() {
    let evil = "<script>|</pre>\n\n# x `a` **b** [c](d) &amp; ![e](f)\\";
    let report: Report = sample::hostile(evil);
    let summary = github::summary(&report);
    let tags = ["<details><summary>", "</summary>", "<pre>", "</pre>", "</details>"];
    let mut rest = summary.clone();
    for tag in tags {
        rest = rest.replace(tag, "");
    }
    // What is left of `<` has a backslash before it.
    let bare = rest.replace("\\<", "");
    assert!(!bare.contains('<'), "{bare}");
    assert!(
        summary.contains(r"\<script\>\|\</pre\>\\u{a}\\u{a}\# x \`a\` \*\*b\*\* \[c\](d) \&amp;")
    );
    for line in summary.lines().filter(|line| line.starts_with("| ")) {
        let bars = line.replace("\\|", "").matches('|').count();
        assert!([3, 4, 6].contains(&bars), "{bars}: {line}");
    }
}
