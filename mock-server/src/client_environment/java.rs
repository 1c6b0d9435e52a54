//! A trust store for Java, whose TLS reads no PEM.
//!
//! The format is JKS as `sun.security.provider.JavaKeyStore` in the JDK's source describes it: every
//! Java reads it, and what it needs is a page long. (PKCS #12 would take a library of 20 more, because
//! Java trusts no certificate in it without an attribute of Oracle's.)
//!
//! What is trusted are the certificates of the server and not that of its authority: Java 17 does not ask
//! what names an authority is bound to, where it was told to trust it.

use tokio_rustls::rustls::pki_types::CertificateDer;

/// Opens nothing: without it, Java reads the certificate and does not check the digest.
pub(super) const PASSWORD: &str = "changeit";

const MAGIC: u32 = 0xfeed_feed;
const VERSION: u32 = 2;
const TRUSTED_CERTIFICATE: u32 = 2;

pub(super) fn trust_store(certificates: &[&CertificateDer<'_>]) -> Vec<u8> {
    let mut store = Vec::new();
    for number in [MAGIC, VERSION, certificates.len() as u32] {
        store.extend(number.to_be_bytes());
    }
    for (number, certificate) in (1..).zip(certificates) {
        store.extend(TRUSTED_CERTIFICATE.to_be_bytes());
        text(&mut store, &format!("flinks-mock-{number}"));
        // When the entry was made, in milliseconds; it is shown and not checked.
        store.extend(0_u64.to_be_bytes());
        text(&mut store, "X.509");
        store.extend((certificate.len() as u32).to_be_bytes());
        store.extend_from_slice(certificate);
    }
    let digest = digest(&store);
    store.extend(digest);
    store
}

fn text(store: &mut Vec<u8>, text: &str) {
    store.extend((text.len() as u16).to_be_bytes());
    store.extend_from_slice(text.as_bytes());
}

/// Against damage, not against anybody: SHA-1 of the password, three words of whimsy, and the rest.
fn digest(store: &[u8]) -> Vec<u8> {
    let mut sha1 = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY);
    for unit in PASSWORD.encode_utf16() {
        sha1.update(&unit.to_be_bytes());
    }
    sha1.update(b"Mighty Aphrodite");
    sha1.update(store);
    sha1.finish().as_ref().to_vec()
}
