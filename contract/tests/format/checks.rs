//! Every rule of the format has a row that breaks it, and most have one that just does not.

use flinks_contract::scenario::Scenario;

use super::{HEAD, parsed, validated};

/// Each row: a step, what is said of it.
#[test]
fn steps_that_cannot_be() {
    #[rustfmt::skip]
    let table = [
        ("on = \"data\"\ntimes = 1\nfor = \"1s\"\nreply = \"pending\"", "a step has `times` or `for`, not both"),
        ("on = \"data\"\nstatus = 500\nreply = \"pending\"", "`status` and `message` belong to an error"),
        ("on = \"data\"\nmessage = \"no\"", "`status` and `message` belong to an error"),
        ("on = \"authorize\"\nreply = \"pending\"", "Authorize has no pending answer"),
        ("on = \"authorize\"\nreply = \"dispatched\"", "Authorize has no pending answer"),
        ("on = \"data\"\nreply = \"dispatched\"", "Investments is never dispatched"),
        ("on = \"investments\"\nreply = \"dispatched\"", "Investments is never dispatched"),
        ("on = \"data\"\nreply.fixture = \"seed\"", "one fixture cannot answer both accounts and investments"),
        ("on = \"data\"\nreply.error = \"RETRY_LATER\"\nstatus = 199", "199 is not a valid status"),
        ("on = \"data\"\nreply.error = \"RETRY_LATER\"\nstatus = 600", "600 is not a valid status"),
        ("on = \"data\"\nhttp-status = 100", "100 is not a valid status"),
        ("on = \"data\"\nhttp-status = \"200\"", "expected a status from 200 to 599, found string \"200\""),
        ("on = \"data\"\nreply.raw.status = 99999", "99999 is not a valid status"),
        ("on = \"data\"\nhttp-status = 500\nreply.raw.status = 200", "a raw answer has one status"),
        ("on = \"data\"\npatch = \"[]\"\nreply.raw.status = 200", "a raw answer cannot be patched"),
        ("on = \"data\"\nreply.raw = { status = 200, content-type = \"a\\nb\" }", "a header cannot have this value"),
        ("on = \"data\"\ntimes = 0\nreply = \"pending\"", "0 times"),
        ("on = \"data\"\ntimes = 4294967296\nreply = \"pending\"", "4294967296 times"),
        ("on = \"data\"\nreply.error = \"RETRY_LATER\"\nreply.status = 503", "`status` and `message` are keys of the step"),
        ("on = \"data\"\nreply = { error = \"RETRY_LATER\", status = 503 }", "a step has one reply"),
        ("on = \"data\"\nreply = \"error\"", "`error` needs a value"),
        ("on = \"data\"\nfor = \"0s\"\nreply = \"pending\"", "expected more than zero"),
        ("on = \"data\"\nfor = \"169h\"\nreply = \"pending\"", "`169h` is longer than a week"),
        ("on = \"data\"\nfor = \"99999999999999999999s\"\nreply = \"pending\"", "is not a duration"),
        ("on = \"data\"\nreply.error = \"OPERATION_PENDING\"", "`OPERATION_PENDING` is not an error"),
        ("on = \"data\"\nreply.error = \"RETRY_LATTER\"", "did you mean `RETRY_LATER`?"),
        ("on = \"data\"\nreply = \"pendng\"", "did you mean `pending`?"),
        ("on = \"data\"\nreply.challenge.ask = [{ prompt = \"A?\", answer = \"b\" }]", "only Authorize asks security questions"),
        ("on = \"accounts\"\nreply.error = 5", "expected the name of a code, found the number 5"),
        ("on = [\"accounts\"]", "wanted string or table"),
        ("times = 2", "missing field `on`"),
        ("on = \"data\"\nreply = [\"pending\"]", "wanted string or table"),
    ];
    all_refused("[[step]]\n{}\n", &table);
}

