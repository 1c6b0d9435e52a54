use fake::Fake;
use fake::faker::address::en::StreetName;
use fake::faker::company::en::CompanyName;
use fake::faker::name::en::{FirstName, LastName};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::Date;
use super::account::{Account, Facts};

const PAY_CENTS: i64 = 241_237;
const SAVED_OF_EACH_PAY_CENTS: i64 = 25_000;
const RENT_CENTS: i64 = 145_000;
const TELEPHONE_CENTS: i64 = 7_359;
const SHOPS: usize = 14;
const MOST_PURCHASES_A_DAY: u32 = 2;

/// The owners of the three accounts, and the people they pay.
pub(super) struct Household {
    holder: Value,
    employer: String,
    landlord: String,
    telephone_company: String,
    shops: Vec<String>,
    chequing: Account,
    savings: Account,
    card: Account,
}

impl Household {
    pub(super) fn new(rng: &mut ChaCha8Rng) -> Self {
        Self {
            holder: holder(rng),
            employer: CompanyName().fake_with_rng(rng),
            landlord: person(rng),
            telephone_company: CompanyName().fake_with_rng(rng),
            shops: (0..SHOPS).map(|_| CompanyName().fake_with_rng(rng)).collect(),
            chequing: chequing(),
            savings: savings(),
            card: card(),
        }
    }

    /// Books what happens on a day, the `nth` from 0.
    pub(super) fn live(&mut self, nth: usize, day: Date, rng: &mut ChaCha8Rng) {
        if nth % 14 == 4 {
            self.get_paid(day);
        }
        match day.day {
            1 => self.pay_rent(day),
            12 => self.pay_telephone(day),
            20 => self.pay_card(day),
            _ => {}
        }
        self.go_shopping(day, rng);
        if day.is_last_of_month() {
            self.get_interest(day);
        }
    }

    /// The elements of `Accounts`.
    pub(super) fn accounts(&self, rng: &mut ChaCha8Rng) -> Vec<Value> {
        [&self.chequing, &self.savings, &self.card]
            .map(|account| account.to_json(&self.holder, rng))
            .into()
    }

    fn get_paid(&mut self, day: Date) {
        self.chequing.book(day, &format!("Payroll {}", self.employer), PAY_CENTS);
        self.chequing.book(day, "Transfer to savings", -SAVED_OF_EACH_PAY_CENTS);
        self.savings.book(day, "Transfer from chequing", SAVED_OF_EACH_PAY_CENTS);
    }

    fn pay_rent(&mut self, day: Date) {
        self.chequing.book(day, &format!("Transfer to {}", self.landlord), -RENT_CENTS);
    }

    fn pay_telephone(&mut self, day: Date) {
        self.chequing.book(day, &format!("Bill {}", self.telephone_company), -TELEPHONE_CENTS);
    }

    fn pay_card(&mut self, day: Date) {
        let owed_cents = -self.card.balance_cents();
        self.chequing.book(day, "Payment to credit card", -owed_cents);
        self.card.book(day, "Payment, thank you", owed_cents);
    }

    fn go_shopping(&mut self, day: Date, rng: &mut ChaCha8Rng) {
        for account in [&mut self.chequing, &mut self.card] {
            for _ in 0..rng.random_range(0..=MOST_PURCHASES_A_DAY) {
                let shop = self.shops.choose(rng).expect("there are shops");
                account.book(day, &format!("Purchase {shop}"), -rng.random_range(285..=8_999));
            }
        }
    }

    /// 2.4 % a year.
    fn get_interest(&mut self, day: Date) {
        self.savings.book(day, "Interest", self.savings.balance_cents() * 24 / 12_000);
    }
}

fn person(rng: &mut ChaCha8Rng) -> String {
    let first: &str = FirstName().fake_with_rng(rng);
    let last: &str = LastName().fake_with_rng(rng);
    format!("{first} {last}")
}

/// Nobody real: e-mail at a reserved domain (RFC 2606), a telephone number of the block 555-01xx
/// that is kept for fiction, and the postal code of Santa Claus.
fn holder(rng: &mut ChaCha8Rng) -> Value {
    let name = person(rng);
    let number = rng.random_range(12..=980);
    let street: String = StreetName().fake_with_rng(rng);
    let email = name.to_lowercase().replace(|c: char| !c.is_ascii_alphabetic(), ".");
    json!({
        "Name": name,
        "Address": {
            "CivicAddress": format!("{number} {street}"),
            "City": "Montréal",
            "Province": "QC",
            "PostalCode": "H0H 0H0",
            "POBox": null,
            "Country": "CA",
        },
        "Email": format!("{email}@example.com"),
        "PhoneNumber": format!("(514) 555-01{:02}", rng.random_range(0..100)),
    })
}

fn chequing() -> Account {
    let facts = Facts {
        title: "Chequing CAD",
        transit_number: Some("77777"),
        account_number: "1112000",
        category: "Operations",
        kind: "Chequing",
        limit_cents: None,
    };
    Account::new(facts, 284_519)
}

fn savings() -> Account {
    let facts = Facts {
        title: "Savings CAD",
        transit_number: Some("77777"),
        account_number: "1112001",
        category: "Operations",
        kind: "Savings",
        limit_cents: None,
    };
    Account::new(facts, 1_260_000)
}

fn card() -> Account {
    let facts = Facts {
        title: "Credit Card CAD",
        transit_number: None,
        account_number: "XXXX XXXX XXXX 0142",
        category: "Credits",
        kind: "CreditCard",
        limit_cents: Some(500_000),
    };
    Account::new(facts, -31_284)
}
