//! Expected failures, and how much of what is documented was met.

use std::fs;

use flinks_report::baseline::today;

use super::{sequence, zoo};
use crate::support::program::{Seen, folder};

const OVER: &str = "[[expected]]\nrule = \"CLI-SEQ-003\"\nscenario = \"two-polls\"\n\
                    reason = \"ticket 17\"\nuntil = 2020-01-31\n";

#[test]
fn an_expected_failure_fails_nothing_and_one_that_holds_now_does() {
    let day = (today() + time::Duration::days(30)).to_string();
    let good = OVER.replace("2020-01-31", &day);
    let elsewhere = good.replace("two-polls", "never-ready");
    let (_folder, path) = folder(&[
        ("good.toml", &good),
        ("over.toml", OVER),
        ("elsewhere.toml", &elsewhere),
        ("bad.toml", "[[expected]]\nrule = \"CLI-SEQ-3\"\n"),
    ]);
    let zoo = zoo();
    let expected = format!("ticket 17 (until {day})");
    #[rustfmt::skip]
    let table: &[(&str, &[&str], i32, &str)] = &[
        ("good", &[&zoo, "CLI-SEQ-003"], 0, &expected),
        ("good", &[&zoo], 1, "the rule holds now: remove the entry"),
        ("good", &["true"], 3, "not reached this time: CLI-SEQ-003 in two-polls"),
        ("over", &[&zoo, "CLI-SEQ-003"], 1, "it expired on 2020-01-31"),
        ("elsewhere", &[&zoo, "CLI-SEQ-003"], 1, "not reached this time: CLI-SEQ-003 in never-ready"),
        ("bad", &[&zoo], 2, ""),
    ];
    for (file, command, expected, words) in table {
        let file = format!("{path}/{file}.toml");
        let Seen { code, out, .. } = sequence(&["--baseline", &file], command);
        assert_eq!(code, Some(*expected), "{file} {command:?}: {out}");
        assert!(out.contains(words), "{file} {command:?}: {out}");
    }
}

#[test]
fn a_draft_has_everything_that_is_broken_and_is_no_excuse_yet() {
    let (_folder, path) = folder(&[]);
    let (zoo, file) = (zoo(), format!("{path}/new/expected.toml"));
    let broken = [zoo.as_str(), "CLI-SEQ-003"];
    assert_eq!(sequence(&["--write-baseline", &file], &broken).code, Some(1));
    let draft = fs::read_to_string(&file).unwrap();
    let until = draft.lines().find_map(|line| line.strip_prefix("until = ")).unwrap().to_owned();
    assert_eq!(
        draft.replace(&until, "[a day]"),
        "# Expected failures, for `flinks-mock run --baseline`. Say why in each `reason`.\n\
         \n# each endpoint is called with the one method that its page names\n\
         [[expected]]\nrule = \"CLI-SEQ-003\"\nscenario = \"two-polls\"\n\
         reason = \"TODO: why may this fail?\"\nuntil = [a day]\n"
    );

    let baseline = ["--baseline", &file];
    assert_eq!(sequence(&baseline, &broken).code, Some(2));
    fs::write(&file, draft.replace("TODO: why may this fail?", "ticket 17")).unwrap();
    assert_eq!(sequence(&baseline, &broken).code, Some(0));
}

#[test]
fn too_little_that_was_met_fails() {
    let zoo = zoo();
    for (least, expected, said) in
        [("0", 0, "coverage"), ("1", 0, "coverage"), ("100", 1, "--scenario never-ready")]
    {
        let Seen { code, out, .. } = sequence(&["--min-coverage", least, "-v"], &[&zoo]);
        assert_eq!(code, Some(expected), "{least}: {out}");
        assert!(out.contains(said), "{least}: {out}");
    }
}
