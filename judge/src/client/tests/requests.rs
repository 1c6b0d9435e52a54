//! CLI-SEC and CLI-HTTP.

use flinks_report::Shown;

use super::story::{broken, findings};

#[test]
fn stories() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str], &str)] = &[
        ("a key in the query", &["CLI-SEC-001"], "
            0 POST Authorize A path=/v3/ada/BankingServices/Authorize?lang=en&apiKey=[redacted] -> 200
            end 1"),
        ("a key in the path", &["CLI-SEC-001"], "
            0 POST Authorize A path=/[redacted]/v3/ada/BankingServices/Authorize -> 200
            end 1"),
        ("a key in the Referer", &["CLI-SEC-001"], "
            0 POST Authorize A header=referer:[redacted] -> 200
            end 1"),
        ("a real key in the query, by its name", &["CLI-SEC-001"], "
            0 POST Authorize A path=/v3/ada/BankingServices/Authorize?x-api-key=3d5266a8 -> 200
            end 1"),
        ("a real key in the path", &["CLI-SEC-001"], "
            0 POST Authorize A path=/token=3d5266a8/v3/ada/BankingServices/Authorize -> 200
            end 1"),
        ("a real key in the Referer", &["CLI-SEC-001"], "
            0 POST Authorize A header=referer:http://x/?apiKey=3d5266a8 -> 200
            end 1"),
        ("a harmless query and Referer, and a key where it belongs", &[], "
            0 POST Authorize A path=/v3/ada/BankingServices/Authorize?lang=en&apiKey= header=referer:http://x/?page=1 header=flinks-auth-key:[redacted] -> 200
            end 1"),
        ("JSON as text", &["CLI-HTTP-001"], "
            0 POST Authorize A header=content-type:text/plain -> 200
            end 1"),
        ("with a charset, in capitals", &[], "
            0 POST Authorize A header=content-type:Application/JSON;charset=utf-8 -> 200
            end 1"),
        ("no body where one belongs", &[], "
            0 POST Authorize body= -> 401 INVALID_REQUEST
            end 1"),
        ("no body, no type", &[], "
            0 POST Token -> 200
            1 POST Authorize A -> 200
            2 POST Detail A -> 202 OPERATION_PENDING
            12 GET Async A body={} header=content-type:text/plain -> 200
            end 13"),
    ];
    for (name, expected, story) in table {
        assert_eq!(broken(story), *expected, "{name}");
    }
}

#[test]
fn what_is_said() {
    let story = "
        0 POST Authorize A path=/v3/ada/BankingServices/Authorize?apiKey=[redacted] header=content-type:text/plain -> 200
        1 POST Detail A path=/v3/ada/BankingServices/GetAccountsDetail?apiKey=[redacted] header=content-type:text/plain -> 200";
    let found = findings(story, "CLI-SEC-001");
    let actual = "a secret in the query: apiKey";
    assert_eq!((found.len(), &found[0].actual), (1, &Shown::words(actual)));
    assert_eq!(found[0].events, [1, 2]);
    let found = findings(story, "CLI-HTTP-001");
    assert_eq!((found.len(), &found[0].actual), (1, &Shown::words("text/plain")));
    assert_eq!(found[0].details[0].value, "2: t+00:00.000, t+00:01.000");
}