/// Each row: a delay, what is said of it.
#[test]
fn delays() {
    #[rustfmt::skip]
    let table = [
        ("\"25 min\"", "did you mean \"25m\"?"),
        ("\"10sec\"", "did you mean \"10s\"?"),
        ("\"10 S\"", "did you mean \"10s\"?"),
        ("\"2 Hours\"", "did you mean \"2h\"?"),
        ("\"1.5h\"", "expected a whole number and a unit"),
        ("\"min\"", "expected a whole number and a unit"),
        ("\"-5s\"", "expected a whole number and a unit"),
        ("\"\"", "expected a whole number and a unit"),
        ("10", "expected one of \"10ms\", \"10s\", \"10m\", \"10h\""),
        ("0.5", "0.5 has no unit, and a duration needs one"),
        ("true", "expected a duration such as \"2s\""),
        ("\"86401s\"", "a delay of more than a day"),
        ("{ uniform = { min = \"0s\", max = \"25h\" } }", "a delay of more than a day"),
        ("{ uniform = { min = \"1001ms\", max = \"1s\" } }", "`min` is more than `max`"),
        ("{ uniform = { min = \"1s\" } }", "missing field `max`"),
        ("{ uniform = { min = \"1s\", max = \"2s\" }, log-normal = { median = \"1s\", sigma = 1, max = \"2s\" } }", "a delay has one distribution"),
        ("{}", "expected"),
        ("{ unifrom = { min = \"1s\", max = \"2s\" } }", "did you mean `uniform`?"),
        ("{ log-normal = { median = \"1s\", sigma = 5.1, max = \"2s\" } }", "a sigma of 5.1"),
        ("{ log-normal = { median = \"1s\", sigma = -0.1, max = \"2s\" } }", "a sigma of -0.1"),
        ("{ log-normal = { median = \"1s\", sigma = nan, max = \"2s\" } }", "a sigma of NaN"),
        ("{ log-normal = { median = \"0s\", sigma = 1, max = \"2s\" } }", "expected more than zero"),
        ("{ log-normal = { median = \"2s\", sigma = 1, max = \"1s\" } }", "`max` is less than `median`"),
        ("{ log-normal = { median = \"2s\", sigma = 1, max = \"25h\" } }", "a delay of more than a day"),
    ];
    all_refused("[[step]]\non = \"data\"\ndelay = {}\n", &table);
    all_refused("[[step]]\non = \"data\"\nbody-delay = {}\n", &table);
    for delay in [
        "\"24h\"",
        "\"0s\"",
        "{ uniform = { min = \"1s\", max = \"1s\" } }",
        "{ log-normal = { median = \"1s\", sigma = 0, max = \"1s\" } }",
        "{ log-normal = { median = \"1s\", sigma = 5.0, max = \"24h\" } }",
    ] {
        taken(&format!("[[step]]\non = \"data\"\ndelay = {delay}\n"));
    }
}

