//! Nothing that a server or a user said gets into a byte that the program writes: canaries in every
//! place, every command, every format.

mod needles;
mod planted;
mod stories;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::cli::signalled;
use crate::support::{command, make_private, output, said};
use needles::Needles;
use planted::{API_KEY, CUSTOMER_ID, LOGIN_ID, SECRET_KEY, WEALTH_CUSTOMER_ID};
use stories::{STORIES, Story};

const REPORTS: [&str; 8] = [
    "har=out/a.har",
    "html=out/a.html",
    "json=out/a.json",
    "junit=out/a.xml",
    "markdown=out/a.md",
    "ndjson=out/a.ndjson",
    "sarif=out/a.sarif",
    "text=out/a.txt",
];

/// Arguments with every format that there is, and what is not a report.
fn with_files<'a>(args: &[&'a str]) -> Vec<&'a str> {
    let files = ["--write-baseline", "out/baseline.toml", "--ledger", "drift.toml"];
    let reports = REPORTS.into_iter().flat_map(|report| ["--report", report]);
    let args = args.iter().copied().chain(reports).chain(files);
    args.chain(["--color", "always"]).collect()
}

/// A folder to run in, with a folder for temporary files beside it, and one that nobody looks into.
struct Place {
    seen: TempDir,
    hidden: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            seen: TempDir::new().expect("a folder of the test"),
            hidden: TempDir::new().expect("a folder of the test"),
        };
        for name in ["cwd", "tmp"] {
            fs::create_dir(place.seen.path().join(name)).expect("a folder of the test");
        }
        place
    }

    /// With every key and id in the environment.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = command(args);
        command
            .current_dir(self.seen.path().join("cwd"))
            .env("TMPDIR", self.seen.path().join("tmp"))
            .env("FLINKS_SECRET_KEY", SECRET_KEY)
            .env("FLINKS_API_KEY", API_KEY)
            .env("FLINKS_LOGIN_ID", LOGIN_ID)
            .env("FLINKS_CUSTOMER_ID", CUSTOMER_ID)
            .env("FLINKS_WEALTH_CUSTOMER_ID", WEALTH_CUSTOMER_ID);
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        output(&mut self.command(args))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.hidden.path().join(name);
        fs::write(&path, bytes).expect("a folder of the test");
        path.display().to_string()
    }

    /// Everything that was written, with the names of the files.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let (mut all, mut open) = (Vec::new(), vec![self.seen.path().to_owned()]);
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("a folder of the test") {
                let path = entry.expect("a folder of the test").path();
                let name = path.strip_prefix(self.seen.path()).expect("a folder of the test");
                let name = name.display().to_string();
                all.push((name.clone(), name.clone().into_bytes()));
                if path.is_dir() {
                    open.push(path);
                } else {
                    all.push((name, fs::read(&path).expect("a folder of the test")));
                }
            }
        }
        all
    }

    fn assert_clean(&self, needles: &Needles, output: &Output, what: &str) {
        let mut texts = self.files();
        texts.push(("stdout".to_owned(), output.stdout.clone()));
        texts.push(("stderr".to_owned(), output.stderr.clone()));
        let leaks: Vec<_> = texts
            .iter()
            .flat_map(|(name, bytes)| needles.find(bytes).into_iter().map(move |it| (name, it)))
            .collect();
        assert!(
            leaks.is_empty(),
            "{what}: {} leaks: {:#?}",
            leaks.len(),
            &leaks[..leaks.len().min(8)]
        );
    }
}

fn story(name: &str) -> &'static Story {
    STORIES.iter().find(|story| story.name == name).expect("a story")
}

/// Each story in every format at once, then judged again from its file.
#[tokio::test(flavor = "multi_thread")]
async fn in_every_format_of_a_run() {
    for story in STORIES {
        let (server, needles) = story.start().await;
        let place = Place::new();
        let run = ["run", "--target", &server.url, "--speed", "1000", "--seed", "7", "-vv"];
        let ran = place.run(&with_files(&run));
        assert_eq!(ran.status.code(), Some(story.code), "{}\n{}", story.name, said(&ran));
        assert!(server.seen().len() >= story.calls, "{}\n{}", story.name, said(&ran));
        place.assert_clean(&needles, &ran, story.name);

        let again = ["replay", "out/a.ndjson", "-vv", "--report", "json=out/again.json"];
        let replayed = place.run(&again);
        assert_eq!(replayed.status.code(), Some(story.code), "{}\n{}", story.name, said(&replayed));
        place.assert_clean(&needles, &replayed, &format!("{}, replayed", story.name));

        for drift in [&["drift", "list"][..], &["drift", "accept", "000000", "--because", "x"]] {
            let listed = [drift, &["--ledger", "drift.toml"]].concat();
            let listed = place.run(&listed);
            place.assert_clean(&needles, &listed, &format!("{}, {drift:?}", story.name));
        }
    }
}

