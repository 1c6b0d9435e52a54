//! `flinks-mock serve` with TLS and the proxy, and TLS in the process of the test.

use std::fs;

use flinks_mock::{Auth, FlinksMock};
use reqwest::{Certificate, Client, Proxy};
use serde_json::{Value, json};

use crate::support::program::{Served, folder};
use crate::support::{CUSTOMER, LOGIN};

#[tokio::test]
async fn a_client_that_has_the_certificate_finds_the_mock_at_its_own_host() {
    let (_folder, path) = folder(&[]);
    let ca_file = format!("{path}/ca.pem");
    let flags = ["--tls", "127.0.0.1:0", "--tls-ca", &ca_file, "--proxy", "127.0.0.1:0"];
    let served = Served::start(&flags, &[]);
    assert_eq!(served.after("NODE_EXTRA_CA_CERTS="), ca_file);
    let proxy = Proxy::all(served.after("HTTPS_PROXY=")).unwrap();
    let ca = Certificate::from_pem(&fs::read(&ca_file).unwrap()).unwrap();
    let client = || Client::builder().no_proxy().tls_certs_only([ca.clone()]);
    let direct = client().build().unwrap();
    let through = client().proxy(proxy).build().unwrap();

    let tls = served.after("tls       ");
    for (client, url) in [(&direct, tls), (&through, "https://toolbox-api.private.fin.ag")] {
        let url = format!("{url}/v3/{CUSTOMER}/BankingServices/GenerateAuthorizeToken");
        assert_eq!(client.post(&url).send().await.unwrap().status(), 200, "{url}");
    }
}

/// Finds each host of Flinks at the port of the mock, and trusts its authority alone.
fn led(mock: &FlinksMock) -> Client {
    let address = mock.tls_address().unwrap();
    let ca = Certificate::from_pem(mock.ca_pem().unwrap().as_bytes()).unwrap();
    let hosts = ["toolbox-api.private.fin.ag", "toolbox-wealth-api.private.fin.ag"];
    let client = Client::builder().no_proxy().tls_certs_only([ca]);
    hosts.into_iter().fold(client, |client, host| client.resolve(host, address)).build().unwrap()
}

/// As a client of the live toolbox would, with its keys, at both of its hosts.
#[tokio::test]
async fn a_mock_in_the_same_process_is_the_live_toolbox_to_its_client() {
    let builder = FlinksMock::builder().auth(Auth::Token).tls(true).scenario("ready-at-once");
    let mock = builder.start().await.unwrap();
    let (client, port) = (led(&mock), mock.tls_address().unwrap().port());
    let call = async |host: &str, path: &str, (name, key): (&str, &str), body: Value| -> Value {
        let url = format!("https://{host}.private.fin.ag:{port}/v3/{CUSTOMER}/{path}");
        let request = client.post(url).header(name, key).body(body.to_string());
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    };
    let secret = ("flinks-auth-key", mock.secret_key().unwrap());
    let api = ("x-api-key", mock.api_key().unwrap());

    let path = "BankingServices/GenerateAuthorizeToken";
    let token = call("toolbox-api", path, secret, json!({})).await["Token"].clone();
    let body = json!({ "LoginId": LOGIN, "MostRecentCached": true });
    let token = ("flinks-auth-key", token.as_str().unwrap());
    let authorized = call("toolbox-api", "BankingServices/Authorize", token, body).await;
    assert_eq!(authorized["HttpStatusCode"], 200, "{authorized}");
    let id = &authorized["RequestId"];
    let body = json!({ "RequestId": id });
    let accounts = call("toolbox-api", "BankingServices/GetAccountsDetail", api, body).await;
    assert_eq!(accounts["HttpStatusCode"], 200, "{accounts}");
    let body = json!({ "RequestId": id, "LoginId": LOGIN, "MostRecentCached": true });
    let investments = call("toolbox-wealth-api", "Investments", api, body).await;
    assert_eq!(investments["HttpStatusCode"], 200, "{investments}");
}

#[tokio::test]
async fn a_client_of_another_mock_does_not_trust_this_one() {
    let [mock, other] = [FlinksMock::builder(), FlinksMock::builder()].map(|it| it.tls(true));
    let (mock, other) = (mock.start().await.unwrap(), other.start().await.unwrap());
    let port = mock.tls_address().unwrap().port();
    let url = format!("https://toolbox-api.private.fin.ag:{port}/");
    assert_eq!(led(&mock).get(&url).send().await.unwrap().status(), 404);
    assert!(led(&other).get(&url).send().await.unwrap_err().is_connect());
    let plain = FlinksMock::start().await;
    assert_eq!((plain.tls_address(), plain.ca_pem()), (None, None));
}