/// Each row: the fault of a step with what else the step has, what is said of it.
#[test]
fn faults_of_a_step() {
    #[rustfmt::skip]
    let table = [
        ("fault = \"rset\"", "did you mean `reset`?"),
        ("fault = \"drip\"", "`drip` needs a value"),
        ("fault.wrong-length = 0", "0 bytes more or less is not a wrong length"),
        ("fault.wrong-length = 3000000000", "3000000000 bytes more or less is not a wrong length"),
        ("fault.reset-after.body = -1", "-1 bytes"),
        ("fault.reset-after.tail = 1", "expected one of `head`, `body`"),
        ("fault.drip = { bytes = 0, every = \"1s\" }", "0 bytes"),
        ("fault.drip = { bytes = 1, every = \"0s\" }", "expected more than zero"),
        ("fault.drip = { bytes = 1, every = \"25h\" }", "a pause of more than a day"),
        ("fault.drip = { bytes = 1, every = \"12h\" }\nreply.raw = { status = 200, body = \"abc\" }", "this answer takes more than a day"),
        ("fault.http-error.status = 399", "399 is not the status of an error"),
        ("fault.http-error.status = 600", "600 is not the status of an error"),
        ("fault.http-error = { status = 503, retry-after = \"1500ms\" }", "`1500ms` is not whole seconds"),
        ("fault.content-type = \"text/\\u00e9\"", "a header cannot have this value"),
        ("fault.content-type = \"a/b\"\nheaders.Content-Type = \"c/d\"", "the content type of this answer is set twice"),
        ("fault.content-type = \"a/b\"\nreply.raw.status = 200", "the content type of this answer is set twice"),
        ("fault = \"reset\"\nhttp-status = 500", "`http-status` has no effect"),
        ("fault = \"close\"\nheaders.a = \"b\"", "`headers` has no effect"),
        ("fault = \"hang\"\nbody-delay = \"1s\"", "`body-delay` has no effect"),
        ("fault.http-error.status = 503\npatch = \"[]\"", "`patch` has no effect"),
        ("fault = \"garbage\"\nhttp-status = 500", "`http-status` has no effect"),
        ("fault.reset-after.head = 5\nbody-delay = \"1s\"", "`body-delay` has no effect"),
        ("fault.close-after.head = 5\npatch = \"[]\"", "`patch` has no effect"),
        ("fault.hang-after.head = 5\npatch = \"[]\"", "`patch` has no effect"),
        ("fault = \"invalid-json\"\nreply.raw.status = 200", "this fault needs a body"),
        ("fault = \"invalid-utf8\"\nreply.raw.status = 200", "this fault needs a body"),
        ("fault = \"truncated-chunk\"\nreply.raw.status = 200", "this fault needs a body"),
        ("fault.close-after.body = 5\nreply.raw.status = 200", "this fault needs a body"),
        ("fault.reset-after.body = 5\nreply.raw.status = 200", "this fault needs a body"),
        ("fault.hang-after.body = 5\nreply.raw.status = 200", "this fault needs a body"),
        ("fault.drip = { bytes = 5, every = \"1s\" }\nreply.raw.status = 200", "this fault needs a body"),
    ];
    all_refused("[[step]]\non = \"data\"\n{}\n", &table);
    for fault in [
        "fault = \"reset\"\ndelay = \"1s\"",
        "fault = \"truncated-chunk\"\npatch = \"[]\"",
        "fault.reset-after.head = 5\nheaders.a = \"b\"",
        "fault.reset-after.body = 0\nbody-delay = \"1s\"",
        "fault.wrong-length = -10",
        "fault.drip = { bytes = 1, every = \"12h\" }\nreply.raw = { status = 200, body = \"ab\" }",
        "fault.http-error = { status = 429, retry-after = \"30s\" }",
        "fault.content-type = \"text/html\"\nheaders.a = \"b\"",
    ] {
        taken(&format!("[[step]]\non = \"data\"\n{fault}\n"));
    }
}

#[test]
fn faults_over_the_steps() {
    #[rustfmt::skip]
    let table = [
        ("first = 0", "0 times"),
        ("from = \"10s\"\nuntil = \"10s\"", "this window ends before it begins"),
        ("until = \"0s\"", "expected more than zero"),
        ("probability = 1.1", "a probability of 1.1"),
        ("probability = -0.1", "a probability of -0.1"),
        ("probability = \"1\"", "expected a number, found string \"1\""),
        ("commit = 1", "expected true or false, found integer `1`"),
        ("chance = 1", "unknown field `chance`"),
    ];
    all_refused("[[fault]]\non = \"data\"\nplay = \"reset\"\n{}\n", &table);
    refused("[[fault]]\non = \"data\"\nplay.drip = { bytes = 1, every = \"25h\" }\n", "a pause of");
    refused("[[fault]]\non = \"data\"\n", "missing field `play`");
    for rest in ["probability = 1", "probability = 0.0", "from = \"10s\"\nuntil = \"11s\""] {
        taken(&format!("[[fault]]\non = \"data\"\nplay = \"reset\"\n{rest}\n"));
    }
}

