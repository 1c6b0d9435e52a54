//! The one source of chance: where RequestIds come from.

use rand::Rng;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

/// Random ids that are the same for the same seed and customer.
#[derive(Debug)]
pub(crate) struct Ids(ChaCha8Rng);

impl Ids {
    /// Each customer has a stream of its own, so what one does never shifts the ids of another.
    pub(crate) fn new(seed: u64, customer: &str) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(fnv1a(customer));
        Self(rng)
    }

    /// A version 4 GUID.
    pub(crate) fn next(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        Builder::from_random_bytes(bytes).into_uuid()
    }
}

/// 64-bit FNV-1a: unlike the hasher of the standard library it never changes.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_customer_give_the_same_ids() {
        let take = |seed, customer| {
            let mut ids = Ids::new(seed, customer);
            [ids.next().to_string(), ids.next().to_string()]
        };

        assert_eq!(
            take(1, "ada"),
            ["97bd2285-8a8b-4e03-80f3-6f898072886a", "e77f1fd8-fba9-484a-ba71-cc7404f5e161"]
        );
        assert_ne!(take(1, "ada")[0], take(1, "ada")[1]);
        assert_ne!(take(1, "ada"), take(2, "ada"));
        assert_ne!(take(1, "ada"), take(1, "bob"));
    }
}
