//! The certificate authority of one run.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints,
};
use time::OffsetDateTime;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::hosts::{SANDBOXES, ZONE};

/// What is left of an authority when its key is gone.
#[derive(Debug)]
pub(crate) struct Issued {
    /// What clients are to trust, as PEM.
    pub(crate) ca_pem: String,
    /// The same in DER.
    #[cfg(test)]
    pub(crate) ca: CertificateDer<'static>,
    /// The end of both certificates.
    pub(crate) until: OffsetDateTime,
    /// What the server shows to clients that name a host, and to those that know an address only.
    leaves: [Leaf; 2],
}

pub(super) type Leaf = (CertificateDer<'static>, PrivateKeyDer<'static>);

impl Issued {
    pub(super) fn leaves(&self) -> [&Leaf; 2] {
        self.leaves.each_ref()
    }

    /// The certificates that the server shows, in DER.
    pub(crate) fn shown(&self) -> [&CertificateDer<'static>; 2] {
        self.leaves().map(|(certificate, _)| certificate)
    }
}

/// How long the certificates are good. More than a run takes, also for a client whose clock is 180
/// times as fast; too little to be of use to anybody who finds the files later.
const VALID: Duration = Duration::from_secs(24 * 60 * 60);

/// For a client in a container or a virtual machine whose clock is behind.
const BACKDATED: Duration = Duration::from_secs(60 * 60);

/// Loopback is for clients whose host can be set, and for node-flinks with the instance
/// `127.0.0.1:PORT/x`.
const LOOPBACK: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

const LOCALHOST: &str = "localhost";

/// Makes an authority, lets it sign two certificates, and drops its key: nobody can sign with it again.
///
/// One is for clients that name a host, and has no addresses: BoringSSL (Bun, curl_cffi) refuses addresses
/// from an authority that is bound to some. Both are also good for the names that are `given`, of hosts or
/// addresses.
pub(crate) fn issue(now: OffsetDateTime, given: &[String]) -> Result<Issued, rcgen::Error> {
    let authority = authority(now, given)?;
    let zone = [format!("*.{ZONE}"), format!("toolbox-api.{ZONE}")];
    let names = zone.into_iter().chain(SANDBOXES.map(str::to_owned));
    let names = names.chain([LOCALHOST.to_owned()]).chain(LOOPBACK.map(|ip| ip.to_string()));
    let names: Vec<String> = names.chain(given.iter().cloned()).collect();
    let hosts = names.iter().filter(|name| name.parse::<IpAddr>().is_err()).cloned().collect();
    let leaves = [leaf(&authority, hosts, now)?, leaf(&authority, names, now)?];
    Ok(Issued {
        ca_pem: authority.pem(),
        #[cfg(test)]
        ca: authority.der().clone(),
        until: now + VALID,
        leaves,
    })
}

type Authority = CertifiedIssuer<'static, KeyPair>;

/// Can sign for the faked hosts and this machine, and for nothing else; and for no authority below it.
pub(super) fn authority(now: OffsetDateTime, given: &[String]) -> Result<Authority, rcgen::Error> {
    let mut params = dated(CertificateParams::default(), now);
    params.distinguished_name.push(DnType::CommonName, "flinks-mock, for one run only");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let names = [ZONE, LOCALHOST].into_iter().chain(SANDBOXES);
    let names = names.map(|name| GeneralSubtree::DnsName(name.to_owned()));
    let address = |ip: IpAddr| {
        let bits = if ip.is_ipv4() { 32 } else { 128 };
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(ip, bits))
    };
    let given = given.iter().map(|name| match name.parse() {
        Ok(ip) => address(ip),
        Err(_) => GeneralSubtree::DnsName(name.clone()),
    });
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: names.chain(LOOPBACK.map(address)).chain(given).collect(),
        excluded_subtrees: Vec::new(),
    });
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

pub(super) fn leaf(
    authority: &Authority,
    names: Vec<String>,
    now: OffsetDateTime,
) -> Result<Leaf, rcgen::Error> {
    let mut params = dated(CertificateParams::new(names)?, now);
    params.distinguished_name.push(DnType::CommonName, "flinks-mock");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, authority)?;
    Ok((certificate.der().clone(), PrivateKeyDer::Pkcs8(key.serialize_der().into())))
}

fn dated(mut params: CertificateParams, now: OffsetDateTime) -> CertificateParams {
    params.distinguished_name = rcgen::DistinguishedName::new();
    (params.not_before, params.not_after) = (now - BACKDATED, now + VALID);
    params
}
