//! Amounts of accounts, changed so that sums that were right stay right, and wrong ones wrong.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::json::{Kind, Piece, Scanner, Unescaped};
use super::key::Key;
use super::number::{amount_of, exact, styled};
use super::place::Member;

/// What of a body hangs together.
#[derive(Default)]
pub(super) struct Ledger<'a> {
    /// By the bracket that opens them.
    accounts: HashMap<usize, Account<'a>>,
    /// Transactions by the bracket that opens their list, newest first.
    lists: HashMap<usize, Vec<Transaction<'a>>>,
}

#[derive(Default)]
struct Account<'a> {
    /// The list of its transactions.
    list: Option<usize>,
    current: Part<'a>,
    available: Part<'a>,
    number: Option<String>,
    last_four: Option<(usize, String)>,
}

#[derive(Default)]
struct Transaction<'a> {
    start: usize,
    debit: Part<'a>,
    credit: Part<'a>,
    balance: Part<'a>,
}

/// A member that may be an amount. Of two with one name the last counts, as for serde_json.
#[derive(Clone, Copy, Default)]
enum Part<'a> {
    #[default]
    Missing,
    Null,
    /// With its place in the text.
    Number(usize, &'a str),
    Else,
}

/// What became of an amount.
#[derive(Clone, Copy)]
struct Change {
    old: Decimal,
    new: Decimal,
}

/// The end of an account number that stands beside it.
pub(super) struct LastFour {
    pub at: usize,
    pub number: String,
    /// Characters.
    pub length: usize,
}

impl<'a> Ledger<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let mut ledger = Self::default();
        let mut scanner = Scanner::new(text);
        while let Some(piece) = scanner.next() {
            ledger.note(piece, &scanner);
        }
        ledger
    }

    fn note(&mut self, piece: Piece<'a>, scanner: &Scanner<'a>) {
        let part = match (piece.kind, piece.text) {
            (Kind::Number, text) => Part::Number(piece.at, text),
            (Kind::Plain, "null") => Part::Null,
            (Kind::Text, _) | (Kind::Plain, "true" | "false") => Part::Else,
            _ => return,
        };
        match scanner.member() {
            member @ (Member::Debit | Member::Credit | Member::Balance) => {
                if let Some(place) = scanner.transaction() {
                    self.side(place, member, part);
                }
            }
            member @ (Member::Current | Member::Available) => {
                if let Some(account) = scanner.balance() {
                    let account = self.accounts.entry(account).or_default();
                    match member {
                        Member::Current => account.current = part,
                        _ => account.available = part,
                    }
                }
            }
            member @ (Member::AccountNumber | Member::LastFour) if piece.kind == Kind::Text => {
                if let Some(account) = scanner.object() {
                    let account = self.accounts.entry(account).or_default();
                    let text = Unescaped::of(piece.text).text;
                    match member {
                        Member::LastFour => account.last_four = Some((piece.at, text)),
                        _ => account.number = Some(text),
                    }
                }
            }
            _ => {}
        }
    }

    fn side(&mut self, place: [usize; 3], member: Member, part: Part<'a>) {
        let [account, list, start] = place;
        self.accounts.entry(account).or_default().list = Some(list);
        let transactions = self.lists.entry(list).or_default();
        if transactions.last().is_none_or(|last| last.start != start) {
            transactions.push(Transaction { start, ..Transaction::default() });
        }
        if let Some(transaction) = transactions.last_mut() {
            match member {
                Member::Debit => transaction.debit = part,
                Member::Credit => transaction.credit = part,
                _ => transaction.balance = part,
            }
        }
    }

    /// The new text of each amount that hangs on others, by its place.
    pub(super) fn amounts(&self, key: &Key) -> HashMap<usize, String> {
        let mut amounts = HashMap::new();
        let mut newest = HashMap::new();
        for (list, transactions) in &self.lists {
            if let Some(change) = chain(transactions, key, &mut amounts) {
                newest.insert(*list, change);
            }
        }
        for account in self.accounts.values() {
            let newest = account.list.and_then(|list| newest.get(&list));
            account.balances(newest, &mut amounts);
        }
        amounts
    }

    pub(super) fn last_fours(&self) -> Vec<LastFour> {
        let found = self.accounts.values().filter_map(|account| {
            let (at, last_four) = account.last_four.as_ref()?;
            let number = account.number.as_ref()?;
            let length = last_four.chars().count();
            let is_end = length > 0 && number.ends_with(last_four.as_str());
            is_end.then(|| LastFour { at: *at, number: number.clone(), length })
        });
        found.collect()
    }
}

