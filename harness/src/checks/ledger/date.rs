//! Dates that exist, newest first.

use std::time::Duration;

use flinks_contract::rule;
use flinks_report::Shown;
use serde_json::Value;

use super::{Account, Transaction};
use crate::sheet::Sheet;

pub(super) fn check(account: &Account<'_>, sheet: &mut Sheet) {
    let last = account.exchange.reply().and_then(|reply| last_day(reply.header("date")?));
    for transaction in &account.transactions {
        exists(transaction, sheet);
        if let Some(last) = last {
            future(transaction, last, sheet);
        }
    }
    order(account, sheet);
}

/// Null is documented for a date that is not known.
fn exists(transaction: &Transaction<'_>, sheet: &mut Sheet) {
    let Some(value @ Value::String(text)) = transaction.value.get("Date") else { return };
    sheet.applied(rule::TXN_DATE, 1);
    if date(text).is_none() {
        let expected = Shown::words("a date that exists, as in 2019-04-22");
        sheet.broken(rule::TXN_DATE, transaction.found("/Date", expected, Shown::json(value)));
    }
}

/// The day after the one of a reply's `Date` header, as some zone has that day already. The header
/// is the server's own clock, and redaction moves it together with the dates of the body.
fn last_day(header: &str) -> Option<(u16, u8, u8)> {
    let sent = httpdate::parse_http_date(header).ok()?;
    let next = sent.checked_add(Duration::from_secs(24 * 60 * 60))?;
    // The second to fourth word of "Sun, 22 Nov 2026 16:10:11 GMT".
    let text = httpdate::fmt_http_date(next);
    let mut words = text.split(' ').skip(1);
    let day = words.next()?.parse().ok()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Some((words.next()?.parse().ok()?, u8::try_from(month).ok()?, day))
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn future(transaction: &Transaction<'_>, last: (u16, u8, u8), sheet: &mut Sheet) {
    let Some(value @ Value::String(text)) = transaction.value.get("Date") else { return };
    let Some(date) = date(text) else { return };
    sheet.applied(rule::TXN_FUTURE, 1);
    if date > last {
        let (year, month, day) = last;
        let expected = format!("{year:04}-{month:02}-{day:02}, the day after the reply, or older");
        let found = transaction.found("/Date", Shown::words(expected), Shown::json(value));
        sheet.broken(rule::TXN_FUTURE, found);
    }
}

/// Transactions without a readable date are left out.
fn order(account: &Account<'_>, sheet: &mut Sheet) {
    let dated: Vec<_> = account
        .transactions
        .iter()
        .filter_map(|transaction| {
            let value = transaction.value.get("Date")?;
            Some((transaction, value, date(value.as_str()?)?))
        })
        .collect();
    for pair in dated.windows(2) {
        let [(_, newer_value, newer), (transaction, value, date)] = pair else { continue };
        sheet.applied(rule::TXN_ORDER, 1);
        if date > newer {
            let expected = Shown::words(format!("{newer_value} of the one before it, or older"));
            let found = transaction.found("/Date", expected, Shown::json(value));
            sheet.broken(rule::TXN_ORDER, found);
        }
    }
}

/// Year, month and day of the proleptic Gregorian calendar, from exactly `YYYY-MM-DD`.
fn date(text: &str) -> Option<(u16, u8, u8)> {
    let digits = |range: std::ops::Range<usize>| {
        let part = text.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then_some(part)
    };
    let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let (year, month, day) =
        (digits(0..4)?.parse().ok()?, digits(5..7)?.parse().ok()?, digits(8..10)?.parse().ok()?);
    (dashes && (1..=days(year, month)).contains(&day)).then_some((year, month, day))
}

/// 0 where there is no such month.
fn days(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{ledger, sample};
    use serde_json::json;

    #[test]
    fn dates_that_exist() {
        let table = [
            ("2019-04-22", true),
            ("2024-02-29", true),
            ("2000-02-29", true),
            ("1900-02-29", false),
            ("2023-02-29", false),
            ("2019-04-31", false),
            ("2019-13-01", false),
            ("2019-00-01", false),
            ("2019-01-00", false),
            ("2019-4-22", false),
            ("2019/04/22", false),
            ("2019-04-22T00:00:00", false),
            ("+019-04-22", false),
            ("éé19-04-2", false),
            ("", false),
        ];
        for (text, expected) in table {
            assert_eq!(date(text).is_some(), expected, "{text}");
        }
    }

    #[test]
    fn the_day_after_a_reply() {
        let table = [
            ("Sat, 21 Nov 2026 16:10:11 GMT", Some((2026, 11, 22))),
            ("Thu, 31 Dec 2026 23:59:59 GMT", Some((2027, 1, 1))),
            ("Wed, 28 Feb 2024 00:00:00 GMT", Some((2024, 2, 29))),
            ("2026-11-21", None),
            ("", None),
        ];
        for (header, expected) in table {
            assert_eq!(last_day(header), expected, "{header}");
        }
    }

    #[test]
    fn days_to_come() {
        let table = [("2019-04-22", false), ("2026-11-22", false), ("2026-11-23", true)];
        for (date, breaks) in table {
            let mut record = sample::accounts();
            let reply = sample::reply(sample::find(&mut record, sample::DATA));
            let header = "Sat, 21 Nov 2026 16:10:11 GMT".to_owned();
            reply.headers.push(("date".to_owned(), header));
            let body = sample::body(sample::find(&mut record, sample::DATA));
            body["Accounts"] = json!([{ "Transactions": [{ "Date": date }] }]);
            let found = sample::broken(ledger::check, &record, rule::TXN_FUTURE);
            assert_eq!(found == ["/Accounts/0/Transactions/0/Date"], breaks, "{date}");
        }
    }

    #[test]
    fn newest_first() {
        let table: [(&[&str], &[&str]); 4] = [
            (&["2019-04-22", "2019-04-22", "2019-04-21"], &[]),
            (&["2019-04-21", "2019-04-22"], &["/Accounts/0/Transactions/1/Date"]),
            (&["2019-12-31", "2020-01-01"], &["/Accounts/0/Transactions/1/Date"]),
            (&["2019-04-21", "unknown", "2019-04-22"], &["/Accounts/0/Transactions/2/Date"]),
        ];
        for (dates, expected) in table {
            let mut record = sample::accounts();
            let dates: Vec<_> = dates.iter().map(|date| json!({ "Date": date })).collect();
            let body = sample::body(sample::find(&mut record, sample::DATA));
            body["Accounts"] = json!([{ "Transactions": dates }]);
            assert_eq!(sample::broken(ledger::check, &record, rule::TXN_ORDER), expected);
        }
    }
}
