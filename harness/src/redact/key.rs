//! The key of a run, and what is drawn from it.

use aws_lc_rs::hmac;

/// Passes over each value. Four are the least for a permutation that looks random; FF1 of NIST SP
/// 800-38G takes ten where an enemy may ask for pseudonyms of his choice, which nobody can here.
const ROUNDS: u8 = 6;

/// The same key gives the same pseudonyms, and without it no pseudonym leads back.
pub(super) struct Key(hmac::Key);

impl Key {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// A number below `limit` for a purpose.
    pub(super) fn number(&self, purpose: &str, limit: u16) -> u16 {
        Stream::new(self, u8::MAX, purpose.as_bytes(), &[]).number() % limit
    }

    /// Eight hexadecimal digits that tell two contents apart.
    pub(super) fn digest(&self, content: &[u8]) -> String {
        let mut stream = Stream::new(self, u8::MAX - 1, &[], content);
        format!("{:04x}{:04x}", stream.number(), stream.number())
    }

    /// Puts other digits in the place of `digits`, each below the radix at its place. Of all digits
    /// with the same `domain` and radices no two become the same, so what differs stays different.
    ///
    /// A Feistel network: in turn, one half is moved by what a keyed hash makes of the other.
    pub(super) fn permute(&self, domain: &[u8], digits: &mut [u8], radices: &[u8]) {
        let middle = digits.len() / 2;
        for round in 0..ROUNDS {
            let (left, right) = digits.split_at_mut(middle);
            let (left_radices, right_radices) = radices.split_at(middle);
            let (source, target, radices) = match round.is_multiple_of(2) {
                true => (left, right, right_radices),
                false => (right, left, left_radices),
            };
            let mut stream = Stream::new(self, round, domain, source);
            for (digit, radix) in target.iter_mut().zip(radices) {
                let radix = u16::from(*radix).max(1);
                let moved = (u16::from(*digit) + stream.number() % radix) % radix;
                *digit = u8::try_from(moved).unwrap_or_default();
            }
        }
    }
}

/// Numbers without an end from the key, a purpose and a source.
struct Stream<'a> {
    key: &'a Key,
    block: hmac::Tag,
    at: usize,
}

impl<'a> Stream<'a> {
    fn new(key: &'a Key, round: u8, domain: &[u8], source: &[u8]) -> Self {
        let mut context = hmac::Context::with_key(&key.0);
        // The length keeps apart where one ends and the other begins.
        context.update(&[round]);
        context.update(&(domain.len() as u64).to_le_bytes());
        context.update(domain);
        context.update(source);
        Self { key, block: context.sign(), at: 0 }
    }

    fn number(&mut self) -> u16 {
        if self.at + 2 > self.block.as_ref().len() {
            self.block = hmac::sign(&self.key.0, self.block.as_ref());
            self.at = 0;
        }
        let bytes = [self.block.as_ref()[self.at], self.block.as_ref()[self.at + 1]];
        self.at += 2;
        u16::from_le_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_become_the_same_and_none_leaves_its_radix() {
        let key = Key::new(&[7; 32]);
        let mut seen = BTreeSet::new();
        for first in 0..26 {
            for second in 0..10 {
                for third in 0..6 {
                    let mut digits = [first, second, third];
                    key.permute(b"domain", &mut digits, &[26, 10, 6]);
                    assert!(digits[0] < 26 && digits[1] < 10 && digits[2] < 6, "{digits:?}");
                    seen.insert(digits);
                }
            }
        }
        assert_eq!(seen.len(), 26 * 10 * 6);
    }

    #[test]
    fn every_key_and_domain_gives_another_result() {
        let result = |key: u8, domain: &[u8]| {
            let mut digits = [3; 40];
            Key::new(&[key; 32]).permute(domain, &mut digits, &[26; 40]);
            digits
        };
        assert_eq!(result(1, b"a"), result(1, b"a"));
        assert_ne!(result(1, b"a"), result(2, b"a"));
        assert_ne!(result(1, b"a"), result(1, b"b"));
        // Longer than one block of 32 bytes, so the stream went on.
        assert_ne!(result(1, b"a")[20..36], result(1, b"a")[..16]);
    }

    #[test]
    fn a_single_digit_is_moved_too() {
        let key = Key::new(&[1; 32]);
        let moved: BTreeSet<u8> = (0..10)
            .map(|digit| {
                let mut digits = [digit];
                key.permute(b"d", &mut digits, &[10]);
                digits[0]
            })
            .collect();
        assert_eq!(moved.len(), 10);
    }
}
