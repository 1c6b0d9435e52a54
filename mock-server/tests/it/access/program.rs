//! `flinks-mock serve --auth token`: where its keys come from, and where they are shown.

use crate::support::program::{Seen, Served, program};
use crate::support::{CUSTOMER, LOGIN, http};

const SECRET: &str = "FLINKS_SECRET_KEY";
const API: &str = "FLINKS_API_KEY";

fn serve(keys: &[(&str, &str)]) -> Served {
    Served::start(&["--auth", "token", "--admin", "off"], keys)
}

/// The value of a variable in the line for a shell.
fn exported<'a>(served: &'a Served, variable: &str) -> Option<&'a str> {
    let start = format!("export {variable}=");
    served.banner.lines().find_map(|line| line.strip_prefix(&*start))
}

async fn status(served: &Served, name: &str, key: &str) -> u16 {
    let url = format!("{}/v3/{CUSTOMER}/BankingServices/{name}", served.url);
    let header = if name == "GenerateAuthorizeToken" { "flinks-auth-key" } else { "x-api-key" };
    let request = http().post(url).header(header, key).body(format!(r#"{{"LoginId":"{LOGIN}"}}"#));
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn keys_are_made_for_each_run_and_printed_once_for_a_shell() {
    let [served, other] = [serve(&[]), serve(&[])];
    let [secret, api] = [SECRET, API].map(|key| exported(&served, key).unwrap().to_owned());
    let times = [&secret, &api].map(|key| served.banner.matches(&**key).count());
    assert_eq!(times, [1, 1], "{}", served.banner);
    assert_ne!(exported(&other, SECRET), Some(&*secret));

    for (name, key, expected) in [
        ("GenerateAuthorizeToken", &secret, 200),
        ("GenerateAuthorizeToken", &api, 401),
        ("Authorize", &api, 401),
        // The key is taken, and the RequestId is missing.
        ("GetAccountsDetail", &api, 401),
    ] {
        assert_eq!(status(&served, name, key).await, expected, "{name}");
    }
    let rest = served.rest();
    assert!(rest.contains("POST /v3/"), "{rest}");
    assert!(!rest.contains(&secret) && !rest.contains(&api), "{rest}");
}

#[tokio::test]
async fn keys_of_the_environment_are_taken_and_never_printed() {
    const GIVEN: &str = "5eC2E700-canary-secret";
    const GIVEN_API: &str = "5ec2e700-canary-api-key";
    for (keys, exported_api) in
        [(&[(SECRET, GIVEN), (API, GIVEN_API)][..], false), (&[(SECRET, GIVEN)], true)]
    {
        let served = serve(keys);
        assert_eq!(status(&served, "GenerateAuthorizeToken", GIVEN).await, 200);
        assert_eq!(exported(&served, SECRET), None);
        let banner = served.banner.clone();
        assert_eq!(exported(&served, API).is_some(), exported_api, "{banner}");
        assert!(banner.contains("# FLINKS_SECRET_KEY is that of the environment\n"), "{banner}");
        let said = format!("{banner}{}", served.rest()).to_lowercase();
        assert!(!said.contains("canary"), "{said}");
    }
}

#[test]
fn in_the_open_profile_the_environment_is_not_looked_at() {
    let served = Served::start(&[], &[(SECRET, "short")]);
    assert!(!served.banner.contains("FLINKS_"), "{}", served.banner);
}

#[test]
fn keys_that_cannot_be_used() {
    #[rustfmt::skip]
    let table = [
        ((SECRET, ""), "error: FLINKS_SECRET_KEY cannot be a key of this server\n  because: it is shorter than 16 characters\n  help: unset it, and a key is made and printed\n"),
        ((API, "with a space in it"), "error: FLINKS_API_KEY cannot be a key of this server\n  because: it has a space or another character that no header can carry\n  help: unset it, and a key is made and printed\n"),
    ];
    for (key, expected) in table {
        let seen = Seen::of(program(&["serve", "--auth", "token"]).envs([key]));
        assert_eq!((seen.code, &*seen.out, &*seen.err), (Some(2), "", expected));
    }
}

/// The example of the banner, run by a shell that has the secret key.
#[cfg(unix)]
#[test]
fn the_example_of_the_banner_opens_a_session() {
    let served = serve(&[]);
    let (_, example) = served.banner.split_once("\ntoken=").unwrap();
    let secret = exported(&served, SECRET).unwrap();
    let script = format!("export FLINKS_SECRET_KEY={secret}\ntoken={example}");
    let script = script.replace("curl ", "curl -s --noproxy '*' ");
    let mut shell = std::process::Command::new("sh");
    let answer = Seen::of(shell.args(["-c", &script])).out;
    assert!(answer.contains(r#""HttpStatusCode":200"#), "{answer}\n{script}");
}
