//! Values made anew for a recording: nobody's, and true to the rules that the real ones keep or break.
//!
//! Ids, dates and numbers keep their form, equal values stay equal, and running balances add up
//! exactly as far as they did. Cents, and amounts below 2, stay.

use std::collections::HashMap;

use fake::Fake;
use fake::faker::address::en::{BuildingNumber, CityName, StreetName};
use fake::faker::internet::en::SafeEmail;
use fake::faker::name::en::Name;
use flinks_judge::amount;
use flinks_report::fnv1a;
use flinks_trace::redact::Redactor;
use flinks_trace::{Exchange, HarnessRun, RequestId};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value, json};
use time::format_description::well_known::Iso8601;
use time::{Date, Duration};

use crate::hide;
use crate::stand_in::{self, Label};

/// Makes values anew; the same seed makes the same ones.
struct Maker<'a> {
    redactor: &'a mut Redactor,
    seed: u64,
}

/// The record with new values. The redactor knows its secrets and personal values.
pub(crate) fn record(redactor: &mut Redactor, record: &HarnessRun, seed: u64) -> HarnessRun {
    let mut made = hide::record(redactor, record);
    let mut maker = Maker { redactor, seed };
    let login_id = json!({ "LoginId": record.head.login_id });
    made.head.login_id = maker.body(&login_id)["LoginId"].as_str().unwrap_or_default().to_owned();
    for (real, made) in record.exchanges().iter().zip(&mut made.trace.exchanges) {
        maker.exchange(real, made);
    }
    made
}

