//! Ninety days of a made-up household: pay, rent, bills, a card that is paid off every month and
//! savings. What leaves one account arrives in the other, and every balance adds up.

mod account;
mod date;
mod household;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::json;

pub(crate) use date::Date;
use household::Household;

/// What the committed fixture was made with.
pub(crate) const SEED: u64 = 90;
pub(crate) const LAST_DAY: Date = Date { year: 2026, month: 10, day: 31 };

/// The answer of GetAccountsDetail, with places for the ids of the session. The same arguments give
/// the same bytes.
pub(crate) fn body(seed: u64, last_day: Date) -> String {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut household = Household::new(&mut rng);
    for (nth, day) in date::days_until(last_day, 90).into_iter().enumerate() {
        household.live(nth, day, &mut rng);
    }
    let body = json!({
        "HttpStatusCode": 200,
        "Accounts": household.accounts(&mut rng),
        "Login": {
            "Username": "{{Username}}",
            "IsScheduledRefresh": false,
            "LastRefresh": "{{LastRefresh}}",
            "Type": "Personal",
            "Id": "{{LoginId}}",
        },
        "Institution": "{{Institution}}",
        "RequestId": "{{RequestId}}",
    });
    format!("{body:#}\n")
}
