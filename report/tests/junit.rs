//! JUnit, read back by another parser than the writer's.

mod sample;

use std::collections::HashSet;

use flinks_report::{Report, Verdict, junit};
use insta::assert_snapshot;
use roxmltree::{Document, Node};

const NAME: &str = "CLI-POLL-002: 10 s pass between an answer and the next poll";

#[test]
fn a_whole_report() {
    let mut report = sample::matrix();
    report.runs.truncate(2);
    report.runs[1].verdict = Verdict::CommandFailed { reason: "exit code 3".to_owned() };
    assert_snapshot!(junit::render(&report).unwrap());
}

#[test]
fn the_counts_are_those_of_the_report() {
    let stopped = Verdict::CouldNotTest { reason: "no answer".to_owned() };
    let reports = [
        // A stale expectation and too small a coverage are failures too, verdicts with a reason
        // are errors.
        (sample::matrix(), 2, 0),
        (sample::empty(Verdict::Pass), 0, 0),
        (sample::empty(Verdict::Interrupted { signal: 2 }), 0, 1),
        (sample::empty(stopped), 0, 1),
        (sample::large(12, 100), 1, 0),
        (sample::hostile("<&\u{1b}[31m\"'\0\u{fffe}]]>"), 1, 2),
    ];
    for (report, failures, errors) in reports {
        let tally = report.tally();
        let text = junit::render(&report).unwrap();
        let document = Document::parse(&text).unwrap();
        let root = document.root_element();
        let count = |tag: &str| root.descendants().filter(|node| node.has_tag_name(tag)).count();
        assert_eq!(count("failure"), tally.failed + failures, "{text}");
        assert_eq!(count("error"), tally.inconclusive + errors, "{text}");
        let skipped = tally.not_reached + tally.expected + report.unproven.len();
        assert_eq!(count("skipped"), skipped, "{text}");
        let checks: usize = report.runs.iter().map(|run| run.checks.len()).sum();
        let of_the_whole =
            usize::from(report.coverage.is_some()) + report.stale.len() + report.unproven.len();
        assert_eq!(count("testcase"), checks + errors + of_the_whole);
        let is_whole = of_the_whole > 0 || errors > 1;
        assert_eq!(count("testsuite"), report.runs.len() + usize::from(is_whole));

        let suites = [("tests", "testcase"), ("failures", "failure"), ("errors", "error")];
        for (attribute, tag) in suites {
            assert_eq!(root.attribute(attribute), Some(&*count(tag).to_string()), "{attribute}");
        }
    }
}

#[test]
fn names_are_unique_and_stay_the_same() {
    let names = |report: &Report| {
        let text = junit::render(report).unwrap();
        let document = Document::parse(&text).unwrap();
        let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
        let name = |case: Node<'_, '_>| {
            (
                case.attribute("classname").unwrap().to_owned(),
                case.attribute("name").unwrap().to_owned(),
            )
        };
        cases.map(name).collect::<Vec<_>>()
    };
    let report = sample::matrix();
    let first = names(&report);
    assert_eq!(first.iter().collect::<HashSet<_>>().len(), first.len());
    assert!(first.contains(&("flinks-mock.two-polls".to_owned(), NAME.to_owned())));

    // Another day: other moments, seed and outcome.
    let mut other = sample::matrix();
    other.facts[2].value = "43".to_owned();
    other.effort = "9 requests".to_owned();
    for run in &mut other.runs {
        run.timeline.clear();
        run.effort = "1 request".to_owned();
        for check in &mut run.checks {
            check.outcome = sample::not_reached();
        }
    }
    assert_eq!(names(&other), first);

    // GitLab drops the second of two equal ones.
    let mut twice = sample::matrix();
    let again = twice.runs[0].clone();
    twice.runs.push(again);
    let twice = names(&twice);
    assert_eq!(twice.iter().collect::<HashSet<_>>().len(), twice.len());
    assert!(twice.contains(&("flinks-mock.two-polls (2)".to_owned(), NAME.to_owned())));
}

#[test]
fn a_broken_rule_has_the_text_of_the_terminal_in_its_body() {
    let text = junit::render(&sample::matrix()).unwrap();
    let document = Document::parse(&text).unwrap();
    let failure = document.descendants().find(|node| node.has_tag_name("failure")).unwrap();
    let body = failure.text().unwrap();
    assert!(body.starts_with("FAIL CLI-POLL-001 MUST  "), "{body}");
    assert!(body.contains("\n  expected  150 integer  = 25 min / 10 s\n"), "{body}");
}

#[test]
fn what_xml_forbids_is_written_out() {
    let text = junit::render(&sample::hostile("a\0\u{b}\u{1b}[2J\u{85}\u{fffe}\u{ffff}z")).unwrap();
    let forbidden = |c: char| (c.is_control() && c != '\n') || c == '\u{fffe}' || c == '\u{ffff}';
    assert!(!text.contains(forbidden), "{text:?}");
    assert!(text.contains(r"a\u{0}\u{b}\u{1b}[2J\u{85}\u{fffe}\u{ffff}z"), "{text}");
}
