//! Ninety days of a made-up household: pay, rent, bills, a card that is paid off every month and
//! savings. What leaves one account arrives in the other, and every balance adds up.

mod account;
mod date;
mod household;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

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
    let mut accounts = household.accounts(&mut rng);
    let transactions: Vec<Value> =
        accounts.iter_mut().map(|account| account["Transactions"].take()).collect();
    let body = json!({
        "HttpStatusCode": 200,
        "Accounts": accounts,
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
    with_lines(&format!("{body:#}\n"), &transactions)
}

/// The text with each transaction on a line of its own, where `Transactions` is null.
fn with_lines(text: &str, transactions: &[Value]) -> String {
    transactions.iter().fold(text.to_owned(), |text, transactions| {
        let items = transactions.as_array().into_iter().flatten();
        let lines: Vec<_> = items.map(|transaction| format!("    {transaction}")).collect();
        let lines = format!("\"Transactions\": [\n{}\n      ]", lines.join(",\n"));
        text.replacen("\"Transactions\": null", &lines, 1)
    })
}
