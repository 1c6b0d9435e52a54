//! `flinks-mock serve --auth token`: where its keys come from, and where they are shown.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use crate::support::{CUSTOMER, LOGIN};

const SECRET: &str = "FLINKS_SECRET_KEY";
const API: &str = "FLINKS_API_KEY";

fn command(args: &[&str], keys: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flinks-mock"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--admin", "off"]).args(args);
    command.env_remove(SECRET).env_remove(API).envs(keys.iter().copied());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The program, and all of its banner.
fn serve(args: &[&str], keys: &[(&str, &str)]) -> (Child, String) {
    let mut child = command(args, keys).spawn().unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
    let mut banner = String::new();
    for line in lines {
        banner += &line;
        banner.push('\n');
        if line.contains("MostRecentCached") {
            break;
        }
    }
    (child, banner)
}

/// Everything that it wrote after the banner.
fn rest(mut child: Child) -> String {
    child.kill().unwrap();
    child.wait().unwrap();
    let mut text = String::new();
    child.stdout.unwrap().read_to_string(&mut text).unwrap();
    child.stderr.unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The value of a variable in the line for a shell.
fn exported<'a>(banner: &'a str, variable: &str) -> Option<&'a str> {
    let start = format!("export {variable}=");
    banner.lines().find_map(|line| line.strip_prefix(&*start))
}

async fn status(url: &str, name: &str, key: &str) -> u16 {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{url}/v3/{CUSTOMER}/BankingServices/{name}");
    let header = if name == "GenerateAuthorizeToken" { "flinks-auth-key" } else { "x-api-key" };
    let body = format!(r#"{{"LoginId":"{LOGIN}"}}"#);
    let request = client.post(url).header(header, key).body(body);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn keys_are_made_for_each_run_and_printed_once_for_a_shell() {
    let (child, banner) = serve(&["--auth", "token"], &[]);
    let (other, other_banner) = serve(&["--auth", "token"], &[]);
    let url = banner.lines().next().unwrap();
    let secret = exported(&banner, SECRET).unwrap();
    let api = exported(&banner, API).unwrap();
    assert_eq!((banner.matches(secret).count(), banner.matches(api).count()), (1, 1), "{banner}");
    assert_ne!(exported(&other_banner, SECRET), Some(secret));

    assert_eq!(status(url, "GenerateAuthorizeToken", secret).await, 200);
    assert_eq!(status(url, "GenerateAuthorizeToken", api).await, 401);
    assert_eq!(status(url, "Authorize", api).await, 401);
    // The key is taken, and the RequestId is missing.
    assert_eq!(status(url, "GetAccountsDetail", api).await, 401);
    rest(other);
    let rest = rest(child);
    assert!(rest.contains("POST /v3/"), "{rest}");
    assert!(!rest.contains(secret) && !rest.contains(api), "{rest}");
}

#[tokio::test]
async fn keys_of_the_environment_are_taken_and_never_printed() {
    const GIVEN: &str = "5eC2E700-canary-secret";
    const GIVEN_API: &str = "5ec2e700-canary-api-key";
    for (keys, exported_api) in
        [(&[(SECRET, GIVEN), (API, GIVEN_API)][..], false), (&[(SECRET, GIVEN)], true)]
    {
        let (child, banner) = serve(&["--auth", "token"], keys);
        let url = banner.lines().next().unwrap();
        assert_eq!(status(url, "GenerateAuthorizeToken", GIVEN).await, 200);
        assert_eq!(exported(&banner, SECRET), None);
        assert_eq!(exported(&banner, API).is_some(), exported_api, "{banner}");
        assert!(banner.contains("# FLINKS_SECRET_KEY is that of the environment\n"), "{banner}");
        let said = format!("{banner}{}", rest(child)).to_lowercase();
        assert!(!said.contains("canary"), "{said}");
    }
}

#[test]
fn in_the_open_profile_the_environment_is_not_looked_at() {
    let (child, banner) = serve(&[], &[(SECRET, "short")]);
    assert!(banner.starts_with("http://127.0.0.1:"), "{banner}");
    assert!(!banner.contains("FLINKS_"), "{banner}");
    rest(child);
}

#[test]
fn keys_that_cannot_be_used() {
    for (keys, expected) in [
        (
            &[(SECRET, "")][..],
            "error: FLINKS_SECRET_KEY cannot be a key of this server\n  because: it is shorter than 16 characters\n  help: unset it, and a key is made and printed\n",
        ),
        (
            &[(API, "with a space in it")],
            "error: FLINKS_API_KEY cannot be a key of this server\n  because: it has a space or another character that no header can carry\n  help: unset it, and a key is made and printed\n",
        ),
    ] {
        let output = command(&["--auth", "token"], keys).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);
        assert_eq!(output.stdout, b"");
    }
}

/// The example of the banner, run by a shell that has the secret key.
#[cfg(unix)]
#[test]
fn the_example_of_the_banner_opens_a_session() {
    let (child, banner) = serve(&["--auth", "token"], &[]);
    let (_, example) = banner.split_once("\ntoken=").unwrap();
    let script =
        format!("export FLINKS_SECRET_KEY={}\ntoken={example}", exported(&banner, SECRET).unwrap());
    let script = script.replace("curl ", "curl -s --noproxy '*' ");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    let answer = String::from_utf8(output.stdout).unwrap();
    assert!(answer.contains(r#""HttpStatusCode":200"#), "{answer}\n{script}");
    rest(child);
}
