//! The environment in which the usual stacks find the mock by themselves.

use std::path::Path;

use super::ClientEnvironment;
use super::java;

/// Options that the environment already has; ours come after them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inherited {
    node_options: Option<String>,
    java_tool_options: Option<String>,
    php_ini_scan_dir: Option<String>,
}

/// Read by programs with OpenSSL, Go and .NET (the first), Python's requests, curl and Node.
///
/// All but Node's take the place of the system's roots. A client that talks to other hosts as well could
/// not reach them through the proxy either.
const TRUST: [&str; 4] =
    ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"];

/// Some programs know one spelling only.
const PROXY: [&str; 2] = ["HTTPS_PROXY", "https_proxy"];

/// The mock's own ports are reached without the proxy, and so is whatever else runs here.
const DIRECT: [&str; 2] = ["NO_PROXY", "no_proxy"];

impl Inherited {
    /// `variable` gives the value of a variable of the environment.
    pub(crate) fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            node_options: variable("NODE_OPTIONS"),
            java_tool_options: variable("JAVA_TOOL_OPTIONS"),
            php_ini_scan_dir: variable("PHP_INI_SCAN_DIR"),
        }
    }
}

impl ClientEnvironment {
    /// HTTP_PROXY is left alone: Flinks has no plain HTTP, and a client may have to reach others by it.
    pub(crate) fn environment(&self, inherited: &Inherited) -> Vec<(&'static str, String)> {
        let ca = self.files.ca.display().to_string();
        let proxy = format!("http://{}", self.proxy);
        let direct = "localhost,127.0.0.1,::1".to_owned();
        let trust = TRUST.map(|name| (name, ca.clone()));
        let proxies = PROXY.map(|name| (name, proxy.clone()));
        let direct = DIRECT.map(|name| (name, direct.clone()));
        let rest = [
            ("JAVA_TOOL_OPTIONS", after(inherited.java_tool_options.as_deref(), &self.java())),
            ("NODE_OPTIONS", after(inherited.node_options.as_deref(), &self.node())),
            ("PHP_INI_SCAN_DIR", self.php(inherited.php_ini_scan_dir.as_deref())),
            ("FLINKS_MOCK_HTTP_PORT", self.http.port().to_string()),
            ("FLINKS_MOCK_TLS_PORT", self.tls.port().to_string()),
        ];
        trust.into_iter().chain(proxies).chain(direct).chain(rest).collect()
    }

    fn node(&self) -> String {
        format!("--require {}", quoted(&self.files.preload))
    }

    /// What is below 127 is not proxied anyhow, says Java's default of `http.nonProxyHosts`.
    fn java(&self) -> String {
        let store = quoted(&self.files.trust_store);
        let (host, port) = (self.proxy.ip(), self.proxy.port());
        format!(
            "-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStoreType=JKS \
             -Djavax.net.ssl.trustStorePassword={} -Dhttps.proxyHost={host} -Dhttps.proxyPort={port}",
            java::PASSWORD
        )
    }

    /// A list of folders, in which an empty one stands for those that were built in.
    fn php(&self, inherited: Option<&str>) -> String {
        let folder = self.files.ini.parent().unwrap_or(&self.files.ini).display();
        format!("{}:{folder}", inherited.unwrap_or_default())
    }
}

fn after(inherited: Option<&str>, ours: &str) -> String {
    match inherited.map(str::trim).filter(|text| !text.is_empty()) {
        Some(inherited) => format!("{inherited} {ours}"),
        None => ours.to_owned(),
    }
}

/// As both Node and Java read it: a folder for temporary files may have a space in its name.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(|letter: char| letter.is_whitespace()) { format!("\"{path}\"") } else { path }
}