/// Arguments and the exit code, at a server that is right and at one that is wrong in everything.
#[tokio::test(flavor = "multi_thread")]
async fn in_every_command_that_calls_a_server() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str], i32)] = &[
        ("right", &["run", "--target", "URL", "--speed", "1000"], 0),
        ("right", &["run", "--target", "URL", "--speed", "1000", "-q"], 0),
        ("right", &["run", "--target", "URL", "--speed", "1000", "-v"], 0),
        ("wild", &["run", "--target", "URL", "--speed", "1000"], 1),
        ("wild", &["run", "--target", "URL", "--speed", "1000", "-q"], 1),
        ("wild", &["run", "--target", "URL", "--speed", "1000", "--budget", "3"], 1),
        ("right", &["run", "--target", "URL", "--speed", "1000", "--login-id", LOGIN_ID,
            "--customer-id", CUSTOMER_ID, "--wealth-customer-id", WEALTH_CUSTOMER_ID, "-vv"], 0),
        ("right", &["run", "--target", "URL", "--dry-run"], 0),
        ("right", &["run", "--target", "URL", "--dry-run", "--login-id", LOGIN_ID], 0),
        ("right", &["record", "--target", "URL", "--speed", "1000", "--seed", "7", "--out", "rec"], 0),
        ("wild", &["record", "--target", "URL", "--speed", "1000", "--seed", "7", "--out", "rec"], -1),
        ("page", &["record", "--target", "URL", "--speed", "1000", "--seed", "7", "--out", "rec"], -1),
        ("refused", &["record", "--target", "URL", "--speed", "1000", "--seed", "7", "--out", "rec"], -1),
        ("right", &["diff", "--right", "URL", "--speed", "1000", "--seed", "7"], 1),
        ("wild", &["diff", "--right", "URL", "--speed", "1000", "--seed", "7"], 1),
        ("wild", &["diff", "--left", "URL", "--right", "mock", "--speed", "1000", "--format", "json"], 1),
        ("page", &["diff", "--left", "URL", "--right", "URL", "--speed", "1000"], -1),
    ];
    for (name, args, code) in table {
        let (server, needles) = story(name).start().await;
        let place = Place::new();
        let args: Vec<&str> =
            args.iter().map(|arg| if *arg == "URL" { &*server.url } else { arg }).collect();
        let ran = place.run(&args);
        let what = format!("{name} {args:?}");
        assert!(*code < 0 || ran.status.code() == Some(*code), "{what}\n{}", said(&ran));
        assert_ne!(ran.status.code(), Some(2), "{what}\n{}", said(&ran));
        place.assert_clean(&needles, &ran, &what);
    }
}

/// `--show-values` shows values, but neither keys nor given ids.
#[tokio::test(flavor = "multi_thread")]
async fn keys_and_ids_where_values_are_shown() {
    for name in ["right", "wild", "page", "encoded", "redirect", "refused"] {
        let (server, _) = story(name).start().await;
        let place = Place::new();
        let run = ["run", "--target", &server.url, "--speed", "1000", "--show-values", "-vv"];
        let ran = place.run(&with_files(&run));
        place.assert_clean(&Needles::of_secrets(), &ran, name);
    }
}

/// What others have captured, with canaries in it.
#[tokio::test(flavor = "multi_thread")]
async fn in_captured_files() {
    for name in ["right", "wild", "encoded", "page", "cut"] {
        let (server, needles) = story(name).start().await;
        let mut har = stories::har(&server.url).await;
        let place = Place::new();
        let body = har["log"]["entries"][2]["response"]["content"]["text"].take();
        har["log"]["entries"][2]["response"]["content"]["text"] = body.clone();
        let body = place.write("body.json", body.as_str().unwrap().as_bytes());
        let har = place.write("all.har", har.to_string().as_bytes());
        let half = fs::read(&har).unwrap();
        let half = place.write("half.har", &half[..half.len() / 2]);
        for file in [&body, &har, &half] {
            let reports = REPORTS.into_iter().filter(|report| !report.starts_with("ndjson="));
            let reports: Vec<&str> = reports.flat_map(|report| ["--report", report]).collect();
            let checked = [&["check", file, "-vv"][..], &reports].concat();
            let checked = place.run(&checked);
            place.assert_clean(&needles, &checked, &format!("{name} {file}\n{}", said(&checked)));
        }
    }
}

