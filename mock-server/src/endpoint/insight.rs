//! Attributes, categorization and prepayment: they read the accounts that a session collects, and take a step
//! of them as GetAccountsDetail does. There is no Async; the same call is repeated.
//!
//! Source: docs.flinks.com/api/enrich/endpoints and its error-codes.

use std::sync::LazyLock;

use bytes::Bytes;
use flinks_contract::insight::{ATTRIBUTES, Attribute, Measure};
use flinks_judge::amount;
use flinks_report::grouped;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};
use time::Date;
use uuid::Uuid;

use super::{Call, Planned, Scene, data};
use crate::answer::code;
use crate::insight::{Frequency, Insight, Loan, Wanted};
use crate::reply::Reply;
use crate::request::Members;
use crate::script::Part;
use crate::view::day;

/// Status of INVALID_REQUEST and SESSION_EXPIRED here (C6, C39).
pub(super) const REFUSED: u16 = 400;

/// `GET …/attributes/{requestId}/{name}`.
pub(super) fn package(scene: &mut Scene<'_>, call: &Call<'_>) -> Result<Planned, Reply> {
    check(scene, call)?;
    let name = call.id(2).strip_prefix("Get").and_then(|name| name.strip_suffix("Attributes"));
    let attributes = name.and_then(Attribute::package);
    let attributes = attributes.ok_or_else(|| unknown_attribute(call.id(2)))?;
    let attributes: Vec<_> = attributes.collect();
    let is_sum = |attribute: &&'static Attribute| attribute.row.measure == Measure::Sum;
    let detailed = attributes.iter().copied().filter(is_sum).collect();
    let limit_days = limit_days(scene, &Members::default())?;
    let wanted = Wanted { attributes, detailed, limit_days, ..Wanted::default() };
    ask(scene, call, Insight::Attributes(wanted))
}

/// `POST …/attributes/{requestId}`.
pub(super) fn attributes(
    scene: &mut Scene<'_>,
    call: &Call<'_>,
    members: &Members,
) -> Result<Planned, Reply> {
    check(scene, call)?;
    let names = texts(members.value("Attributes"), &["Card"])?;
    if names.is_empty() {
        return Err(invalid("At least a single attribute must be provided."));
    }
    let attributes = catalogued(&names)?;
    // Both spellings are printed (C46).
    let details = ["AttributesDetail", "AttributeDetails"];
    let detailed = details.into_iter().find_map(|name| members.value(name));
    let detailed = texts(detailed, &["AttributesDetail", "AttributeDetails", "Card"])?;
    let detailed = catalogued(&detailed)?;
    if let Some(missing) = detailed.iter().find(|detail| !attributes.contains(detail)) {
        return Err(unknown_attribute(&missing.name));
    }
    let (operations, accounts) = (operations(members)?, accounts(scene, call, members)?);
    let limit_days = limit_days(scene, members)?;
    let wanted = Wanted { attributes, detailed, operations, accounts, limit_days };
    ask(scene, call, Insight::Attributes(wanted))
}

pub(super) fn categorization(scene: &mut Scene<'_>, call: &Call<'_>) -> Result<Planned, Reply> {
    check(scene, call)?;
    ask(scene, call, Insight::Categorization)
}

/// All four members are required, which is assumed.
pub(super) fn prepayment(
    scene: &mut Scene<'_>,
    call: &Call<'_>,
    members: &Members,
) -> Result<Planned, Reply> {
    check(scene, call)?;
    let read = |name| members.value(name).map(plain).unwrap_or_default();
    let frequency = read("LoanFrequency");
    let frequency = Frequency::NAMES.iter().find(|(name, _)| *name == frequency);
    let frequency = frequency
        .ok_or_else(|| invalid("LoanFrequency must be Weekly, BiWeekly, BiMonthly or Monthly"))?;
    let total = Decimal::from_str_exact(&read("ExpectedRepaymentTotal")).ok();
    let total = total.filter(|total| *total > Decimal::ZERO);
    let funded = day(&read("FundingDate")).and_then(|day| Date::from_julian_day(day).ok());
    let payments =
        read("Duration").parse().ok().filter(|count| (1..=MOST_PAYMENTS).contains(count));
    let loan = Loan {
        frequency: frequency.1,
        total: total.ok_or_else(|| invalid("ExpectedRepaymentTotal must be an amount above 0"))?,
        funded: funded.ok_or_else(|| invalid("FundingDate must be a date, YYYY-MM-DD"))?,
        payments: payments.ok_or_else(|| invalid("Duration must be a number from 1 to 520"))?,
    };
    ask(scene, call, Insight::Prepayment(loan))
}

/// Ten years of weeks.
const MOST_PAYMENTS: u16 = 520;

/// A bare list. Its members are those that a client reads.
///
/// Source: @rizwannur/flinks 0.2.0.
pub(super) fn library(scene: &Scene<'_>, is_business: bool) -> Planned {
    let library = if is_business { &BUSINESS } else { &CONSUMER };
    Planned::at_once(scene, Reply::new(200, "", Bytes::clone(library)))
}

static CONSUMER: LazyLock<Bytes> = LazyLock::new(|| listed(false));
static BUSINESS: LazyLock<Bytes> = LazyLock::new(|| listed(true));

