//! The files that clients read before they connect.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::java;
use crate::tls::Issued;

/// None of them is a secret; there is no key among them.
#[derive(Debug)]
pub(crate) struct Files {
    /// The certificate of the authority, in PEM.
    pub(crate) ca: PathBuf,
    /// The certificates of the server, for Java.
    pub(super) trust_store: PathBuf,
    /// What Node, Ruby and R run before the program.
    pub(super) node: PathBuf,
    pub(super) ruby: PathBuf,
    pub(super) r: PathBuf,
    /// Folders that PHP and Python read beside their own.
    pub(super) php: PathBuf,
    pub(super) python: PathBuf,
    /// What Wget reads.
    pub(super) wget: PathBuf,
}

/// What is run before a program, and where it is written.
const PRELOADS: [(&str, &str); 4] = [
    ("preload.cjs", include_str!("preload.cjs")),
    ("preload.rb", include_str!("preload.rb")),
    ("profile.R", include_str!("profile.R")),
    ("python/sitecustomize.py", include_str!("sitecustomize.py")),
];

impl Files {
    pub(super) fn write(folder: &Path, issued: &Issued) -> io::Result<Self> {
        let [ca, trust_store, node, ruby, r, php, python, wget] = [
            "ca.pem",
            "truststore.jks",
            "preload.cjs",
            "preload.rb",
            "profile.R",
            "php",
            "python",
            "wgetrc",
        ]
        .map(|name| folder.join(name));
        write_ca(&ca, issued)?;
        write(&trust_store, &java::trust_store(&issued.shown()))?;
        fs::create_dir(&php)?;
        fs::create_dir(&python)?;
        for (name, text) in PRELOADS {
            write(&folder.join(name), text.as_bytes())?;
        }
        // Debian's libcurl, which PHP has in it, looks at no variable for its certificates.
        let text = format!("curl.cainfo=\"{0}\"\nopenssl.cafile=\"{0}\"\n", ca.display());
        write(&php.join("flinks-mock.ini"), text.as_bytes())?;
        write(&wget, format!("ca_certificate = {}\n", ca.display()).as_bytes())?;
        Ok(Self { ca, trust_store, node, ruby, r, php, python, wget })
    }
}

/// Takes the place of the certificate of another run, and of nothing else.
pub(crate) fn write_ca(path: &Path, issued: &Issued) -> io::Result<()> {
    // A pipe would be waited for.
    let there = match fs::metadata(path) {
        Ok(there) if !there.is_file() => {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "that is not a file"));
        }
        _ => fs::read(path),
    };
    match there {
        Ok(there) if !there.starts_with(CA_HEAD.as_bytes()) => {
            let words = "the file exists and is not a certificate of a mock";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, words));
        }
        Ok(_) => fs::remove_file(path)?,
        Err(_) => {}
    }
    write(path, format!("{CA_HEAD}\n{}", issued.ca_pem).as_bytes())
}

/// Every reader of PEM passes over what stands before the first line of dashes.
const CA_HEAD: &str = "# flinks-mock: trust this for one run, and for the hosts of Flinks alone";

/// For everybody to read, such as a client in a container, and for nobody else to write. Writes into
/// nothing that is there, and follows no link.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o644);
    options.open(path)?.write_all(bytes)
}
