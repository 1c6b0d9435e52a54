use super::*;

const LENIENT: bool = false;
const STRICT: bool = true;

fn found(method: &str, path: &str) -> (String, Endpoint, Vec<String>) {
    match route(method, path, LENIENT) {
        Ok(route) => (route.customer.to_string(), route.endpoint, route.ids),
        Err(missed) => panic!("{method} {path}: {missed:?}"),
    }
}

#[test]
fn paths_are_taken_as_the_service_takes_them() {
    use Endpoint::{
        AnswerMFAQuestions, Authorize, DeleteCard, GetAccountsDetail, GetAccountsDetailAsync,
        GetAccountsSummary, GetStatementsAsync, GetWealthNightlyRefreshStatus,
        InstitutionsByRoutingNumber, Investments, InvestmentsDelete, Token, Understood,
    };
    #[rustfmt::skip]
    let table = [
        ("POST", "/v3/ada/BankingServices/Authorize", "ada", Authorize),
        ("POST", "/v3/ada/BankingServices/GetAccountsDetail", "ada", GetAccountsDetail),
        ("GET", "/v3/ada/BankingServices/GetAccountsDetailAsync/17", "ada", GetAccountsDetailAsync),
        ("POST", "/v3/ada/Investments", "ada", Investments),
        ("POST", "/v3/ada/BankingServices/Investments", "ada", Investments),
        // A path prefix, as in node-flinks with an instance name "127.0.0.1:PORT/x".
        ("POST", "/x-api.private.fin.ag/v3/ada/BankingServices/Authorize", "ada", Authorize),
        ("POST", "/v3/v3/ada/BankingServices/Authorize", "ada", Authorize),
        // Trailing space of the C# and PHP SDKs; doubled and trailing slashes; names in any case.
        ("POST", "/v3/ada/BankingServices/GetAccountsDetail%20", "ada", GetAccountsDetail),
        ("POST", "//v3/ada//BankingServices/Authorize/", "ada", Authorize),
        ("POST", "/V3/ada/bankingservices/AUTHORIZE", "ada", Authorize),
        // A GUID has one form; other customer ids stay as they are.
        ("POST", "/v3/43387CA6-0391-4C82-857D-70D95F087ECB/Investments", "43387ca6-0391-4c82-857d-70d95f087ecb", Investments),
        ("POST", "/v3/Ada%2FB/Investments", "Ada/B", Investments),
        ("POST", "/v3/BankingServices/Investments", "BankingServices", Investments),
        ("POST", "/v3/ada/BankingServices/GetAccountsDetailAsync/17", "ada", GetAccountsDetailAsync),
        ("POST", "/v3/ada/BankingServices/GetAccountsSummary", "ada", GetAccountsSummary),
        ("GET", "/v3/ada/BankingServices/GetStatementsAsync/17", "ada", GetStatementsAsync),
        ("POST", "/v3/ada/BankingServices/GetStatementsAsync/17", "ada", GetStatementsAsync),
        ("DELETE", "/v3/ada/BankingServices/DeleteCard/17", "ada", DeleteCard),
        ("DELETE", "/v3/ada/Investments/Delete/17", "ada", InvestmentsDelete),
        ("GET", "/v3/ada/BankingServices/Institutions/RoutingNumber/17", "ada", InstitutionsByRoutingNumber),
        ("GET", "/v3/ada/BankingServices/GetWealthNightlyRefreshStatus/", "ada", GetWealthNightlyRefreshStatus),
        ("PATCH", "/v3/ada/BankingServices/AnswerMFAQuestions", "ada", AnswerMFAQuestions),
        ("POST", "/v3/ada/BankingServices/Token/", "ada", Token),
        ("POST", "/v3/ada/_mock/understood", "ada", Understood),
        ("POST", "/v3/43387CA6-0391-4C82-857D-70D95F087ECB/_mock/understood/", "43387ca6-0391-4c82-857d-70d95f087ecb", Understood),
    ];
    for (method, path, customer, endpoint) in table {
        let ids = path.ends_with("/17").then(|| "17".to_owned()).into_iter().collect();
        assert_eq!(found(method, path), (customer.to_owned(), endpoint, ids), "{method} {path}");
    }
}

