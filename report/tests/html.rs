//! The page: as text, and in a browser.

#[path = "html/browser.rs"]
mod browser;
mod sample;

use flinks_report::{Event, Mark, Run, Verdict, html};
use insta::assert_snapshot;
use sample::{empty, event, hostile, large, matrix};

/// Tries to leave a text, an attribute, the title, the style sheet, the drawing and a comment.
const EVIL: &str = "</title></style></svg></pre>--><script>window.hacked = 1</script>\
    \"'><img src=x onerror=\"window.hacked = 1\"><svg onload='window.hacked = 1'>&lt;b&gt;";

const NOTHING: [&str; 0] = [];

#[test]
fn the_page_shows_the_failing_cells_in_a_browser() {
    let page = html::render(&matrix());
    let (Some(phone), Some(wide)) =
        (browser::open(&framed(&page, 400)), browser::open(&framed(&page, 1200)))
    else {
        return;
    };
    for seen in [&phone, &wide] {
        assert_eq!(seen.console, NOTHING, "a hash that is named is that of style.css now");
    }
    assert_eq!(probe(&phone.dom), probe(&wide.dom));
    assert_snapshot!(probe(&wide.dom), @"
    cell shown: ✗ FAIL -> ✗ FAIL CLI-POLL-001 MUST a 202 is polled until data, an error or 30 min in data-after-25-minutes
    cell shown: ✗ FAIL -> ✗ FAIL CLI-POLL-002 MUST 10 s pass between an answer and the next poll in data-after-25-minutes
    cell shown: ✗ FAIL -> ✗ FAIL CLI-POLL-004 MUST polling ends at 30 min, after at most 181 calls in stuck-in-202
    verdict shown
    colours differ: true
    links: true, dead 0
    ids twice: 0
    scripts: 0
    loading: 0
    handlers: 0
    hacked: false
    wider than its window: false
    ");
}

#[test]
fn hostile_text_is_text_in_a_browser() {
    let page = html::render(&hostile(EVIL));
    // Without this part of its policy a script in it would run.
    let part = "default-src 'none'";
    assert!(page.contains(part));
    let open = page.replacen(part, "img-src 'none'", 1);
    let Some(seen) = browser::open(&framed(&open, 1200)) else { return };
    assert_eq!(seen.console, NOTHING);
    assert_snapshot!(probe(&seen.dom), @r#"
    cell shown: ✗ FAIL -> ✗ FAIL </title></style></svg></pre>--><script>window.hacked = 1</script>"'><img src=x onerror="window.hacked = 1"><svg onload='window.hacked = 1'>&amp;lt;b&amp;gt;1 MUST </title></style></svg></pre>--><script>window.hacked = 1</script>"'><img src=x onerror="window.hacked = 1"><svg onload='window.hacked = 1'>&amp;lt;b&amp;gt; in </title></style></svg></pre>--><script>window.hacked = 1</script>"'><img src=x onerror="window.hacked = 1"><svg onload='window.hacked = 1'>&amp;lt;b&amp;gt;
    verdict shown
    colours differ: true
    links: true, dead 0
    ids twice: 0
    scripts: 0
    loading: 0
    handlers: 0
    hacked: false
    wider than its window: false
    "#);
}

/// What the empty console of the other tests is worth.
#[test]
fn the_policy_forbids_what_is_not_in_it() {
    let page = html::render(&matrix());
    let foreign = page.replacen("<style>", "<script>window.hacked = 1</script><style>/**/", 1);
    let Some(seen) = browser::open(&foreign) else { return };
    let both: Vec<bool> = ["inline script", "inline style"]
        .map(|what| seen.console.iter().any(|line| line.contains(what)))
        .to_vec();
    assert_eq!(both, [true, true], "{:#?}", seen.console);
}

#[test]
fn nothing_of_a_report_is_markup() {
    let page = html::render(&hostile(EVIL));
    for forbidden in ["<script", "<img", "<svg onload", "</title></style>", "-->", " style="] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let text = html::render(&hostile("a\u{1b}[2J\u{202e}b\0"));
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\0']));
    assert!(text.contains(r"a\u{1b}[2J\u{202e}b\u{0}"));
}

#[test]
fn a_sequence_has_one_step_for_equal_requests_and_keeps_both_ends() {
    let page = |count: u64| {
        let mut report = empty(Verdict::Pass);
        let answer = |n: u64| format!("answer {n}");
        let at = |n: u64| n * 10_000;
        report.runs[0].timeline = (1..=count)
            .flat_map(|n| {
                [n, n].map(|n| event("session 1", n, at(n), "POST Authorize", &answer(n)))
            })
            .collect();
        html::render(&report)
    };
    let table = [(1, 1, ""), (40, 40, ""), (41, 40, "1 more steps"), (90, 40, "50 more steps")];
    for (count, steps, left_out) in table {
        let page = page(count);
        assert_eq!(page.matches("<li class=\"step\">").count(), steps, "{count}");
        assert_eq!(page.matches("2 times, every 0 s").count(), steps, "{count}");
        assert!(left_out.is_empty() || page.contains(left_out), "{count}");
    }
    let page = page(90);
    let shown = |n: u64| page.contains(&format!("<span class=\"reply\">answer {n}</span>"));
    assert_eq!([1, 28, 29, 78, 79, 90].map(shown), [true, true, false, false, true, true]);
}

#[test]
fn what_is_read() {
    let mut report = matrix();
    report.runs = vec![report.runs.swap_remove(1)];
    for event in report.runs[0].timeline.iter_mut().skip(1) {
        event.wire = None;
    }
    assert_snapshot!(words(&html::render(&report)));
}

/// 40,000 requests of 3 KB, every tenth one broken.
#[test]
fn a_large_report_is_a_page_all_the_same() {
    let page = html::render(&large(20, 2_000));
    assert!(page.len() < 12_000_000, "{} bytes", page.len());
    // 120 of each run: the broken ones first, and the last, which is one of them.
    assert_eq!(page.matches("class=\"request\"").count(), 0);
    assert_eq!(page.matches("class=\"request broken\"").count(), 20 * 120);
    assert!(page.contains("9 more requests not shown"));
    assert!(page.contains("1650 more characters not shown"));
}

/// Each has a broken request, and none is alone in its run.
#[test]
fn many_sessions_share_the_page() {
    let mut report = large(20, 600);
    for event in report.runs.iter_mut().flat_map(|run| &mut run.timeline) {
        event.part = format!("session {}", event.number / 20);
    }
    let page = html::render(&report);
    assert!(page.len() < 12_000_000, "{} bytes", page.len());
    assert_eq!(page.matches("<section class=\"session\">").count(), 200);
    assert_eq!(page.matches("21 more sessions not shown").count(), 20);
    assert!(page.matches("<li id=\"request-").count() <= 2_400);
}

#[test]
fn of_many_sessions_the_broken_one_is_shown() {
    let mut report = matrix();
    let timeline = (1..=220).map(|number| Event {
        mark: if number == 216 { Mark::Broken } else { Mark::Plain },
        ..event(&format!("session {number}"), number, number * 100, "POST Authorize", "200")
    });
    report.runs = vec![Run { timeline: timeline.collect(), ..report.runs[0].clone() }];
    let page = html::render(&report);
    assert_eq!(page.matches("<section class=\"session\">").count(), 200);
    assert!(page.contains("20 more sessions not shown"));
    let shown = |session: &str| page.contains(&format!("<h3>{session}<small>"));
    assert_eq!(
        [1, 199, 200, 216].map(|n| shown(&format!("session {n}"))),
        [true, true, false, true]
    );
}

#[test]
fn the_same_report_is_the_same_page() {
    assert!(html::render(&matrix()) == html::render(&matrix()));
}

/// A page of this test around the one that is tested: it may run scripts, and looks in.
fn framed(page: &str, width: u32) -> String {
    let page = page.replace('&', "&amp;").replace('"', "&quot;");
    let probe = include_str!("html/probe.js");
    format!(
        "<!doctype html><meta charset=utf-8><script>{probe}</script>\
         <iframe width={width} height=1000 onload=look(this) srcdoc=\"{page}\"></iframe>"
    )
}

fn probe(dom: &str) -> String {
    let (_, probe) = dom.split_once("<pre id=\"probe\">").expect("the probe ran");
    let (probe, _) = probe.split_once("</pre>").expect("the probe ends");
    probe.trim().replace("&gt;", ">").replace("&lt;", "<")
}

/// The text of the body, a line for each block.
fn words(page: &str) -> String {
    let (_, body) = page.split_once("<body>").expect("a body");
    let blocks = [
        "article", "dd", "details", "h2", "h3", "header", "li", "p", "section", "svg", "tr",
        "title",
    ];
    let body = blocks.iter().fold(body.to_owned(), |body, name| {
        let end = format!("</{name}>");
        body.replace(&end, &format!("{end}\n"))
    });
    let lines = body.lines().map(|line| {
        let mut text = String::new();
        for piece in line.split('<') {
            let piece = piece.split_once('>').map_or(piece, |(_, text)| text).trim();
            if !piece.is_empty() {
                text.push_str(if text.is_empty() { "" } else { " " });
                text.push_str(piece);
            }
        }
        text
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