fn listed(is_business: bool) -> Bytes {
    let listed = ATTRIBUTES.iter().filter(|it| it.name.ends_with("_biz") == is_business);
    let entry = |it: &Attribute| json!({ "Name": it.name, "Description": it.row.about });
    let groups = grouped(listed.map(|it| (it.row.group, entry(it))));
    let group =
        |(group, entries): (&str, Vec<Value>)| json!({ "Category": group, "Attributes": entries });
    groups.into_iter().map(group).collect::<Value>().to_string().into()
}

/// The session has to be known, of this login, and not idle for too long since its data came.
fn check(scene: &mut Scene<'_>, call: &Call<'_>) -> Result<(), Reply> {
    let now = scene.now();
    let session = data::known(scene, call.id(1))?;
    if Uuid::try_parse(call.id(0)).ok() != Some(session.login.id) {
        return Err(Reply::code("INVALID_LOGIN"));
    }
    if session.is_idle(now) {
        let text = "RequestId is invalid or session has ended.";
        return Err(Reply::error(REFUSED, code("SESSION_EXPIRED"), text));
    }
    Ok(())
}

fn ask(scene: &mut Scene<'_>, call: &Call<'_>, insight: Insight) -> Result<Planned, Reply> {
    data::call(scene, call.id(1), Part::Accounts, Some(data::Asked::Insight(insight)))
}

fn catalogued(names: &[String]) -> Result<Vec<&'static Attribute>, Reply> {
    if let Some(unknown) = names.iter().find(|name| Attribute::named(name).is_none()) {
        return Err(unknown_attribute(unknown));
    }
    let asked = |attribute: &&Attribute| names.contains(&attribute.name);
    Ok(ATTRIBUTES.iter().filter(asked).collect())
}

/// Operations is the only category that a filter may name.
fn operations(members: &Members) -> Result<bool, Reply> {
    let Some(filters) = members.value("Filters") else { return Ok(false) };
    let wrong = || invalid("One or more filters are invalid.");
    let filters = Members::deserialize(filters).map_err(|_| wrong())?;
    let is_known = |name: &str| name.eq_ignore_ascii_case("accountCategory");
    let categories = strings(filters.value("accountCategory")).ok_or_else(wrong)?;
    let is_good = filters.names().all(is_known) && categories.iter().all(|it| it == "Operations");
    if is_good { Ok(!categories.is_empty()) } else { Err(wrong()) }
}

fn accounts(
    scene: &mut Scene<'_>,
    call: &Call<'_>,
    members: &Members,
) -> Result<Option<Vec<Uuid>>, Reply> {
    let Some(filter) = members.value("AccountFilter") else { return Ok(None) };
    let ids = texts(Some(filter), &["AccountID"])?;
    if ids.is_empty() {
        let text = "At least one accountId must be provided when AccountFilter is present.";
        return Err(invalid(text));
    }
    let script = data::known(scene, call.id(1))?.script(Part::Accounts);
    let known = |id: &String| {
        let account = Uuid::try_parse(id).ok().filter(|account| script.has_account(account));
        account.ok_or_else(|| invalid(&format!("The AccountId {id:.100} is not valid.")))
    };
    let mut accounts = ids.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    accounts.sort_unstable();
    accounts.dedup();
    Ok(Some(accounts))
}

/// The page names a header, a client puts it in the body (C46).
fn limit_days(scene: &Scene<'_>, members: &Members) -> Result<Option<i32>, Reply> {
    let member = members.value("limitDays").map(plain);
    let Some(text) = member.or_else(|| scene.hints.limit_days.map(str::to_owned)) else {
        return Ok(None);
    };
    let days = text.parse().ok().filter(|days| (1..=365).contains(days));
    days.map(Some).ok_or_else(|| invalid("limitDays must be a whole number from 1 to 365"))
}

/// The texts of a list, which is the value or the first of these members that it has.
fn texts(value: Option<&Value>, members: &[&str]) -> Result<Vec<String>, Reply> {
    let wrong = || invalid("The attributes and filters must be lists of strings.");
    let Some(value) = value else { return Ok(Vec::new()) };
    if !value.is_object() {
        return strings(Some(value)).ok_or_else(wrong);
    }
    let inner = Members::deserialize(value).map_err(|_| wrong())?;
    let list = members.iter().find_map(|name| inner.value(name));
    strings(list).ok_or_else(wrong)
}

/// A list of strings; one string is a list, too, and nothing is an empty one.
fn strings(value: Option<&Value>) -> Option<Vec<String>> {
    match value {
        None => Some(Vec::new()),
        Some(Value::String(text)) => Some(vec![text.clone()]),
        Some(Value::Array(list)) => {
            list.iter().map(|item| item.as_str().map(str::to_owned)).collect()
        }
        Some(_) => None,
    }
}

/// A number, or the text of one.
fn plain(value: &Value) -> String {
    match amount(Some(value)) {
        Some(Ok(number)) => number.to_string(),
        _ => value.as_str().unwrap_or_default().trim().to_owned(),
    }
}

fn unknown_attribute(name: &str) -> Reply {
    invalid(&format!("The attribute name is not valid: {name:.100}"))
}

fn invalid(text: &str) -> Reply {
    Reply::error(REFUSED, code("INVALID_REQUEST"), text)
}