#[test]
fn headers() {
    #[rustfmt::skip]
    let table = [
        ("Content-Length = \"1\"", "use fault.wrong-length = 10"),
        ("transfer-encoding = \"chunked\"", "use fault = \"truncated-chunk\""),
        ("Connection = \"close\"", "use fault = \"close\" or \"reset\""),
        ("Keep-Alive = \"5\"", "`Keep-Alive` is set by the server"),
        ("TE = \"x\"", "`TE` is set by the server"),
        ("Trailer = \"x\"", "`Trailer` is set by the server"),
        ("Upgrade = \"x\"", "`Upgrade` is set by the server"),
        ("\"a b\" = \"x\"", "`a b` is not a header name"),
        ("\"\" = \"x\"", "`` is not a header name"),
        ("X-A = \"1\"\nx-a = \"2\"", "appears twice"),
        ("X-A = \"one\\r\\nX-B: two\"", "a header cannot have this value"),
        ("X-A = \"caf\\u00e9\"", "a header cannot have this value"),
        ("X-A = 5", "expected text in quotation marks, found integer `5`"),
    ];
    all_refused("[[step]]\non = \"data\"\n[step.headers]\n{}\n", &table);
    let long = |name, value| {
        format!(
            "[[step]]\non = \"data\"\n[step.headers]\n{} = \"{}\"\n",
            "n".repeat(name),
            "v".repeat(value)
        )
    };
    taken(&long(128, 4_096));
    refused(&long(129, 1), "is not a header name");
    refused(&long(1, 4_097), "a header value of 4097 bytes");
    let many = |count: usize| {
        let lines: String = (0..count).map(|number| format!("x-{number} = \"\"\n")).collect();
        format!("[[step]]\non = \"data\"\n[step.headers]\n{lines}")
    };
    taken(&many(50));
    refused(&many(51), "more than 50 headers");
}

#[test]
fn patches() {
    #[rustfmt::skip]
    let table = [
        ("[", "a patch is JSON"),
        ("{\"op\": \"remove\", \"path\": \"/a\"}", "a patch is a list"),
        ("[5]", "an operation is a JSON object"),
        ("[{\"path\": \"/a\"}]", "there is no operation ``"),
        ("[{\"op\": \"ad\", \"path\": \"/a\", \"value\": 1}]", "did you mean `add`?"),
        ("[{\"op\": \"remove\"}]", "`path` is missing"),
        ("[{\"op\": \"remove\", \"pth\": \"/a\"}]", "did you mean `path` instead of `pth`?"),
        ("[{\"op\": \"add\", \"path\": \"/a\"}]", "`add` needs path and value"),
        ("[{\"op\": \"replace\", \"path\": \"/a\", \"vlaue\": 1}]", "did you mean `value` instead of `vlaue`?"),
        ("[{\"op\": \"test\", \"path\": \"/a\"}]", "`test` needs path and value"),
        ("[{\"op\": \"move\", \"path\": \"/a\"}]", "`move` needs from and path"),
        ("[{\"op\": \"copy\", \"path\": \"/a\"}]", "`copy` needs from and path"),
        ("[{\"op\": \"remove\", \"path\": \"a\"}]", "a path is a JSON Pointer"),
        ("[{\"op\": \"remove\", \"path\": 5}]", "a path is a JSON Pointer"),
    ];
    all_refused("[[step]]\non = \"data\"\npatch = '{}'\n", &table);
    let many = |count| vec!["{\"op\":\"remove\",\"path\":\"/a\"}"; count].join(",");
    taken(&format!("[[step]]\non = \"data\"\npatch = '[{}]'\n", many(1_000)));
    let more = format!("[[step]]\non = \"data\"\npatch = '[{}]'\n", many(1_001));
    refused(&more, "a patch of 1001 operations");
    taken("[[step]]\non = \"data\"\npatch = '[{\"op\":\"add\",\"path\":\"/a\",\"value\":null}]'\n");
}

