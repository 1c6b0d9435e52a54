//! `POST FieldMatch`: how well what a client knows of a person fits the holder of the accounts.
//!
//! Source: docs.flinks.com/api/utilities/identity/field-match; help.flinks.com 43000735792. How Flinks
//! compares is not documented. Here a rate is 1 less the share of characters that an edit has to change
//! (Levenshtein), among letters and digits in lower case; the overall rate is the mean.

use serde_json::{Map, Value, json};

use super::card::{Known, known};
use super::{Planned, Scene};
use crate::reply::Reply;
use crate::request::Members;
use crate::script::Part;

const FIELDS: [&str; 10] = [
    "fullName",
    "firstName",
    "middleName",
    "lastName",
    "phone",
    "email",
    "civicAddress",
    "city",
    "province",
    "postalCode",
];

/// Characters of a field that is compared.
const LONGEST_FIELD: usize = 200;

/// Without a threshold there are rates only. Before a GetAccountsDetail of the login has brought its data,
/// nothing is known of anybody.
pub(super) fn field_match(scene: &Scene<'_>, members: &Members) -> Result<Planned, Reply> {
    let login_id = members.text("loginId")?.ok_or_else(|| Reply::required(["loginId"]))?;
    let known = known(scene, login_id)?;
    let threshold = threshold(members)?;
    let holders = holders(scene, &known);
    let (mut rates, mut no_data, mut sum) = (Map::new(), Vec::new(), 0.0);
    for field in FIELDS {
        let Some(text) = members.text(field)? else { continue };
        if text.chars().count() > LONGEST_FIELD {
            let fault = format!("is longer than {LONGEST_FIELD} characters");
            return Err(Reply::invalid(&[(field, &fault)]));
        }
        let known = holders.iter().filter_map(|holder| value(holder, field));
        let rate = known.map(|known| rate(field, text, &known)).max_by(f64::total_cmp);
        if rate.is_none() {
            no_data.push(field);
        }
        sum += rate.unwrap_or_default();
        rates.insert(field.to_owned(), rate.unwrap_or_default().into());
    }
    if rates.is_empty() {
        return Err(Reply::invalid(&[("fullName", "is required, or another field to compare")]));
    }
    let overall = rounded(sum / rates.len() as f64);
    let mut body = json!({});
    if let Some(threshold) = threshold {
        let is_match = |rate: &Value| (rate.as_f64() >= Some(threshold)).into();
        let matches = rates.iter().map(|(field, rate)| (field.clone(), is_match(rate)));
        let mut matches: Map<String, Value> = matches.collect();
        matches.insert("noData".to_owned(), no_data.clone().into());
        body["overallMatch"] = (overall >= threshold).into();
        body["fieldLevelMatch"] = matches.into();
    }
    rates.insert("noData".to_owned(), no_data.into());
    body["overallMatchRate"] = overall.into();
    body["fieldLevelMatchRate"] = rates.into();
    Ok(Planned::at_once(scene, Reply::ok(&body)))
}

/// A number, or the text of one: a public client sends it as text.
fn threshold(members: &Members) -> Result<Option<f64>, Reply> {
    let Some(value) = members.value("threshold") else { return Ok(None) };
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    let number = number.filter(|number| (0.0..=1.0).contains(number));
    number.map(Some).ok_or_else(|| Reply::invalid(&[("threshold", "must be a number from 0 to 1")]))
}

/// Those of the accounts that a session of the login has brought.
fn holders(scene: &Scene<'_>, Known { story, key, .. }: &Known) -> Vec<Value> {
    let mut sessions = scene.state.sessions.iter().filter(|session| session.login.id == key.login);
    if !sessions.any(|session| session.delivered && session.has_asked_for_accounts()) {
        return Vec::new();
    }
    let mut body = story.script(Part::Accounts).normal.message().body.to_json();
    let accounts = body.get_mut("Accounts").and_then(Value::as_array_mut);
    accounts.into_iter().flatten().map(|account| account["Holder"].take()).collect()
}

fn value(holder: &Value, field: &str) -> Option<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned).filter(|text| !text.is_empty());
    let words = || holder["Name"].as_str().unwrap_or_default().split_whitespace();
    match field {
        "fullName" => text(&holder["Name"]).or_else(|| text(holder)),
        "firstName" => words().next().map(str::to_owned),
        "lastName" => words().skip(1).last().map(str::to_owned),
        "middleName" => {
            let words: Vec<_> = words().collect();
            let middle = words.get(1..words.len().saturating_sub(1)).unwrap_or_default();
            (!middle.is_empty()).then(|| middle.join(" "))
        }
        "phone" => text(&holder["PhoneNumber"]),
        "email" => text(&holder["Email"]),
        "civicAddress" => text(&holder["Address"]["CivicAddress"]),
        "city" => text(&holder["Address"]["City"]),
        "province" => text(&holder["Address"]["Province"]),
        _ => text(&holder["Address"]["PostalCode"]),
    }
}

/// The country code of a phone number does not count.
fn rate(field: &str, sent: &str, known: &str) -> f64 {
    let mut both = [sent, known].map(|text| {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        letters.collect::<Vec<_>>()
    });
    if field == "phone" {
        both = both.map(|digits| digits[digits.len().saturating_sub(10)..].to_vec());
    }
    let [sent, known] = both.map(String::from_iter);
    rounded(strsim::normalized_levenshtein(&sent, &known))
}

/// To eight decimals, the most that are documented.
fn rounded(rate: f64) -> f64 {
    (rate * 1e8).round() / 1e8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates() {
        let holder = json!({
            "Name": "Marie Ève Tremblay", "Email": "m@example.com", "PhoneNumber": "(514) 333-7777",
            "Address": { "City": "Montréal", "PostalCode": "H3B 5E8", "Province": null },
        });
        #[rustfmt::skip]
        let table = [
            ("fullName", "marie eve tremblay", Some(0.9375)),
            ("firstName", "Maria", Some(0.8)),
            ("middleName", "Ève", Some(1.0)),
            ("lastName", "Tremblay", Some(1.0)),
            ("phone", "+1 514-333-7777", Some(1.0)),
            ("phone", "514-333-7778", Some(0.9)),
            ("email", "M@EXAMPLE.COM", Some(1.0)),
            ("city", "Montreal", Some(0.875)),
            ("postalCode", "h3b5e8", Some(1.0)),
            ("postalCode", "X9", Some(0.0)),
            ("province", "QC", None),
            ("civicAddress", "1", None),
        ];
        for (field, sent, expected) in table {
            let found = value(&holder, field).map(|known| rate(field, sent, &known));
            assert_eq!(found, expected, "{field} {sent}");
        }
        assert_eq!(rate("city", "Laval", "Montréal"), 0.25);
        assert_eq!(value(&json!("John Doe"), "fullName").as_deref(), Some("John Doe"));
        assert_eq!(value(&json!({ "Name": "Cher" }), "lastName"), None);
    }
}
