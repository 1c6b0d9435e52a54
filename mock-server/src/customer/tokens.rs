//! Authorize tokens: made by GenerateAuthorizeToken, used once.

use std::collections::HashMap;

use flinks_contract::scenario::Limit;
use uuid::Uuid;

use crate::clock::Moment;
use crate::rng::Ids;

/// The tokens of one customer that were made and not used yet.
#[derive(Debug)]
pub(crate) struct Tokens {
    /// Apart from the RequestIds, so that a client that mints tokens gets the same ones.
    ids: Ids,
    unused: HashMap<Uuid, Made>,
}

/// By its number, from 1: on a clock that stands many are made at one moment.
type Made = (u64, Moment);

/// Unused tokens of one customer; then the oldest is forgotten. A client has one or two.
const MOST: usize = 10_000;

impl Tokens {
    pub(crate) fn new(ids: Ids) -> Self {
        Self { ids, unused: HashMap::new() }
    }

    /// Goes on after so many tokens, of which these are unused, with number and moment.
    pub(crate) fn go_on_after(&mut self, drawn: u64, unused: HashMap<Uuid, Made>) {
        self.ids.go_on_after(drawn);
        self.unused = unused;
    }

    pub(crate) fn drawn(&self) -> u64 {
        self.ids.drawn()
    }

    /// The token, and the one that is forgotten for it.
    pub(crate) fn make(&mut self, now: Moment) -> (Uuid, Option<Uuid>) {
        let mut forgotten = None;
        if self.unused.len() >= MOST {
            let oldest = self.unused.iter().min_by_key(|(_, (number, _))| *number);
            forgotten = oldest.map(|(token, _)| *token);
            forgotten.inspect(|token| self.spend(*token));
        }
        let token = self.ids.next();
        self.unused.insert(token, (self.ids.drawn(), now));
        (token, forgotten)
    }

    /// Whether the token was made here, is unused and lives.
    pub(crate) fn is_good(&self, token: Uuid, life: Limit, now: Moment) -> bool {
        self.unused.get(&token).is_some_and(|(_, made)| match life {
            Limit::After(duration) => now < made.plus(duration),
            Limit::Unlimited => true,
        })
    }

    /// A token is good for one exchange of Authorize.
    pub(crate) fn spend(&mut self, token: Uuid) {
        self.unused.remove(&token);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_token_is_good_once_and_for_its_life() {
        let mut tokens = Tokens::new(Ids::new(1, "ada"));
        let life = Limit::After(Duration::from_secs(1_800));
        let second = Moment::from_secs;
        let [early, late, other] = [0, 0, 0].map(|now| tokens.make(second(now)).0);

        assert!(tokens.is_good(early, life, second(1_799)));
        assert!(!tokens.is_good(late, life, second(1_800)), "too old");
        assert!(tokens.is_good(other, Limit::Unlimited, second(999_999)));
        assert!(!tokens.is_good(Uuid::from_u128(1), life, second(0)), "never made");
        tokens.spend(early);
        assert!(!tokens.is_good(early, life, second(0)), "used");
    }

    #[test]
    fn the_oldest_unused_token_makes_room() {
        let mut tokens = Tokens::new(Ids::new(1, "ada"));
        let [first, second] = [0, 0].map(|_| tokens.make(Moment::START).0);
        for _ in 2..10_000 {
            assert_eq!(tokens.make(Moment::START).1, None);
        }
        assert_eq!(tokens.make(Moment::START).1, Some(first));

        assert!(!tokens.is_good(first, Limit::Unlimited, Moment::START));
        assert!(tokens.is_good(second, Limit::Unlimited, Moment::START));
    }
}
