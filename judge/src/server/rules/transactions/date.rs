//! Dates that exist, newest first.

use time::format_description::well_known::{Rfc2822, Rfc3339};
use time::{Date, OffsetDateTime};

use super::*;

pub(super) fn check(account: &Account<'_>, findings: &mut Findings) {
    let last = account.exchange.reply().and_then(|reply| last_day(reply.reply_header("date")?));
    for transaction in &account.transactions {
        exists(transaction, findings);
        if let Some(last) = last {
            future(transaction, last, findings);
        }
    }
    order(account, findings);
}

/// Null is documented for a date that is not known.
fn exists(transaction: &Transaction<'_>, findings: &mut Findings) {
    let Some(value @ Value::String(text)) = transaction.value.get("Date") else { return };
    let found = || transaction.found("/Date", "a date that exists, as in 2019-04-22", value);
    findings.rule(DATE).place(date(text).is_none().then(found));
}

/// The day after the one of a reply's `Date` header, as some zone has that day already. The header
/// is the server's own clock.
fn last_day(header: &str) -> Option<Date> {
    OffsetDateTime::parse(header, &Rfc2822).ok()?.date().next_day()
}

fn future(transaction: &Transaction<'_>, last: Date, findings: &mut Findings) {
    let Some(value @ Value::String(text)) = transaction.value.get("Date") else { return };
    let Some(date) = date(text) else { return };
    let expected = format!("{last}, the day after the reply, or older");
    findings.rule(FUTURE).place((date > last).then(|| transaction.found("/Date", expected, value)));
}

/// Transactions without a readable date are left out.
fn order(account: &Account<'_>, findings: &mut Findings) {
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
        let expected = format!("{newer_value} of the one before it, or older");
        findings
            .rule(ORDER)
            .place((date > newer).then(|| transaction.found("/Date", expected, *value)));
    }
}

/// A day that exists, from exactly `YYYY-MM-DD`.
fn date(text: &str) -> Option<Date> {
    let midnight = OffsetDateTime::parse(&format!("{text}T00:00:00Z"), &Rfc3339);
    midnight.ok().map(OffsetDateTime::date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::rules::transactions;
    use time::Month;

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
            let expected = expected.map(|(year, month, day)| {
                Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap()
            });
            assert_eq!(last_day(header), expected, "{header}");
        }
    }

    #[test]
    fn days_to_come() {
        let table = [("2019-04-22", false), ("2026-11-22", false), ("2026-11-23", true)];
        for (date, breaks) in table {
            let accounts = json!([{ "Transactions": [{ "Date": date }] }]);
            let mut run = sample::with(sample::DATA, "/Accounts", accounts);
            let headers = &mut sample::find(&mut run, sample::DATA).reply_headers;
            headers.push(Header::new("date", "Sat, 21 Nov 2026 16:10:11 GMT"));
            let found = sample::broken(transactions::check, &run, FUTURE);
            assert_eq!(found == ["/Accounts/0/Transactions/0/Date"], breaks, "{date}");
        }
    }
}
