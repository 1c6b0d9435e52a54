//! How much a fact can be trusted.

use std::fmt;

use serde::Deserialize;

/// The kind of source, best first. If two sources disagree, the earlier variant wins.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// One of the two Flinks guides this project started from: "Make API calls" and "Start to
    /// retrieve Investments data".
    Seed,
    /// Another current page on docs.flinks.com, or an article on help.flinks.com.
    Official,
    /// Flinks documentation of an earlier generation, or an old changelog.
    OlderOfficial,
    /// Read from, or run against, a public client library, its tests or its recorded bodies.
    ClientObserved,
    /// A deduction of this project; no source states it.
    Inferred,
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Seed => "seed",
            Self::Official => "official",
            Self::OlderOfficial => "older official",
            Self::ClientObserved => "client observed",
            Self::Inferred => "inferred",
        })
    }
}
