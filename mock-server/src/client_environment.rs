//! What a client under `flinks-mock run` is given: ports, files and environment, so that it finds the
//! mock where it expects Flinks, and no line of it has to be changed.

mod files;
mod java;

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use crate::app::App;
use crate::proxy::Proxy;
use crate::server::{CONNECTIONS, Port, Ports, Servers, reachable};
use crate::start_error::StartError;
use crate::tls::Tls;

pub(crate) use files::{Files, write_ca};

/// Three ports with one mock behind them. Dropping it cuts every connection.
#[derive(Debug)]
pub(crate) struct ClientEnvironment {
    /// The API as plain HTTP.
    pub(crate) http: SocketAddr,
    /// The API in TLS.
    pub(crate) tls: SocketAddr,
    /// CONNECT and absolute targets, for the hosts of Flinks alone.
    pub(crate) proxy: SocketAddr,
    files: Files,
    _servers: Servers,
}

/// Read by programs with OpenSSL, Go and .NET (the first), Python's requests, curl, Node, Python's httplib2,
/// Perl's LWP and Haskell.
///
/// All but Node's take the place of the system's roots. A client that talks to other hosts as well could
/// not reach them through the proxy either.
const TRUST: [&str; 7] = [
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "HTTPLIB2_CA_CERTS",
    "PERL_LWP_SSL_CA_FILE",
    "SYSTEM_CERTIFICATE_PATH",
];

/// Some programs know one spelling only.
const PROXY: [&str; 2] = ["HTTPS_PROXY", "https_proxy"];

/// Perl's LWP and Mojo ask for a proxy only where these say so.
const ASK: [&str; 2] = ["PERL_LWP_ENV_PROXY", "MOJO_PROXY"];

/// The mock's own ports are reached without the proxy, and so is whatever else runs here.
const DIRECT: [&str; 2] = ["NO_PROXY", "no_proxy"];

impl ClientEnvironment {
    /// Serves `app` on free ports, with certificates of its own. What clients have to read is written
    /// into `folder`, which nobody else may be able to write into: whoever can, has code run by Node.
    ///
    /// # Errors
    ///
    /// There is no port or no randomness, or the files cannot be written.
    pub(crate) async fn start(
        app: &Arc<App>,
        folder: &Path,
        listen: IpAddr,
    ) -> Result<Self, StartError> {
        let (tls, issued) = Tls::new(&[listen.to_string()])?;
        let files =
            Files::write(folder, &issued).map_err(|error| StartError::unwritten(folder, &error))?;
        let tls_port = tls.ca_file(files.ca.display().to_string());
        let (local, mut ports) = (SocketAddr::from((listen, 0)), Ports::default());
        let http = ports.open(local, Port::Plain).await?;
        let tls = ports.open(local, Port::Tls(tls_port.clone())).await?;
        let proxy = Port::Proxy(Arc::new(Proxy::new(tls_port, vec![http, tls])));
        let proxy = ports.open(local, proxy).await?;
        let [http, tls, proxy] = [http, tls, proxy].map(reachable);
        Ok(Self { http, tls, proxy, files, _servers: ports.serve(app, CONNECTIONS) })
    }

    /// HTTP_PROXY is left alone: Flinks has no plain HTTP, and a client may have to reach others by it.
    ///
    /// `inherited` gives the value of a variable of our own environment: options come after those that
    /// are there already.
    pub(crate) fn environment(
        &self,
        inherited: impl Fn(&str) -> Option<String>,
    ) -> Vec<(&'static str, String)> {
        let given = |name: &str| inherited(name).filter(|text| !text.trim().is_empty());
        let after = |name: &'static str, ours: String| {
            let there = given(name).map(|there| format!("{} {ours}", there.trim()));
            (name, there.unwrap_or(ours))
        };
        let ca = self.files.ca.display().to_string();
        let proxy = format!("http://{}", self.proxy);
        let own = Some(self.http.ip()).filter(|ip| !ip.is_loopback());
        let own = own.map_or_else(String::new, |ip| format!(",{ip}"));
        let direct = format!("localhost,127.0.0.1,::1{own}");
        let trust = TRUST.map(|name| (name, ca.clone()));
        let proxies = PROXY.map(|name| (name, proxy.clone()));
        let direct = DIRECT.map(|name| (name, direct.clone()));
        let ask = ASK.map(|name| (name, "1".to_owned()));
        let mut rest = vec![
            after("JAVA_TOOL_OPTIONS", self.java()),
            after("NODE_OPTIONS", format!("--require {}", quoted(&self.files.node))),
            ("PHP_INI_SCAN_DIR", self.php(inherited("PHP_INI_SCAN_DIR"))),
            ("PYTHONPATH", self.python(given("PYTHONPATH"))),
            ("R_PROFILE_USER", self.files.r.display().to_string()),
            ("FLINKS_MOCK_R_PROFILE", given("R_PROFILE_USER").unwrap_or_default()),
            ("FLINKS_MOCK_ADDRESS", self.http.ip().to_string()),
            ("FLINKS_MOCK_HTTP_PORT", self.http.port().to_string()),
            ("FLINKS_MOCK_TLS_PORT", self.tls.port().to_string()),
        ];
        // Ruby splits its options at every space, and quotes none.
        let ruby = self.files.ruby.display().to_string();
        rest.extend(
            (!ruby.contains(char::is_whitespace)).then(|| after("RUBYOPT", format!("-r{ruby}"))),
        );
        // Wget reads one file: that of the user, where there is one.
        let home = given("HOME").is_some_and(|home| Path::new(&home).join(".wgetrc").exists());
        let has_own = home || given("WGETRC").is_some();
        rest.extend((!has_own).then(|| ("WGETRC", self.files.wget.display().to_string())));
        trust.into_iter().chain(proxies).chain(direct).chain(ask).chain(rest).collect()
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
    fn php(&self, inherited: Option<String>) -> String {
        format!("{}:{}", inherited.unwrap_or_default(), self.files.php.display())
    }

    /// A list of folders, in which an empty one would stand for the current one.
    fn python(&self, given: Option<String>) -> String {
        let own = self.files.python.display();
        given.map_or_else(|| own.to_string(), |given| format!("{own}:{given}"))
    }
}

/// As both Node and Java read it: a folder for temporary files may have a space in its name.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(|letter: char| letter.is_whitespace()) { format!("\"{path}\"") } else { path }
}

#[cfg(test)]
mod tests;
