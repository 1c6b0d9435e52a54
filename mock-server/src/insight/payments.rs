//! When to ask for the payments of a loan. Shape and members are documented, how days and risk are found is
//! not: here the best day is the one of the week on which most money comes in, and the risk is how
//! often the balance was below a payment.
//!
//! Source: docs.flinks.com/api/enrich/endpoints/payment-attributes/pre-payment.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};
use time::{Date, Month};

use super::{Transaction, is_operations, sum};

#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Loan {
    pub(crate) frequency: Frequency,
    /// Of all payments.
    pub(crate) total: Decimal,
    pub(crate) funded: Date,
    pub(crate) payments: u16,
}

/// BiMonthly is taken as twice a month, every 15 days.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Frequency {
    Days(i32),
    Monthly,
}

const WEEKDAYS: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

impl Frequency {
    pub(crate) const NAMES: [(&'static str, Self); 4] = [
        ("Weekly", Self::Days(7)),
        ("BiWeekly", Self::Days(14)),
        ("BiMonthly", Self::Days(15)),
        ("Monthly", Self::Monthly),
    ];
}

impl Loan {
    /// Accounts of the category Operations count as eligible, as in the summary.
    pub(super) fn schedule(&self, accounts: &[Value], all: &[Transaction<'_>]) -> Value {
        let eligible: Vec<_> = accounts.iter().filter(|account| is_operations(account)).collect();
        let holder = eligible.first().map_or(&Value::Null, |account| &account["Holder"]);
        let address = ["CivicAddress", "City", "Province", "PostalCode"]
            .map(|part| holder["Address"][part].as_str())
            .into_iter()
            .flatten();
        json!({
            "UserInformation": {
                "Name": holder["Name"],
                "Address": address.collect::<Vec<_>>().join(", "),
                "Email": holder["Email"],
                "EFTEligibleAccounts": eligible.len().to_string(),
            },
            "AccountsInformation":
                eligible.into_iter().map(|account| self.account(account, all)).collect::<Vec<_>>(),
        })
    }

    fn account(&self, account: &Value, all: &[Transaction<'_>]) -> Value {
        let own: Vec<_> = all.iter().filter(|it| std::ptr::eq(it.account, account)).collect();
        let best = best_day(&own);
        json!({
            "AccountName": account["Title"],
            "AccountNumber": account["AccountNumber"],
            "InstitutionNumber": account["InstitutionNumber"],
            "SortCode": account["TransitNumber"],
            "RoutingNumber": null,
            "OptimalPayments": self.days(best),
            "OptimalDay": WEEKDAYS[best],
            "OverallPaymentRisk": self.risk(&own).to_string(),
        })
    }

    /// In the calendar week of each date of the schedule.
    fn days(&self, best: usize) -> Vec<String> {
        let planned = (1..=self.payments).map_while(|number| self.due(i32::from(number)));
        let moved = planned.map_while(|date| {
            let monday = date.to_julian_day() - i32::from(date.weekday().number_days_from_monday());
            Date::from_julian_day(monday + i32::try_from(best).ok()?).ok()
        });
        let text = |date: Date| {
            format!("{:02}/{:02}/{:04}", u8::from(date.month()), date.day(), date.year())
        };
        moved.map(text).collect()
    }

    fn due(&self, number: i32) -> Option<Date> {
        match self.frequency {
            Frequency::Days(days) => {
                Date::from_julian_day(self.funded.to_julian_day() + number * days).ok()
            }
            Frequency::Monthly => {
                let months = self.funded.year() * 12 + i32::from(u8::from(self.funded.month())) - 1;
                let (year, month) =
                    ((months + number).div_euclid(12), (months + number).rem_euclid(12));
                let month = Month::try_from(u8::try_from(month + 1).ok()?).ok()?;
                let day = self.funded.day().min(month.length(year));
                Date::from_calendar_date(year, month, day).ok()
            }
        }
    }

    /// In per cent.
    fn risk(&self, own: &[&Transaction<'_>]) -> Decimal {
        let payment = self.total.checked_div(self.payments.into()).unwrap_or_default();
        let balances: Vec<_> = own.iter().filter_map(|it| it.balance).collect();
        let low = balances.iter().filter(|balance| **balance < payment).count();
        let share = Decimal::from(low * 100).checked_div(balances.len().into());
        let share = share.unwrap_or_default();
        share.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize()
    }
}

/// What comes in at a weekend counts for Monday; Friday where nothing comes in.
fn best_day(own: &[&Transaction<'_>]) -> usize {
    let weekday = |it: &Transaction<'_>| {
        let date = Date::from_julian_day(it.day?).ok()?;
        let day = usize::from(date.weekday().number_days_from_monday());
        Some(if day < WEEKDAYS.len() { day } else { 0 })
    };
    let came_in =
        |day: usize| sum(own.iter().filter(|it| weekday(it) == Some(day)).map(|it| it.credit));
    let best = (0..WEEKDAYS.len()).rev().max_by_key(|day| came_in(*day));
    best.filter(|day| came_in(*day) > Decimal::ZERO).unwrap_or(WEEKDAYS.len() - 1)
}