/// Commands that call nobody, and command lines that are wrong.
#[tokio::test(flavor = "multi_thread")]
async fn in_what_is_said_about_the_command_line() {
    let place = Place::new();
    let secret = place.write(
        "keys.toml",
        format!("secret-key = \"{SECRET_KEY}\"\nlogin-id = \"{API_KEY}\"\n").as_bytes(),
    );
    let broken = place.write("broken.toml", format!("secret-key = {SECRET_KEY}\n").as_bytes());
    let unknown = place.write("unknown.toml", format!("secret = \"{SECRET_KEY}\"\n").as_bytes());
    [&secret, &broken, &unknown].into_iter().for_each(|file| make_private(file));
    let with_password = format!("http://{API_KEY}:{API_KEY}@127.0.0.1:1");
    let in_query = format!("http://127.0.0.1:1/?key={API_KEY}");
    let customer = format!("{CUSTOMER_ID}/x");
    let at = ["run", "--target", "http://127.0.0.1:1"];
    #[rustfmt::skip]
    let table: Vec<(Vec<&str>, i32)> = vec![
        (vec!["checks"], 0),
        (vec!["checks", "FLK-ENV-001"], 0),
        (vec!["schema", "trace"], 0),
        (vec!["run"], 0),
        (at.to_vec(), 3),
        (vec!["run", "--target", &with_password], 2),
        (vec!["run", "--target", &in_query], 2),
        ([&at[..], &["--login-id", API_KEY]].concat(), 2),
        ([&at[..], &["--customer-id", &customer]].concat(), 2),
        ([&at[..], &["--wealth-target", &with_password]].concat(), 2),
        ([&at[..], &["--credentials", &secret]].concat(), 2),
        ([&at[..], &["--credentials", &broken]].concat(), 2),
        ([&at[..], &["--credentials", &unknown]].concat(), 2),
    ];
    let needles = Needles::of_secrets();
    for (args, code) in table {
        let mut command = place.command(&args);
        if args == ["run"] {
            // A mock in this process knows no such login.
            command.env_remove("FLINKS_LOGIN_ID");
        }
        let ran = output(&mut command);
        assert_eq!(ran.status.code(), Some(code), "{args:?}\n{}", said(&ran));
        place.assert_clean(&needles, &ran, &format!("{args:?}"));
    }
    for (name, value) in [
        ("FLINKS_SECRET_KEY", "zyq\nsecretkey+/9="),
        ("FLINKS_LOGIN_ID", API_KEY),
        ("FLINKS_CUSTOMER_ID", "a/zyqapikey"),
    ] {
        let mut command = place.command(&at);
        command.env(name, value);
        let ran = output(&mut command);
        assert_eq!(ran.status.code(), Some(2), "{name}\n{}", said(&ran));
        place.assert_clean(&needles, &ran, name);
    }
}

/// Secrets are told to GitHub's runner, which hides them, in lines made for that and no other.
#[tokio::test(flavor = "multi_thread")]
async fn on_github() {
    for name in ["right", "wild"] {
        let (server, needles) = story(name).start().await;
        let place = Place::new();
        let mut command =
            place.command(&["run", "--target", &server.url, "--speed", "1000", "--seed", "7"]);
        let summary = place.seen.path().join("summary.md");
        fs::write(&summary, "").unwrap();
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
        let mut ran = output(&mut command);
        let text = said(&ran);
        assert!(text.contains("::add-mask::"), "{text}");
        let lines = text.lines().filter(|line| !line.starts_with("::add-mask::"));
        ran.stdout = lines.collect::<Vec<_>>().join("\n").into_bytes();
        place.assert_clean(&needles, &ran, name);
    }
}

/// The report of a run that was stopped in the middle.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn after_a_signal() {
    let (server, needles) = story("pending").start().await;
    let place = Place::new();
    let run = ["run", "--target", &server.url, "--seed", "7", "-vv"];
    let mut command = place.command(&with_files(&run));
    let ran = tokio::task::block_in_place(|| signalled(&mut command, "-INT"));
    assert_eq!(ran.status.code(), Some(130), "{}", said(&ran));
    place.assert_clean(&needles, &ran, "a signal");
}

/// What looks for canaries finds them: in a file, in its name, in stdout, in each encoding.
#[test]
fn a_canary_is_found() {
    let needles = Needles::of_secrets();
    for text in needles::encodings(API_KEY) {
        for text in [text.clone(), format!("x{text}y"), format!("\u{1b}[1m{text}\u{1b}[0m")] {
            assert!(!needles.find(text.as_bytes()).is_empty(), "{text}");
        }
    }
    assert!(needles.find(b"zyq").is_empty());
    let place = Place::new();
    fs::write(place.seen.path().join("cwd").join("a.txt"), API_KEY).unwrap();
    fs::create_dir(place.seen.path().join("tmp").join(CUSTOMER_ID)).unwrap();
    let found = place.files();
    let found = found.iter().filter(|(_, bytes)| !needles.find(bytes).is_empty());
    assert_eq!(found.count(), 2);
    assert!(Path::new(place.seen.path()).exists());
}
