//! CLI-TOL and CLI-NUM: what the client says of the data that it took.

use flinks_contract::rule::client;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::facts::{Data, Facts};
use crate::judge::answer::Answer;
use crate::judge::evidence::Call;
use crate::judge::sheet::{Sheet, at, detail, finding};
use crate::judge::trace::{Session, Trace};

pub(super) fn apply(trace: &Trace<'_>, sheet: &mut Sheet) {
    for session in &trace.sessions {
        for word in &session.words {
            let Some(reply) = taken(session, word) else {
                missing(WORDED, "the client gave its word before it had the accounts", sheet);
                continue;
            };
            let facts = reply.facts.as_ref();
            let Some((facts, data)) = facts.and_then(|facts| Some((facts, facts.data.as_ref()?)))
            else {
                missing(WORDED, "the journal does not say what was in the accounts", sheet);
                continue;
            };
            let told = Told { reply, word };
            told.unusual(facts, data, sheet);
            told.characters(data, sheet);
            told.cents(data, sheet);
        }
    }
    failed(trace, sheet);
}

/// The accounts that a word is about: the latest whole ones before it.
fn taken<'a>(session: &Session<'a>, word: &Call) -> Option<&'a Call> {
    let mut before = session.accounts.iter().rev().filter(|call| call.seq < word.seq);
    before.find(|call| call.answer() == Answer::Done).copied()
}

const WORDED: [&str; 3] = [client::TOL_UNKNOWN, client::TOL_TEXT, client::NUM_CENTS];

fn missing(rules: impl IntoIterator<Item = &'static str>, what: &str, sheet: &mut Sheet) {
    rules.into_iter().for_each(|rule| sheet.missing(rule, what));
}

/// A reply and what the client says of it.
struct Told<'a> {
    reply: &'a Call,
    word: &'a Call,
}

impl Told<'_> {
    /// As many accounts and transactions as there were, although something about them is unusual.
    fn unusual(&self, facts: &Facts, data: &Data, sheet: &mut Sheet) {
        let Some(odd) = facts.unusual.first() else {
            return missing([client::TOL_UNKNOWN], "nothing in the accounts was unusual", sheet);
        };
        let counts = [("accounts", data.accounts), ("transactions", data.transactions)];
        for (name, expected) in counts {
            let Some(actual) = self.told(client::TOL_UNKNOWN, name, sheet) else { continue };
            sheet.applied(client::TOL_UNKNOWN, 1);
            if !is_count(&actual, expected) {
                let (expected, actual) = (format!("{expected} {name}"), format!("{actual} {name}"));
                let mut found =
                    finding(at(self.reply), name, expected, actual, &[self.reply, self.word]);
                found.details.push(detail("unusual", unusual(odd, facts.unusual.len())));
                sheet.broken(client::TOL_UNKNOWN, found);
            }
        }
    }

    /// Every member is optional.
    fn told(&self, rule: &'static str, name: &str, sheet: &mut Sheet) -> Option<Value> {
        let told = self.word.member(name);
        if told.is_none() {
            sheet.missing(rule, format!("the client's word has no {name}"));
        }
        told
    }

    fn characters(&self, data: &Data, sheet: &mut Sheet) {
        let Some(actual) = self.told(client::TOL_TEXT, "characters", sheet) else { return };
        sheet.applied(client::TOL_TEXT, 1);
        if is_count(&actual, data.characters) {
            return;
        }
        let expected = format!("{} characters in all descriptions", data.characters);
        let shown = format!("{actual} characters");
        let mut found =
            finding(at(self.reply), "descriptions", expected, shown, &[self.reply, self.word]);
        found.note = decimal(&actual).map(|actual| match actual > Decimal::from(data.characters) {
            true => "more than were sent: was UTF-8 read as another encoding, or were bytes counted?",
            false => "fewer than were sent: was text cut, or were signs left out?",
        }).map(str::to_owned);
        sheet.broken(client::TOL_TEXT, found);
    }

    fn cents(&self, data: &Data, sheet: &mut Sheet) {
        let sums =
            [("balances", &data.balances), ("debits", &data.debits), ("credits", &data.credits)];
        for (name, expected) in sums {
            let Some(told) = self.told(client::NUM_CENTS, name, sheet) else { continue };
            let Ok(sum) = Decimal::from_str_exact(expected) else { continue };
            sheet.applied(client::NUM_CENTS, 1);
            let actual = decimal(&told);
            if actual == Some(sum) {
                continue;
            }
            let shown = told.as_str().map_or_else(|| told.to_string(), str::to_owned);
            let mut found =
                finding(at(self.reply), name, expected, shown, &[self.reply, self.word]);
            if let Some(off) = actual.and_then(|actual| actual.checked_sub(sum)) {
                found.off_by = Some(off.normalize().to_string());
                found.note = likely(off).map(str::to_owned);
            }
            sheet.broken(client::NUM_CENTS, found);
        }
    }
}

/// The cheapest explanation of a wrong sum.
fn likely(off: Decimal) -> Option<&'static str> {
    if off.abs() < Decimal::new(5, 3) {
        Some("less than half a cent: amounts were added as binary floats")
    } else if off.abs() < Decimal::ONE {
        Some("less than a dollar: were cents cut or rounded?")
    } else {
        None
    }
}

/// A client that failed right after a reply with something unusual in it has said enough.
fn failed(trace: &Trace<'_>, sheet: &mut Sheet) {
    let Some(end) = &trace.evidence.end else { return };
    let how = match (end.exit, end.signal) {
        (Some(0), _) | (None, None) => return,
        (Some(code), _) => format!("the command ended with exit code {code} right after it"),
        (None, Some(signal)) => format!("the command was ended by signal {signal} right after it"),
    };
    let Some(last) = trace.evidence.calls.last() else { return };
    let Some(facts) = last.facts.as_ref().filter(|_| last.answer() == Answer::Done) else { return };
    let Some(odd) = facts.unusual.first() else { return };
    sheet.applied(client::TOL_UNKNOWN, 1);
    let expected = "a client that goes on after an answer with something new in it";
    let mut found = finding(at(last), "end", expected, how, &[last]);
    found.details.push(detail("unusual", unusual(odd, facts.unusual.len())));
    sheet.broken(client::TOL_UNKNOWN, found);
}

/// "/Accounts/0/New is new, and 3 more".
fn unusual(first: &str, all: usize) -> String {
    match all {
        0 | 1 => first.to_owned(),
        all => format!("{first}, and {} more", all - 1),
    }
}

fn is_count(told: &Value, count: u64) -> bool {
    decimal(told) == Some(Decimal::from(count))
}

/// Of a number or of text, with all its digits: never by way of a float.
fn decimal(told: &Value) -> Option<Decimal> {
    let text = match told {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text)).ok()
}
