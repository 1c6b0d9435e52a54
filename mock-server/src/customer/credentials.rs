//! Which Authorize came with which credentials, so that a repetition can be told from another try.

use std::hash::BuildHasher;

use foldhash::quality::RandomState;
use lru::LruCache;

use crate::request::Members;

/// The latest Authorize of one customer for each of its credentials.
///
/// They are known by a digest under a key of this process alone, which is written nowhere. A
/// restart forgets them.
#[derive(Debug)]
pub(crate) struct Credentials {
    key: RandomState,
    latest: LruCache<u64, u64>,
}

/// Credentials of one customer that are remembered; then the one unused for longest is forgotten.
const MOST: usize = 1_000;

const MEMBERS: [&str; 5] = ["LoginId", "Username", "Password", "Institution", "Token"];

impl Credentials {
    pub(crate) fn new() -> Self {
        // Without a bound of its own it takes no memory before its first entry.
        Self { key: RandomState::default(), latest: LruCache::unbounded() }
    }

    /// The digest of an Authorize that opens a session. An answer to a challenge has none.
    pub(crate) fn digest(&self, members: &Members, token: Option<&str>) -> Option<u64> {
        if members.has("RequestId") && members.has("SecurityResponses") {
            return None;
        }
        Some(self.key.hash_one((MEMBERS.map(|name| members.value(name)), token)))
    }

    pub(crate) fn latest(&self, digest: u64) -> Option<u64> {
        self.latest.peek(&digest).copied()
    }

    pub(crate) fn note(&mut self, digest: u64, seq: u64) {
        self.latest.put(digest, seq);
        if self.latest.len() > MOST {
            self.latest.pop_lru();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(credentials: &Credentials, body: &str, token: Option<&str>) -> Option<u64> {
        credentials.digest(&Members::read(body.as_bytes()).unwrap(), token)
    }

    #[test]
    fn what_makes_credentials_the_same() {
        const FULL: &str = r#"{"Username":"a","Password":"b","Institution":"c"}"#;
        let credentials = Credentials::new();
        let full = digest(&credentials, FULL, None);
        #[rustfmt::skip]
        let table = [
            (FULL, None, true),
            (r#"{"institution":"c","PASSWORD":"b","userName":"a","MostRecentCached":true}"#, None, true),
            (r#"{"Username":"a","Password":"B","Institution":"c"}"#, None, false),
            (r#"{"Username":"b","Password":"a","Institution":"c"}"#, None, false),
            (r#"{"Username":"a","Password":"b","Institution":"d"}"#, None, false),
            (r#"{"Username":"a","Password":"b","Institution":"c","LoginId":"d"}"#, None, false),
            (r#"{"Username":"a","Password":"b","Institution":"c","Token":"d"}"#, None, false),
            (FULL, Some("d"), false),
        ];
        for (body, token, expected) in table {
            assert_eq!(digest(&credentials, body, token) == full, expected, "{body} {token:?}");
        }
        let answer = r#"{"RequestId":"a","SecurityResponses":{}}"#;
        assert_eq!(digest(&credentials, answer, None), None, "the answer to a challenge");
        assert_ne!(digest(&Credentials::new(), FULL, None), full, "each has a key of its own");
    }

    #[test]
    fn the_latest_counts_and_the_oldest_makes_room() {
        let mut credentials = Credentials::new();
        assert_eq!(credentials.latest(7), None);
        credentials.note(7, 1);
        credentials.note(7, 2);
        assert_eq!(credentials.latest(7), Some(2));
        (0..1_000).for_each(|other| credentials.note(1_000 + other, 3));
        assert_eq!(credentials.latest(7), None);
        assert_eq!(credentials.latest(1_000), Some(3));
    }
}
