//! `flinks-mock` for other machines: names, addresses, certificates, and pages of a browser. The second
//! host is another address of the loopback interface, as Linux has them.

use std::fs;
use std::net::SocketAddr;

use reqwest::{Certificate, Client, Method};

use crate::support::CUSTOMER;
use crate::support::program::{Served, TOKEN, folder, program};

const NAME: &str = "mock.test";

fn token_url(base: &str) -> String {
    format!("{base}/v3/{CUSTOMER}/BankingServices/GenerateAuthorizeToken")
}

/// Finds `NAME` at an address; trusts the authority of this file alone.
fn client(at: &str, ca_file: &str) -> Client {
    let ca = Certificate::from_pem(&fs::read(ca_file).unwrap()).unwrap();
    let address: SocketAddr = at.parse().unwrap();
    let client = Client::builder().no_proxy().tls_certs_only([ca]);
    client.resolve(NAME, address).build().unwrap()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn another_host_reaches_the_admin_api_and_tls_by_name() {
    let (_folder, path) = folder(&[]);
    let ca_file = format!("{path}/ca.pem");
    let flags = ["--admin", "127.0.0.2:0", "--admin-host", NAME, "--tls", "127.0.0.2:0"];
    let tls = ["--tls-ca", &ca_file, "--tls-name", NAME, "--tls-name", "127.0.0.2"];
    let served = Served::start(&[&flags[..], &tls].concat(), &[("FLINKS_MOCK_ADMIN_TOKEN", TOKEN)]);
    let admin = served.admin().strip_prefix("http://").unwrap();
    let client_at = |address: &str| client(address, &ca_file);
    let port = |address: &str| address.rsplit(':').next().unwrap().to_owned();
    for (host, path, expected) in [
        (NAME, "customers", 200),
        ("127.0.0.2", "customers", 200),
        ("other.test", "customers", 421),
        ("other.test", "health", 200),
    ] {
        let url = format!("http://{admin}/{path}");
        let request = client_at(admin).get(url).bearer_auth(TOKEN).header("host", host);
        assert_eq!(request.send().await.unwrap().status(), expected, "{host} {path}");
    }
    let tls = served.after("tls       https://");
    for host in [NAME, "127.0.0.2"] {
        let url = token_url(&format!("https://{host}:{}", port(tls)));
        let response = client_at(tls).post(url).send().await.unwrap();
        assert_eq!(response.status(), 200, "{host}");
    }
}

#[tokio::test]
async fn a_certificate_of_the_user_takes_the_place_of_one_that_is_made() {
    let signed = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let (pem, key) = (signed.cert.pem(), signed.signing_key.serialize_pem());
    let (_folder, path) = folder(&[("chain.pem", &pem), ("key.pem", &key)]);
    let [chain, key] = ["chain.pem", "key.pem"].map(|name| format!("{path}/{name}"));
    let served =
        Served::start(&["--tls", "127.0.0.1:0", "--tls-cert", &chain, "--tls-key", &key], &[]);
    let tls = served.after("tls       https://");
    let url = token_url(&format!("https://{NAME}:{}", tls.rsplit(':').next().unwrap()));
    assert_eq!(client(tls, &chain).post(url).send().await.unwrap().status(), 200);

    let other = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
    fs::write(format!("{path}/other.pem"), other.signing_key.serialize_pem()).unwrap();
    fs::write(format!("{path}/text.pem"), "no PEM").unwrap();
    let [other, text] = ["other.pem", "text.pem"].map(|name| format!("{path}/{name}"));
    let not_its_key = format!("it is not the certificate of the key in {other}");
    for (chain, key, wrong, because) in [
        (&*key, &*key, &*key, "there is no certificate in it"),
        (&text, &key, &text, "there is no certificate in it"),
        (&chain, &chain, &chain, "there is no private key in it"),
        (&chain, "/dev/zero", "/dev/zero", "not a regular file"),
        (&chain, &other, &chain, &not_its_key),
    ] {
        let flags = ["serve", "--tls", "127.0.0.1:0", "--tls-cert", chain, "--tls-key", key];
        let refused = program(&flags).output().unwrap();
        let said = String::from_utf8_lossy(&refused.stderr);
        let expected = format!("error: cannot use {wrong} for TLS\n  because: {because}");
        assert!(said.starts_with(&expected) && said.contains("\n  help: "), "{said}");
        assert_eq!(refused.status.code(), Some(2));
    }
}

/// As `Tls::renew` says; a file that is not good is said, and changes nothing.
#[tokio::test]
async fn a_renewed_certificate_is_for_new_connections() {
    let made = || rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let [old, new] = [made(), made()];
    let files = |signed: &rcgen::CertifiedKey<rcgen::KeyPair>| {
        [signed.cert.pem(), signed.signing_key.serialize_pem()]
    };
    let [[old_chain, old_key], [new_chain, new_key]] = [&old, &new].map(files);
    let (_folder, path) = folder(&[("chain.pem", &old_chain), ("key.pem", &old_key)]);
    let [chain, key] = ["chain.pem", "key.pem"].map(|name| format!("{path}/{name}"));
    let served = Served::start(
        &["--quiet", "--tls", "127.0.0.1:0", "--tls-cert", &chain, "--tls-key", &key],
        &[],
    );
    let tls = served.after("tls       https://");
    let url = token_url(&format!("https://{NAME}:{}", tls.rsplit(':').next().unwrap()));
    // Each trusts one of the two, and keeps its connection.
    let ask = async |client: &Client| {
        let response = client.post(&url).send().await.ok()?;
        let status = response.status().as_u16();
        response.bytes().await.ok().map(|_| status)
    };
    let of_before = client(tls, &chain);
    assert_eq!(ask(&of_before).await, Some(200));

    let write = |name: &str, text: &str| {
        fs::write(format!("{path}/.new"), text).unwrap();
        fs::rename(format!("{path}/.new"), format!("{path}/{name}")).unwrap();
    };
    write("chain.pem", "no certificate");
    served.lines_to("the server goes on with the certificate that it had");
    assert_eq!(ask(&of_before).await, Some(200));
    fs::write(format!("{path}/old.pem"), &old_chain).unwrap();
    assert_eq!(ask(&client(tls, &format!("{path}/old.pem"))).await, Some(200));

    write("key.pem", &new_key);
    write("chain.pem", &new_chain);
    served.lines_to(&format!("reloaded: new connections get the certificate of {chain}"));
    assert_eq!(ask(&client(tls, &chain)).await, Some(200));
    assert_eq!(ask(&client(tls, &format!("{path}/old.pem"))).await, None);
    assert_eq!(ask(&of_before).await, Some(200), "an open connection lives on");
}

#[tokio::test]
async fn localhost_is_that_of_both_families() {
    let served = Served::spawn(program(&["serve"]).args(["--listen", "localhost:0", "-q"]));
    let has_v6 = std::net::TcpListener::bind("[::1]:0").is_ok();
    for url in [&*served.url, served.admin()] {
        let port = url.rsplit(':').next().unwrap();
        for host in ["127.0.0.1", "[::1]"].iter().take(1 + usize::from(has_v6)) {
            let client = Client::builder().no_proxy().build().unwrap();
            let url = format!("http://{host}:{port}/health");
            assert!(client.get(&url).send().await.is_ok(), "{url}");
        }
    }
}

#[tokio::test]
async fn pages_of_one_origin_may_call() {
    const OWN: &str = "http://localhost:3000";
    let served = Served::start(&["--cors", "HTTP://LOCALHOST:3000/"], &[]);
    let plain = Served::start(&[], &[]);
    let asked =
        [("access-control-request-method", "POST"), ("access-control-request-headers", "a, b")];
    let table: &[(&Served, &str, &str, u16, &str)] = &[
        (&served, "OPTIONS", OWN, 204, OWN),
        (&served, "POST", OWN, 200, OWN),
        (&served, "POST", "http://localhost:3001", 200, ""),
        (&served, "OPTIONS", "http://localhost:3001", 405, ""),
        (&plain, "POST", OWN, 200, ""),
    ];
    for (served, method, origin, status, allowed) in table {
        let client = Client::builder().no_proxy().build().unwrap();
        let method: Method = method.parse().unwrap();
        let mut request = client.request(method.clone(), token_url(&served.url));
        if method == Method::OPTIONS {
            request =
                asked.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        }
        let reply = request.header("origin", *origin).send().await.unwrap();
        let header = |name: &str| {
            let value = reply.headers().get(name).map(|value| value.to_str().unwrap());
            value.unwrap_or_default().to_owned()
        };
        let seen = (reply.status().as_u16(), header("access-control-allow-origin"));
        assert_eq!(seen, (*status, (*allowed).to_owned()), "{method} {origin}");
        // Of every answer, or a cache would give one origin the answer of another.
        let varies = if std::ptr::eq(*served, &raw const plain) { "" } else { "Origin" };
        assert_eq!(header("vary"), varies, "{method} {origin}");
        if method == Method::OPTIONS && !allowed.is_empty() {
            assert_eq!(header("access-control-allow-headers"), "a, b");
        }
    }
    for origin in ["localhost:3000", "http://", "http://a/b", "*", "http://a@b", "http://*.a.b"] {
        let refused = program(&["serve", "--cors", origin]).output().unwrap();
        assert_eq!(refused.status.code(), Some(2), "{origin}");
    }
}

/// The client of a run in another container: it gets an address that it can reach.
#[cfg(target_os = "linux")]
#[test]
fn a_run_listens_where_its_client_is() {
    let script = "echo $FLINKS_BASE_URL $FLINKS_MOCK_ADMIN $HTTPS_PROXY $NO_PROXY";
    let args = ["run", "--listen", "127.0.0.2", "--allow-empty", "--", "sh", "-c", script];
    let output = program(&args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.matches("http://127.0.0.2:").count(), 3, "{said}");
    assert_eq!(output.status.code(), Some(0), "{said}");
}