#[test]
fn challenges() {
    #[rustfmt::skip]
    let table = [
        ("ask = []", "a challenge of 0 questions"),
        ("retries = 1", "missing field `ask`"),
        ("ask = [{ prompt = \"?\", answer = \"a\" }]", "a prompt needs letters or digits"),
        ("ask = [{ prompt = \"Pet?\", answer = \"\" }]", "an answer cannot be empty"),
        ("ask = [{ prompt = \"Pet?\", answer = [] }]", "an answer cannot be empty"),
        ("ask = [{ prompt = \"Pet?\", answer = [\"a\", \" \"] }]", "an answer cannot be empty"),
        ("ask = [{ prompt = \"Pet?\", answer = 5 }]", "expected text, or a list of texts"),
        ("ask = [{ prompt = \"Pet?\", answer = \"a\" }, { prompt = \"Pet?\", answer = \"b\" }]", "two questions have this prompt"),
        ("ask = [{ prompt = \"Your pet?\", answer = \"a\" }, { prompt = \"yourPet\", answer = \"b\" }]", "two questions have this prompt"),
        ("ask = [{ type = \"multiple-choice\", prompt = \"Pet?\", answer = \"a\", choices = [\"b\", \"c\"] }]", "the answer `a` is not among the choices"),
        ("ask = [{ type = \"question\", prompt = \"Pet?\", answer = \"a\" }]", "unknown value `question`"),
        ("ask = [{ prompt = \"Pet?\", answer = \"a\" }]\nretries = -1", "expected a whole number from 0"),
        ("ask = [{ prompt = \"Pet?\", answer = \"a\" }]\nlocks-out = \"LOCKED\"", "there is no code `LOCKED`"),
    ];
    all_refused("[[step]]\non = \"authorize\"\n[step.reply.challenge]\n{}\n", &table);
    let questions = |count: usize| {
        let ask = (0..count).map(|n| format!("{{ prompt = \"{n}?\", answer = \"a\" }}"));
        let ask = ask.collect::<Vec<_>>().join(", ");
        format!("[[step]]\non = \"authorize\"\nreply.challenge.ask = [{ask}]\n")
    };
    taken(&questions(10));
    refused(&questions(11), "a challenge of 11 questions");
    // The case does not count; and the choices of a plain question are questions.
    for question in [
        "type = \"multiple-choice\", prompt = \"A?\", answer = \" b\", choices = [\"B\"]",
        "prompt = \"Choose\", answer = \"Rex\", choices = [\"First pet?\"]",
    ] {
        taken(&format!("[[step]]\non = \"authorize\"\nreply.challenge.ask = [{{ {question} }}]\n"));
    }
}

#[test]
fn the_head() {
    let summary = |length: usize| {
        format!("summary = \"{}\"\n{}", "é".repeat(length), HEAD.lines().nth(1).unwrap())
    };
    #[rustfmt::skip]
    let table = [
        ("x.toml", "summary = \"\"\nlogin-id = \"10000000-0000-4000-8000-0000000000ff\"", "the summary is one sentence"),
        ("x.toml", "summary = \"a\\nb\"\nlogin-id = \"10000000-0000-4000-8000-0000000000ff\"", "the summary is one sentence"),
        ("x.toml", &summary(201), "a summary of 201 characters; at most 200 are allowed"),
        ("x.toml", "summary = \"s\"\nlogin-id = \"12\"", "`12` is not a GUID"),
        ("x.toml", &format!("{HEAD}last-refresh = \"yesterday\""), "`yesterday` is not a timestamp in Flinks' format"),
        ("x.toml", &format!("{HEAD}last-refresh = \"2019-05-09T13:47:46.52279011\""), "is not a timestamp in Flinks' format"),
        ("x.toml", &format!("{HEAD}session.idle = \"0s\""), "expected more than zero, or \"unlimited\""),
        ("x.toml", &format!("{HEAD}session.idle = 8"), "8 has no unit, and a duration needs one"),
        ("x.toml", &format!("{HEAD}session = [\"8m\"]"), "`session` is not a list"),
        ("x.toml", &format!("{HEAD}extends = \"\""), "the name of a scenario is"),
        ("x.toml", &format!("{HEAD}customers = [\"\"]"), "a customer id of 0 characters"),
        ("x.toml", &format!("{HEAD}customers = [\"{}\"]", "é".repeat(129)), "a customer id of 129 characters"),
        ("x.toml", &format!("{HEAD}customers = [\"a\", \"b\", \"a\"]"), "the customer `a` appears twice"),
        ("x.toml", "summary = \"s\"", "missing field `login-id`"),
        ("Two Polls.toml", HEAD, "the name of a scenario is"),
        ("x.toml", "summary = ", "x.toml:1:"),
    ];
    for (path, text, expected) in table {
        let problems = Scenario::parse(path, &text.into()).unwrap_err();
        let shown: String = problems.iter().map(ToString::to_string).collect();
        assert!(shown.contains(expected), "{text}\n{shown}");
        let is_seen = path == "x.toml" && text != "summary = ";
        assert_eq!(validated(text).is_some(), is_seen, "{text}");
    }
    let most = summary(200);
    assert_eq!((parsed(&most), validated(&most)), (None, None));
    taken(&format!("customers = [\"{}\", \"b\"]", "é".repeat(128)));
}