impl Maker<'_> {
    /// `made` is the exchange with labels.
    fn exchange(&mut self, real: &Exchange, made: &mut Exchange) {
        made.hidden = false;
        made.request_id = real.request_id.as_ref().map(|id| {
            let body = self.body(&json!({ "RequestId": id.as_str() }));
            RequestId::parse(body["RequestId"].as_str().unwrap_or_default())
        });
        if let Ok(sent) = serde_json::from_str::<Value>(&real.body) {
            made.body = self.body(&sent).to_string();
        }
        // A recording has none; until it is played, dates are judged by it.
        for header in made.reply_headers.iter_mut().filter(|header| header.name == "date") {
            real.reply_header("date").unwrap_or_default().clone_into(&mut header.value);
        }
        let body = real.reply_body.as_deref().filter(|_| real.reply_flaw.is_none());
        if let Some(body) = body.and_then(|body| serde_json::from_str::<Value>(body).ok()) {
            made.set_reply_body(self.body(&body).to_string());
        }
    }

    fn body(&mut self, real: &Value) -> Value {
        let hidden = self.redactor.value(real);
        let balances = self.balances(real);
        self.made(real, &hidden, &balances, "")
    }

    /// Recurses 128 levels at most: serde_json reads no deeper.
    fn made(
        &self,
        real: &Value,
        hidden: &Value,
        balances: &HashMap<String, Decimal>,
        at: &str,
    ) -> Value {
        match (real, hidden) {
            (Value::Object(real), Value::Object(hidden)) => {
                let members = real.iter().zip(hidden).map(|((name, real), (shown, hidden))| {
                    let shown = shown.replace("[member ", "Member").replace(']', "");
                    (shown, self.made(real, hidden, balances, &format!("{at}/{name}")))
                });
                Value::Object(members.collect::<Map<_, _>>())
            }
            (Value::Array(real), Value::Array(hidden)) => real
                .iter()
                .zip(hidden)
                .enumerate()
                .map(|(index, (real, hidden))| {
                    self.made(real, hidden, balances, &format!("{at}/{index}"))
                })
                .collect(),
            (Value::Number(number), Value::String(_)) => match balances.get(at) {
                Some(balance) => written(*balance),
                None => amount(Some(real))
                    .and_then(Result::ok)
                    .map_or_else(|| Value::Number(number.clone()), |old| written(self.fresh(old))),
            },
            (Value::String(real), Value::String(hidden)) if real != hidden => {
                self.text(real, hidden)
            }
            (_, hidden) => hidden.clone(),
        }
    }

    fn text(&self, real: &str, hidden: &str) -> Value {
        let label = Label::at(hidden).filter(|(_, length)| *length == hidden.len());
        let Some((Label { kind, number }, _)) = label else {
            return stand_in::value(&hidden.into());
        };
        let mut rng = ChaCha8Rng::seed_from_u64(self.drawn(hidden));
        match kind {
            "date" | "time" => self.earlier(real).into(),
            "Name" | "FullName" => Name().fake_with_rng::<String, _>(&mut rng).into(),
            "Email" => SafeEmail().fake_with_rng::<String, _>(&mut rng).into(),
            "City" => CityName().fake_with_rng::<String, _>(&mut rng).into(),
            "CivicAddress" => {
                let number: String = BuildingNumber().fake_with_rng(&mut rng);
                let street: String = StreetName().fake_with_rng(&mut rng);
                format!("{number} {street}").into()
            }
            "Phone" | "PhoneNumber" => format!("(613) 555-{:04}", 100 + number % 100).into(),
            "PostalCode" => format!("K1A 0{}{}", letter(number), number % 10).into(),
            "AccountNumber" => (9_000_000 + number).to_string().into(),
            "TransitNumber" => format!("{:05}", 100 + number).into(),
            "InstitutionNumber" => format!("{:03}", 900 + number % 100).into(),
            kind if kind.to_ascii_lowercase().ends_with("id") => stand_in::value(&hidden.into()),
            kind => format!("{kind} {number}").into(),
        }
    }

    /// The same date or time some weeks before; a date that does not exist stays one.
    fn earlier(&self, real: &str) -> String {
        let (day, time) = real.split_at_checked(10).unwrap_or((real, ""));
        let weeks = i64::try_from(self.drawn("weeks") % 50 + 2).unwrap_or(2);
        let date = Date::parse(day, &Iso8601::DATE).ok();
        let date = date.and_then(|date| date.checked_sub(Duration::weeks(weeks)));
        let date = date.filter(|date| date.year() > 0).map(|date| date.to_string());
        let date = date.unwrap_or_else(|| "2001-02-30".to_owned());
        match time.split_once('.') {
            // As many digits of a second, all of them 0.
            Some((time, fraction)) => {
                let fraction = fraction.replace(|c: char| c.is_ascii_digit(), "0");
                format!("{date}{time}.{fraction}")
            }
            None => date + time,
        }
    }

    /// A new number with as many digits before the point; the sign and the cents stay.
    fn fresh(&self, old: Decimal) -> Decimal {
        let whole = old.abs().trunc();
        let digits = whole.to_string().len();
        let (low, high) = match digits {
            1 if whole <= Decimal::ONE => return old,
            1 => (2, 8),
            digits => (10_u64.saturating_pow(u32::try_from(digits - 1).unwrap_or(18)), 9),
        };
        let span = if digits == 1 { high } else { low.saturating_mul(high) };
        let new = Decimal::from(low + self.drawn(&whole.to_string()) % span);
        let new = new.checked_add(old.abs().fract()).unwrap_or(new);
        if old.is_sign_negative() { -new } else { new }
    }

    /// The numbers guard nothing, since nothing leads from one to the value before it.
    fn drawn(&self, what: &str) -> u64 {
        let hash = fnv1a(&[&self.seed.to_string(), what]);
        (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 8
    }

    /// The new balances of all accounts, by JSON Pointer: each is the one before it with the new
    /// sides, and as far off as before.
    fn balances(&self, body: &Value) -> HashMap<String, Decimal> {
        let mut all = HashMap::new();
        let accounts = body.get("Accounts").and_then(Value::as_array);
        for (index, account) in accounts.into_iter().flatten().enumerate() {
            let list = account.get("Transactions").and_then(Value::as_array);
            let mut before: Option<(Decimal, Decimal)> = None;
            let mut newest = None;
            for (row, transaction) in list.map_or(&[][..], Vec::as_slice).iter().enumerate().rev() {
                let change = self.change(transaction);
                before = exact(transaction.get("Balance")).map(|old| {
                    let followed =
                        before.zip(change).and_then(|(before, change)| follow(before, change, old));
                    let new = followed.unwrap_or_else(|| self.fresh(old) + Decimal::from(5_000));
                    all.insert(format!("/Accounts/{index}/Transactions/{row}/Balance"), new);
                    (old, new)
                });
                newest = before.map(|before| (before, change.unwrap_or_default()));
            }
            let Some((newest, change)) = newest else { continue };
            let current = exact(account.pointer("/Balance/Current"));
            let moved = |old: Decimal| {
                let off_by = old.checked_sub(newest.0)?;
                newest.1.checked_add(carried(off_by, change).unwrap_or(off_by))
            };
            let Some((old, new)) = current.and_then(|old| Some((old, moved(old)?))) else {
                continue;
            };
            all.insert(format!("/Accounts/{index}/Balance/Current"), new);
            if exact(account.pointer("/Balance/Available")) == Some(old) {
                all.insert(format!("/Accounts/{index}/Balance/Available"), new);
            }
        }
        all
    }

    fn change(&self, transaction: &Value) -> Option<(Decimal, Decimal)> {
        let side = |name| match transaction.get(name)? {
            Value::Null => Some((Decimal::ZERO, Decimal::ZERO)),
            value => exact(Some(value)).map(|old| (old, self.fresh(old))),
        };
        let (credit, debit) = (side("Credit")?, side("Debit")?);
        Some((credit.0.checked_sub(debit.0)?, credit.1.checked_sub(debit.1)?))
    }
}