#[test]
fn what_is_not_there_names_what_is_near() {
    let near = |nearest: &'static str| NoRoute::Path { nearest: Some(nearest) };
    let far = || NoRoute::Path { nearest: None };
    #[rustfmt::skip]
    let table = [
        ("/", far()),
        ("/v3", far()),
        ("/v2/ada/BankingServices/Authorize", far()),
        ("/v3/ada/BankingServices/nothing-like-it", far()),
        ("/v3/ada/_mock/Understood", far()),
        ("/v3/ada/_mock", far()),
        ("/v3/ada/BankingServices/Autorize", near("/v3/{customerId}/BankingServices/Authorize")),
        ("/v3/ada/BankingServices/GetAccountDetail", near("/v3/{customerId}/BankingServices/GetAccountsDetail")),
        // BankingServices left out; the customer id left out, as with an empty variable.
        ("/v3/ada/Authorize", near("/v3/{customerId}/BankingServices/Authorize")),
        ("/v3//BankingServices/Authorize", near("/v3/{customerId}/BankingServices/Authorize")),
        ("/v3/BankingServices/Authorise", near("/v3/{customerId}/BankingServices/Authorize")),
        ("/v3/ada/BankingServices/Investment", near("/v3/{customerId}/Investments")),
        ("/v3/ada/BankingServices/GetAccountsDetailAsync", near("/v3/{customerId}/BankingServices/GetAccountsDetailAsync/{requestId}")),
        ("/v3/ada/BankingServices/GetAccountsDetailAsync1243c283", near("/v3/{customerId}/BankingServices/GetAccountsDetailAsync/{requestId}")),
        ("/v3/ada/BankingServices/GetMFAQuestions", near("/v3/{customerId}/BankingServices/GetMFAQuestions/{loginId}")),
        ("/v3/ada/attributes/upload", NoRoute::NotServed { name: "UploadAttributes" }),
    ];
    for (path, expected) in table {
        assert_eq!(route("POST", path, LENIENT), Err(expected), "{path}");
    }
    let long = format!("/v3/{}/Investments", "x".repeat(129));
    assert!(matches!(route("POST", &long, LENIENT), Err(NoRoute::Path { .. })));
    let long = format!("/v3/{}/_mock/understood", "x".repeat(129));
    assert!(matches!(route("POST", &long, LENIENT), Err(NoRoute::Path { .. })));
}

/// Without the caps each of these takes minutes.
#[test]
fn long_paths_cost_nothing() {
    let far = NoRoute::Path { nearest: None };
    let many = "/v3".repeat(20_000);
    assert_eq!(route("GET", &many, LENIENT), Err(far));
    let long = format!("/v3/ada/BankingServices/{}", "x".repeat(60_000));
    assert_eq!(route("GET", &long, LENIENT), Err(NoRoute::Path { nearest: None }));
    let both = format!("{many}/{}", "Authoriz".repeat(8_000));
    assert_eq!(route("GET", &both, LENIENT), Err(NoRoute::Path { nearest: None }));
}

#[test]
fn methods_are_told_from_paths() {
    #[rustfmt::skip]
    let table = [
        (LENIENT, "GET", "/v3/ada/BankingServices/Authorize", "POST"),
        (LENIENT, "OPTIONS", "/v3/ada/BankingServices/Authorize", "POST"),
        (LENIENT, "PUT", "/v3/ada/BankingServices/GetAccountsDetailAsync/17", "GET, POST"),
        (STRICT, "POST", "/v3/ada/BankingServices/GetAccountsDetailAsync/17", "GET"),
        (LENIENT, "GET", "/v3/ada/_mock/understood", "POST"),
    ];
    for (strict, method, path, expected) in table {
        match route(method, path, strict) {
            Err(NoRoute::Method { allow, .. }) => assert_eq!(allow, expected, "{method} {path}"),
            other => panic!("{method} {path}: {other:?}"),
        }
    }
}

#[test]
fn post_on_async_is_noted() {
    let route =
        route("POST", "/v3/ada/BankingServices/GetAccountsDetailAsync/17", LENIENT).unwrap();
    assert_eq!(route.note, Some("POST on an Async endpoint; the contract says GET (C15)"));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_path_is_found_or_not(path in "(/|v3|V3|%20|%ff|é|Investments|BankingServices|Authorize|GetAccountsDetailAsync|.){0,12}") {
        for method in ["GET", "POST", ""] {
            let _ = (route(method, &path, LENIENT), route(method, &path, STRICT));
        }
    }
}
