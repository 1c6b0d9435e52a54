use super::*;

const OWN: u16 = 18_780;

/// `serve`, `tunnel`, or the status of the refusal.
fn way(method: &str, target: &str) -> String {
    let (tls, _) = Tls::new(&[]).unwrap();
    let proxy = Proxy::new(tls, vec![([127, 0, 0, 1], OWN).into()]);
    match proxy.way(&method.parse().unwrap(), &target.parse().unwrap()) {
        Way::Serve => "serve".to_owned(),
        Way::Tunnel => "tunnel".to_owned(),
        Way::Refuse(status, _) => status.as_u16().to_string(),
    }
}

#[test]
fn only_the_mock_is_behind_the_proxy() {
    #[rustfmt::skip]
    let table = [
        ("CONNECT", "toolbox-api.private.fin.ag:443", "tunnel"),
        ("CONNECT", "TOOLBOX-api.private.fin.ag:443", "tunnel"),
        ("CONNECT", "toolbox-api.private.fin.ag:80", "tunnel"),
        ("CONNECT", "sandbox.flinks.io:443", "tunnel"),
        ("CONNECT", "127.0.0.1:18780", "tunnel"),
        ("CONNECT", "localhost:18780", "tunnel"),
        ("CONNECT", "[::1]:18780", "tunnel"),
        ("CONNECT", "toolbox-api.private.fin.ag:22", "403"),
        ("CONNECT", "toolbox-api.private.fin.ag:8443", "403"),
        ("CONNECT", "toolbox-api.private.fin.ag", "403"),
        ("CONNECT", "Toolbox-API.Private.Fin.AG.:443", "tunnel"),
        ("CONNECT", "private.fin.ag:443", "403"),
        ("CONNECT", ".private.fin.ag:443", "403"),
        ("CONNECT", "a.b.private.fin.ag:443", "403"),
        ("CONNECT", "xprivate.fin.ag:443", "403"),
        ("CONNECT", "api.sandbox.flinks.io:443", "403"),
        ("CONNECT", "example.com:443", "403"),
        ("CONNECT", "example.com:18780", "403"),
        ("CONNECT", "toolbox-api.private.fin.ag.example.com:443", "403"),
        ("CONNECT", "127.0.0.1:22", "403"),
        ("CONNECT", "127.0.0.1:443", "403"),
        ("CONNECT", "169.254.169.254:80", "403"),
        ("CONNECT", "0.0.0.0:18780", "403"),
        ("GET", "http://toolbox-api.private.fin.ag/v3/a/Investments", "serve"),
        ("POST", "https://toolbox-api.private.fin.ag/v3/a/Investments", "serve"),
        ("POST", "https://sandbox.flinks.io:443/v3/", "serve"),
        ("GET", "http://127.0.0.1:18780/v3/", "serve"),
        ("GET", "http://localhost:18780/v3/", "serve"),
        ("GET", "http://127.0.0.1/v3/", "403"),
        ("GET", "http://127.0.0.1:18781/customers", "403"),
        ("GET", "http://sandbox.flinks.io:8080/", "403"),
        ("GET", "http://example.com/v3/a/Investments", "403"),
        ("GET", "http://toolbox-api.private.fin.ag@example.com/", "403"),
        ("GET", "/v3/a/Investments", "400"),
        ("OPTIONS", "*", "400"),
    ];
    for (method, target, expected) in table {
        assert_eq!(way(method, target), expected, "{method} {target}");
    }
}