/// From the oldest to the newest: each balance is the one before it with the new sides, and with
/// what was missing or too much before. The result is what became of the newest balance, with what
/// became of its sides.
fn chain(
    transactions: &[Transaction<'_>],
    key: &Key,
    amounts: &mut HashMap<usize, String>,
) -> Option<(Change, Change)> {
    let mut before: Option<Change> = None;
    let mut newest = None;
    for transaction in transactions.iter().rev() {
        let sides = transaction.sides(key);
        newest = None;
        before = match transaction.balance {
            Part::Number(at, text) => exact(text).map(|old| {
                let linked =
                    before.zip(sides).and_then(|(before, sides)| follow(before, sides, old));
                let new = linked.unwrap_or_else(|| anchor(key, old));
                amounts.insert(at, styled(new, text));
                let change = Change { old, new };
                newest = Some((change, sides.unwrap_or(NONE)));
                change
            }),
            _ => None,
        };
    }
    newest
}

const NONE: Change = Change { old: Decimal::ZERO, new: Decimal::ZERO };

impl Transaction<'_> {
    /// Credit minus Debit; nothing where a side is missing or no exact number.
    fn sides(&self, key: &Key) -> Option<Change> {
        let value = |part| match part {
            Part::Null => Some(NONE),
            Part::Number(_, text) => {
                exact(text).map(|old| Change { old, new: amount_of(key, old) })
            }
            _ => None,
        };
        let (credit, debit) = (value(self.credit)?, value(self.debit)?);
        Some(Change {
            old: credit.old.checked_sub(debit.old)?,
            new: credit.new.checked_sub(debit.new)?,
        })
    }
}

/// The balance that follows from the one before.
fn follow(before: Change, sides: Change, old: Decimal) -> Option<Decimal> {
    let off_by = old.checked_sub(before.old.checked_add(sides.old)?)?;
    before.new.checked_add(sides.new)?.checked_add(carried(off_by, sides)?)
}

/// A difference stays. One that is made of the amounts beside it is made of the new ones: it would
/// tell the old ones, and the cause of a wrong sum would be lost.
fn carried(off_by: Decimal, sides: Change) -> Option<Decimal> {
    let twice = Decimal::ONE + Decimal::ONE;
    for factor in [Decimal::NEGATIVE_ONE, Decimal::ONE, -twice, twice] {
        if !sides.old.is_zero() && off_by == sides.old.checked_mul(factor)? {
            return sides.new.checked_mul(factor);
        }
    }
    Some(off_by)
}

/// The oldest balance. Not even a zero stays: what follows on it would be shown as it is.
fn anchor(key: &Key, old: Decimal) -> Decimal {
    let new = amount_of(key, old);
    let offset = Decimal::from(1_000 + key.number("balances", 8_999));
    let moved =
        if new.is_sign_negative() { new.checked_sub(offset) } else { new.checked_add(offset) };
    moved.unwrap_or(new)
}

impl Account<'_> {
    fn balances(&self, newest: Option<&(Change, Change)>, amounts: &mut HashMap<usize, String>) {
        let mut current = None;
        if let (Part::Number(at, text), Some((newest, sides))) = (self.current, newest)
            && let Some(old) = exact(text)
            && let Some(new) = moved(*newest, *sides, old)
        {
            amounts.insert(at, styled(new, text));
            current = Some(Change { old, new });
        }
        if let (Part::Number(at, text), Some(current)) = (self.available, current)
            && exact(text) == Some(current.old)
        {
            amounts.insert(at, styled(current.new, text));
        }
    }
}

/// As far from the newest balance as before.
fn moved(newest: Change, sides: Change, old: Decimal) -> Option<Decimal> {
    newest.new.checked_add(carried(old.checked_sub(newest.old)?, sides)?)
}
