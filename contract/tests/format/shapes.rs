//! Both take and refuse the same files, as far as their shape goes.

use std::fs;
use std::path::Path;

use super::{HEAD, parsed, validated};

#[test]
fn every_built_in_scenario() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            assert_eq!(validated(&fs::read_to_string(&path).unwrap()), None, "{}", path.display());
            count += 1;
        }
    }
    assert!(count >= 30, "{count}");
}

/// Every key at once.
#[test]
fn a_file_with_everything() {
    let text = include_str!("everything.toml");
    assert_eq!(parsed(text), None);
    assert_eq!(validated(text), None);
    for key in super::DOCUMENT["properties"].as_object().unwrap().keys() {
        assert!(text.contains(key), "{key}");
    }
    for definition in super::DOCUMENT["$defs"].as_object().unwrap().values() {
        for key in definition["properties"].as_object().into_iter().flat_map(|keys| keys.keys()) {
            assert!(text.contains(key), "{key}");
        }
    }
}

/// Whose mistake it is: that of one value, or that of two values together.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Found {
    /// The schema sees it, too.
    Both,
    ParserAlone,
}
use Found::{Both, ParserAlone};

#[test]
fn bad_files() {
    #[rustfmt::skip]
    let table = [
        ("zzzz = 1", Both),
        ("username = 5", Both),
        ("last-refresh = \"yesterday\"", Both),
        ("extends = \"Two Polls\"", Both),
        ("customers = \"ada\"", Both),
        ("customers = [\"\"]", Both),
        ("customers = [\"a\", \"a\"]", Both),
        ("fixtures = [\"a\"]", Both),
        ("session.idle = \"0s\"", Both),
        ("session.idle = \"8 min\"", Both),
        ("session.idle = 8", Both),
        ("session.ended = \"GONE\"", Both),
        ("session.consumed = \"yes\"", Both),
        ("token.required = 1", Both),
        ("step = 5", Both),
        ("[[step]]", Both),
        ("[[step]]\non = \"Accounts\"", Both),
        ("[[step]]\non = \"data\"\ntimes = 0", Both),
        ("[[step]]\non = \"data\"\ntimes = 4294967296", Both),
        ("[[step]]\non = \"data\"\ntimes = \"2\"", Both),
        ("[[step]]\non = \"data\"\nfor = \"0s\"", Both),
        ("[[step]]\non = \"data\"\nfor = \"5s\"\ntimes = 1", Both),
        ("[[step]]\non = \"data\"\ndelay = 10", Both),
        ("[[step]]\non = \"data\"\ndelay = {}", Both),
        ("[[step]]\non = \"data\"\ndelay.uniform = { min = \"1s\" }", Both),
        ("[[step]]\non = \"data\"\ndelay = { uniform = { min = \"1s\", max = \"2s\" }, log-normal = { median = \"1s\", sigma = 1, max = \"2s\" } }", Both),
        ("[[step]]\non = \"data\"\ndelay.log-normal = { median = \"1s\", sigma = 6, max = \"2s\" }", Both),
        ("[[step]]\non = \"data\"\ndelay.log-normal = { median = \"0s\", sigma = 1, max = \"2s\" }", Both),
        ("[[step]]\non = \"data\"\nstatus = 199\nreply.error = \"RETRY_LATER\"", Both),
        ("[[step]]\non = \"data\"\nhttp-status = 600", Both),
        ("[[step]]\non = \"data\"\nheaders.Content-Length = \"1\"", Both),
        ("[[step]]\non = \"data\"\nheaders.\"a b\" = \"1\"", Both),
        ("[[step]]\non = \"data\"\nheaders.a = 1", Both),
        ("[[step]]\non = \"data\"\nheaders.a = \"1\\n2\"", Both),
        ("[[step]]\non = \"data\"\nreply = \"error\"", Both),
        ("[[step]]\non = \"data\"\nreply = {}", Both),
        ("[[step]]\non = \"data\"\nreply = { error = \"RETRY_LATER\", fixture = \"a\" }", Both),
        ("[[step]]\non = \"data\"\nreply.error = \"OPERATION_PENDING\"", Both),
        ("[[step]]\non = \"data\"\nreply.raw.body = \"a\"", Both),
        ("[[step]]\non = \"data\"\nreply.raw = { status = 200, content-type = \"\\u00e9\" }", Both),
        ("[[step]]\non = \"authorize\"\nreply.challenge.ask = []", Both),
        ("[[step]]\non = \"authorize\"\nreply.challenge.ask = [{ prompt = \"A?\" }]", Both),
        ("[[step]]\non = \"authorize\"\nreply.challenge.ask = [{ prompt = \"A?\", answer = \" \" }]", Both),
        ("[[step]]\non = \"authorize\"\nreply.challenge.ask = [{ prompt = \"A?\", answer = [] }]", Both),
        ("[[step]]\non = \"authorize\"\nreply.challenge = { ask = [{ prompt = \"A?\", answer = \"b\" }], retries = -1 }", Both),
        ("[[step]]\non = \"data\"\nfault.reset-after = {}", Both),
        ("[[step]]\non = \"data\"\nfault.reset-after.body = -1", Both),
        ("[[step]]\non = \"data\"\nfault.wrong-length = 0", Both),
        ("[[step]]\non = \"data\"\nfault.wrong-length = 3000000000", Both),
        ("[[step]]\non = \"data\"\nfault.drip = { bytes = 0, every = \"1s\" }", Both),
        ("[[step]]\non = \"data\"\nfault.drip = { bytes = 1, every = \"0s\" }", Both),
        ("[[step]]\non = \"data\"\nfault.http-error.status = 399", Both),
        ("[[fault]]\non = \"data\"", Both),
        ("[[fault]]\non = \"data\"\nplay = \"reset\"\nfirst = 0", Both),
        ("[[fault]]\non = \"data\"\nplay = \"reset\"\nuntil = \"0s\"", Both),
        ("[[fault]]\non = \"data\"\nplay = \"reset\"\nprobability = 2", Both),
        ("[[fault]]\non = \"data\"\nplay = \"reset\"\ncommit = 0", Both),

        ("session.idle = \"169h\"", ParserAlone),
        ("[[step]]\non = \"data\"\ndelay = \"25h\"", ParserAlone),
        ("[[step]]\non = \"data\"\ndelay.uniform = { min = \"3s\", max = \"2s\" }", ParserAlone),
        ("[[step]]\non = \"data\"\nreply.fixture = \"seed\"", ParserAlone),
        ("[[step]]\non = \"data\"\nmessage = \"no\"", ParserAlone),
        ("[[step]]\non = \"authorize\"\nreply = \"pending\"", ParserAlone),
        ("[[step]]\non = \"data\"\nreply.challenge.ask = [{ prompt = \"A?\", answer = \"b\" }]", ParserAlone),
        ("[[step]]\non = \"authorize\"\nreply.challenge.ask = [{ prompt = \"A?\", answer = \"b\" }, { prompt = \"a\", answer = \"b\" }]", ParserAlone),
        ("[[step]]\non = \"data\"\nheaders = { a = \"1\", A = \"2\" }", ParserAlone),
        ("[[step]]\non = \"data\"\npatch = \"{}\"", ParserAlone),
        ("[[step]]\non = \"data\"\nfault = \"reset\"\nhttp-status = 500", ParserAlone),
        ("[[step]]\non = \"data\"\nfault.http-error = { status = 503, retry-after = \"1500ms\" }", ParserAlone),
        ("[[fault]]\non = \"data\"\nplay = \"reset\"\nfrom = \"5s\"\nuntil = \"5s\"", ParserAlone),
    ];
    for (rest, found) in table {
        let text = format!("{HEAD}{rest}\n");
        assert!(parsed(&text).is_some(), "taken by the parser: {rest}");
        let schema = validated(&text);
        assert_eq!(schema.is_some(), found == Both, "{rest}\n{schema:?}");
    }
}

#[test]
fn bad_heads() {
    let id = HEAD.lines().nth(1).unwrap();
    let long = format!("summary = \"{}\"\n{id}", "s".repeat(201));
    #[rustfmt::skip]
    let table = [
        "summary = \"s\"",
        id,
        &format!("summary = \" \"\n{id}"),
        &format!("summary = \"a\\nb\"\n{id}"),
        &long,
        "summary = \"s\"\nlogin-id = \"12\"",
        "summary = \"s\"\nlogin-id = \"10000000-0000-4000-8000-0000000000fg\"",
    ];
    for text in table {
        assert!(parsed(text).is_some() && validated(text).is_some(), "{text}");
    }
    let most = format!("summary = \"{}\"\n{id}", "s".repeat(200));
    assert_eq!((parsed(&most), validated(&most)), (None, None));
}
