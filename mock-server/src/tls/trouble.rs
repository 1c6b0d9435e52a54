//! What is said of a connection that came to nothing.

use std::io;

use tokio_rustls::rustls::{AlertDescription, Error, InvalidMessage};

use super::Tls;

/// What to log about a handshake that failed. Nothing for a peer that only went away.
pub(super) fn message(error: &io::Error, tls: &Tls) -> Option<String> {
    use AlertDescription as Alert;
    let error = error.get_ref()?.downcast_ref::<Error>()?;
    Some(match error {
        Error::AlertReceived(
            alert @ (Alert::UnknownCA
            | Alert::BadCertificate
            | Alert::CertificateUnknown
            | Alert::UnsupportedCertificate
            | Alert::AccessDenied
            | Alert::DecryptError),
        ) => format!("a client refused our certificate ({alert:?}); {}", tls.way_out()),
        Error::AlertReceived(Alert::CertificateExpired) => {
            "a client refused our certificate as expired; start the mock again, or set the client's clock"
                .to_owned()
        }
        Error::NoApplicationProtocol => {
            "a client offers no HTTP/1.1 over TLS, and nothing else is served here".to_owned()
        }
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "a connection was closed; this port serves TLS, not plain HTTP".to_owned()
        }
        other => format!("a connection was closed; the TLS handshake failed: {other}"),
    })
}

pub(super) const TOO_SLOW: &str = "a connection was closed; it came to no TLS handshake in 10 s";