#[test]
fn caps() {
    let customers = |count: usize| {
        let all: Vec<String> = (0..count).map(|number| format!("\"c{number}\"")).collect();
        format!("customers = [{}]", all.join(", "))
    };
    let steps = |count| "[[step]]\non = \"data\"\n".repeat(count);
    let faults = |count| "[[fault]]\non = \"data\"\nplay = \"reset\"\n".repeat(count);
    let body = |length| {
        let body = "b".repeat(length);
        format!("[[step]]\non = \"data\"\nreply.raw = {{ status = 200, body = \"{body}\" }}\n")
    };
    let file = |length: usize| format!("#{}\n", "c".repeat(length - HEAD.len() - 2));
    let table = [
        (customers(1_000), customers(1_001), "1001 customers; at most 1000 are allowed"),
        (steps(1_000), steps(1_001), "1001 steps; at most 1000 are allowed"),
        (faults(100), faults(101), "101 faults; at most 100 are allowed"),
        (body(65_536), body(65_537), "a text of 65 KiB"),
        (file(1 << 20), file((1 << 20) + 1), "a scenario of 2 MiB; at most 1 MiB are allowed"),
    ];
    for (good, bad, expected) in table {
        taken(&good);
        refused(&bad, expected);
    }
}

/// It is refused for its length, not for what is in it.
#[test]
fn ten_megabytes_are_not_parsed() {
    let shown = parsed(&"[".repeat(10 << 20)).unwrap();
    assert!(shown.contains("a scenario of 10 MiB; at most 1 MiB are allowed"), "{shown}");
}

/// Each row: what stands in the place of `{}`, what is said of it.
fn all_refused(file: &str, table: &[(&str, &str)]) {
    for (part, expected) in table {
        refused(&file.replace("{}", part), expected);
    }
}

fn refused(rest: &str, expected: &str) {
    let text = format!("{HEAD}{rest}");
    let begin: String = rest.chars().take(1_000).collect();
    let shown = parsed(&text).unwrap_or_else(|| panic!("taken: {begin}"));
    assert!(shown.contains(expected), "{begin}\n{shown}");
    assert!(shown.contains("--> scenarios/a-story.toml"), "{begin}\n{shown}");
    let is_blind = BLIND.contains(&expected) || text.contains("\npatch = ");
    assert_eq!(validated(&text).is_none(), is_blind, "seen by the schema, or not: {begin}");
}

fn taken(rest: &str) {
    let text = format!("{HEAD}{rest}");
    let begin: String = rest.chars().take(1_000).collect();
    if let Some(problems) = parsed(&text) {
        panic!("{begin}\n{problems}");
    }
    assert_eq!(validated(&text), None, "{begin}");
}

/// What the schema does not see: what holds between two keys, and lengths. Nor does it see a patch.
const BLIND: [&str; 27] = [
    "a text of 65 KiB",
    "a scenario of 2 MiB; at most 1 MiB are allowed",
    "a prompt needs letters or digits",
    "two questions have this prompt",
    "the answer `a` is not among the choices",
    "a delay of more than a day",
    "`min` is more than `max`",
    "`max` is less than `median`",
    "a pause of more than a day",
    "this answer takes more than a day",
    "`1500ms` is not whole seconds",
    "the content type of this answer is set twice",
    "`http-status` has no effect",
    "`headers` has no effect",
    "`body-delay` has no effect",
    "this fault needs a body",
    "this window ends before it begins",
    "a pause of",
    "appears twice",
    "`status` and `message` belong to an error",
    "Authorize has no pending answer",
    "Investments is never dispatched",
    "one fixture cannot answer both accounts and investments",
    "a raw answer has one status",
    "`169h` is longer than a week",
    "is not a duration",
    "only Authorize asks security questions",
];
