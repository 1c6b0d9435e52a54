//! The one source of random numbers: RequestIds, drawn delays, faults that strike now and then.

use std::time::Duration;

use flinks_contract::scenario::{Delay, LogNormal, Uniform};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use uuid::{Builder, Uuid};

/// Random ids that are the same for the same seed and customer.
#[derive(Debug)]
pub(crate) struct Ids {
    rng: ChaCha8Rng,
    drawn: u64,
}

impl Ids {
    /// Each customer has a stream of its own, so what one does never shifts the ids of another.
    pub(crate) fn new(seed: u64, customer: &str) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(fnv1a(customer));
        Self { rng, drawn: 0 }
    }

    pub(crate) fn go_on_after(&mut self, drawn: u64) {
        self.rng.set_word_pos(u128::from(drawn) * WORDS);
        self.drawn = drawn;
    }

    pub(crate) fn drawn(&self) -> u64 {
        self.drawn
    }

    /// A version 4 GUID.
    pub(crate) fn next(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.drawn += 1;
        self.rng.fill_bytes(&mut bytes);
        Builder::from_random_bytes(bytes).into_uuid()
    }
}

/// 32-bit words of one id.
const WORDS: u128 = 4;

/// Random numbers for one call: the same for the same seed, customer, session and call, and untouched by
/// what any other session does.
#[derive(Debug)]
pub(crate) struct CallRng<'a> {
    seed: u64,
    customer: &'a str,
    /// Names the call within the customer: its session, its endpoint, its number.
    call: (Uuid, &'a str, u32),
    /// Most calls draw nothing: made for the first draw.
    rng: Option<ChaCha8Rng>,
}

impl<'a> CallRng<'a> {
    pub(crate) fn of(seed: u64, customer: &'a str, call: (Uuid, &'a str, u32)) -> Self {
        Self { seed, customer, call, rng: None }
    }

    fn rng(&mut self) -> &mut ChaCha8Rng {
        self.rng.get_or_insert_with(|| {
            let (session, endpoint, number) = self.call;
            let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
            rng.set_stream(fnv1a(&format!("{} {session} {endpoint} {number}", self.customer)));
            rng
        })
    }

    pub(crate) fn strikes(&mut self, probability: f64) -> bool {
        self.rng().random::<f64>() < probability
    }

    /// A delay in whole milliseconds.
    pub(crate) fn delay(&mut self, delay: &Delay) -> Duration {
        match delay {
            Delay::Fixed(fixed) => *fixed,
            Delay::Uniform(Uniform { min, max }) => {
                let milliseconds = |duration: &Duration| whole(duration.as_millis());
                let (min, max) = (milliseconds(min), milliseconds(max));
                Duration::from_millis(self.rng().random_range(min..=max.max(min)))
            }
            Delay::LogNormal(LogNormal { median, sigma, max }) => {
                let normal: f64 = self.rng().sample(StandardNormal);
                let drawn = median.as_secs_f64() * (sigma * normal).exp();
                // NaN and what is too large for a Duration become `max`.
                let drawn = Duration::try_from_secs_f64(drawn).unwrap_or(*max).min(*max);
                Duration::from_millis(whole(drawn.as_millis()))
            }
        }
    }
}

fn whole(milliseconds: u128) -> u64 {
    u64::try_from(milliseconds).unwrap_or(u64::MAX)
}

/// 64-bit FNV-1a: unlike the hasher of the standard library it never changes.
pub(crate) fn fnv1a(text: &str) -> u64 {
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

    #[test]
    fn ids_go_on_where_they_were() {
        let mut ids = Ids::new(1, "ada");
        let third = [ids.next(), ids.next(), ids.next()][2];
        let mut again = Ids::new(1, "ada");
        again.go_on_after(2);

        assert_eq!(again.next(), third);
        assert_eq!(again.drawn(), 3);
    }

    fn rng(number: u32) -> CallRng<'static> {
        CallRng::of(1, "ada", (Uuid::from_u128(7), "accounts", number))
    }

    #[test]
    fn the_same_call_draws_the_same() {
        let uniform =
            Delay::Uniform(Uniform { min: Duration::from_secs(1), max: Duration::from_secs(5) });
        let drawn = [0, 1, 2, 0].map(|number| rng(number).delay(&uniform).as_millis());

        assert_eq!(drawn, [4_637, 4_744, 3_921, 4_637]);
    }

    #[test]
    fn a_log_normal_delay_lies_around_its_median_and_never_above_its_max() {
        let delay = Delay::LogNormal(LogNormal {
            median: Duration::from_secs(2),
            sigma: 0.5,
            max: Duration::from_secs(4),
        });
        let drawn: Vec<_> = (0..1_000).map(|number| rng(number).delay(&delay)).collect();
        let below = drawn.iter().filter(|drawn| **drawn < Duration::from_secs(2)).count();

        assert!((450..550).contains(&below), "{below} of 1,000 below the median");
        assert_eq!(drawn.iter().max(), Some(&Duration::from_secs(4)));
    }

    #[test]
    fn a_probability_is_kept_and_its_ends_are_exact() {
        let strikes =
            |probability| (0..1_000).filter(|number| rng(*number).strikes(probability)).count();

        assert_eq!((strikes(0.0), strikes(1.0)), (0, 1_000));
        assert!((200..300).contains(&strikes(0.25)), "{}", strikes(0.25));
    }
}