/// The balance after a change, as far from the right one as the old balance is.
fn follow(before: (Decimal, Decimal), change: (Decimal, Decimal), old: Decimal) -> Option<Decimal> {
    let off_by = old.checked_sub(before.0.checked_add(change.0)?)?;
    let off_by = carried(off_by, change).unwrap_or(off_by);
    before.1.checked_add(change.1)?.checked_add(off_by)
}

/// Carries over a difference that consists of the amount beside it: it consists of the new amount then.
fn carried(off_by: Decimal, change: (Decimal, Decimal)) -> Option<Decimal> {
    let factors = [Decimal::NEGATIVE_ONE, Decimal::ONE, -Decimal::TWO, Decimal::TWO];
    let factor = factors.into_iter().find(|factor| Some(off_by) == change.0.checked_mul(*factor));
    factor.filter(|_| !change.0.is_zero()).and_then(|factor| change.1.checked_mul(factor))
}

fn exact(value: Option<&Value>) -> Option<Decimal> {
    amount(value)?.ok()
}

fn written(amount: Decimal) -> Value {
    amount.to_string().parse::<Number>().map_or(Value::Null, Value::Number)
}

fn letter(number: u32) -> char {
    "ABCEGHJKLM".chars().nth(number as usize % 10).unwrap_or('A')
}

#[cfg(test)]
mod tests {
    use flinks_trace::redact::Depth;

    use super::*;
    use crate::recording::verdicts::regrouped;
    use crate::sample::both;

    #[test]
    fn every_rule_has_the_outcome_of_the_real_values() {
        let mut broken = both();
        for exchange in &mut broken.trace.exchanges {
            let Some(body) = &exchange.reply_body else { continue };
            let body = body.replace("\"Balance\":50006.04", "\"Balance\":50006.045");
            exchange.set_reply_body(body);
        }
        for real in [both(), broken] {
            for seed in 0..20 {
                let mut redactor = Redactor::new(Depth::Everything);
                hide::learn(&mut redactor, &real);
                let made = record(&mut redactor, &real, seed);
                assert_eq!(regrouped(&real, &made), [""; 0], "{seed}");
                for body in made.exchanges().iter().filter_map(|one| one.reply_body.as_deref()) {
                    assert_eq!(redactor.leaks(body), [], "{body}");
                }
            }
        }
    }
}
