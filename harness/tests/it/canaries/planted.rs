//! Canaries, and bodies with one in each place.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::{Map, Value, json};

pub(super) const SECRET_KEY: &str = "zyqsecretkey+/9=";
pub(super) const API_KEY: &str = "zyqapikey%41~Value";
pub(super) const LOGIN_ID: &str = "c0ffee11-1dea-4bad-8bad-decade000011";
pub(super) const CUSTOMER_ID: &str = "zyqcustomer-4411";
pub(super) const WEALTH_CUSTOMER_ID: &str = "c0ffee12-1dea-4bad-8bad-decade000012";

/// Begins every RequestId.
pub(super) const REQUEST_PREFIX: &str = "c0ffee13";
/// Stands in the middle of every other GUID.
const GUID_MIDDLE: &str = "-1dea-4bad-8bad-";
/// The token that GenerateAuthorizeToken gives.
pub(super) const TOKEN: &str = "c0ffee14-1dea-4bad-8bad-decade000014";

pub(super) const SECRETS: [&str; 6] =
    [SECRET_KEY, API_KEY, LOGIN_ID, CUSTOMER_ID, WEALTH_CUSTOMER_ID, TOKEN];

/// Amounts with a sum that is right, days, and what has another shape. A day is moved by a week at
/// least, so that neither of the two becomes the other.
const FIXED: [&str; 17] = [
    REQUEST_PREFIX,
    GUID_MIDDLE,
    "1dea4bad8bad",
    "c0ffee11",
    "c0ffee12",
    "867530942",
    "741256311",
    "1608787253",
    "521947308",
    "913572468",
    "1987-03-17",
    "1987-03-19",
    "19870319",
    "Q7Z 3X9",
    "867-5309",
    "8675309",
    "5227319",
];

/// What a body keeps for the flow to go on.
const KEPT: [&str; 12] = [
    "HttpStatusCode",
    "FlinksCode",
    "RequestId",
    "Category",
    "Type",
    "Currency",
    "rel",
    "href",
    "example",
    "LastRefresh",
    "Token",
    "Date",
];

/// The words, each for one place.
#[derive(Default)]
pub(super) struct Planted(Mutex<BTreeMap<String, String>>);

impl Planted {
    /// The same one for the same place.
    pub(super) fn word(&self, place: &str) -> String {
        let mut all = self.0.lock().expect("no test panics here");
        let number = all.len();
        all.entry(place.to_owned()).or_insert_with(|| word(number)).clone()
    }

    pub(super) fn all() -> Vec<String> {
        let fixed = FIXED.iter().map(|canary| (*canary).to_owned());
        (0..MOST).map(word).chain(fixed).collect()
    }

    /// A canary in each text and each name; of a `wild` body nothing stays but its RequestId.
    pub(super) fn plant(&self, place: &str, value: Value, wild: bool) -> Value {
        let name = place.rsplit('/').next().unwrap_or_default();
        let kept = if wild { name == "RequestId" } else { KEPT.contains(&name) };
        match value {
            value if kept => value,
            Value::Object(members) => {
                let planted = members.into_iter().map(|(name, value)| {
                    let value = self.plant(&format!("{place}/{name}"), value, wild);
                    (name, value)
                });
                let mut planted: Map<String, Value> = planted.collect();
                planted.insert(
                    self.word(&format!("{place}/+")),
                    json!(self.word(&format!("{place}/="))),
                );
                planted.insert(
                    format!("With{}", self.word(&format!("{place}/With"))),
                    json!(913_572_468),
                );
                Value::Object(planted)
            }
            Value::Array(values) => {
                let planted = values.into_iter().enumerate();
                planted
                    .map(|(at, value)| self.plant(&format!("{place}/{at}"), value, wild))
                    .collect()
            }
            Value::String(text) if text == LOGIN_ID && !wild => json!(text),
            Value::String(text) if uuid::Uuid::try_parse(&text).is_ok() && !wild => {
                json!(format!("{}{GUID_MIDDLE}{}", &text[..8], &text[24..]))
            }
            Value::String(_) if wild && name == "Message" => {
                json!(format!("no {} here, {}!", self.word(place), self.word("and")))
            }
            Value::String(_) => json!(self.word(place)),
            Value::Number(_) if wild => json!(913_572_468),
            other => other,
        }
    }
}

/// Canaries of one server at most.
const MOST: usize = 500;

fn word(number: usize) -> String {
    assert!(number < MOST, "more canaries than are looked for");
    let digits = format!("{number:04}");
    let letters: String = digits.bytes().map(|digit| char::from(digit - b'0' + b'k')).collect();
    format!("Zyqab{letters}")
}

/// What is no word.
pub(super) fn valued(mut body: Value) -> Value {
    let Some(account) = body.pointer_mut("/Accounts/0") else { return body };
    account["Balance"]["Available"] = json!(867_530_942.25);
    account["Balance"]["Current"] = json!(867_530_942.25);
    account["AccountNumber"] = json!("5227319-913572468");
    account["TransitNumber"] = json!("8675309");
    account["Holder"]["Address"]["PostalCode"] = json!("Q7Z 3X9");
    account["Holder"]["PhoneNumber"] = json!("(819) 867-5309");
    let [newer, older] = [0, 1].map(|at| format!("/Transactions/{at}"));
    for (at, name, value) in [
        (&newer, "Debit", json!(741_256_311.5)),
        (&newer, "Balance", json!(867_530_942.25)),
        (&newer, "Date", json!("1987-03-19")),
        (&older, "Credit", json!(521_947_308.25)),
        (&older, "Balance", json!(1_608_787_253.75)),
        (&older, "Date", json!("1987-03-17")),
    ] {
        account.pointer_mut(at).expect("two transactions")[name] = value;
    }
    body
}
