//! What is judged in the place of a label: a value of the form that the hidden one had.
//!
//! Equal labels give equal values. So a file with hidden values still shows what its answers consist
//! of, and which ids are the same.

use serde_json::{Map, Number, Value};
use uuid::Uuid;

/// A label, `[Name 1]`, or the name of a secret, `$FLINKS_LOGIN_ID`.
pub(crate) struct Label<'a> {
    pub(crate) kind: &'a str,
    pub(crate) number: u32,
}

impl<'a> Label<'a> {
    /// The label at the beginning of a text, and its length.
    pub(crate) fn at(text: &'a str) -> Option<(Self, usize)> {
        let (inside, _) = text.strip_prefix('[')?.split_once(']')?;
        let (kind, number) = inside.rsplit_once(' ')?;
        let is_kind = !kind.is_empty() && kind.chars().all(|c| c.is_alphanumeric() || c == ' ');
        let number = number.parse().ok().filter(|_| is_kind)?;
        Some((Self { kind, number }, inside.len() + 2))
    }

    /// A value in the form of the label. None if the label says nothing about a form.
    fn value(&self) -> Option<Value> {
        let number = u64::from(self.number);
        let (year, month, day) = (2001 + number / 336, number % 336 / 28 + 1, number % 28 + 1);
        let date = format!("{year:04}-{month:02}-{day:02}");
        match (self.kind, &*self.kind.to_ascii_lowercase()) {
            ("number", _) => Some(number.into()),
            ("amount", _) => decimal(&format!("{number}.5")),
            ("fraction", _) => decimal(&format!("0.{number:06}5")),
            (_, kind) if kind.ends_with("id") => Some(guid(kind, number).into()),
            (_, "date") => Some(date.into()),
            (_, "time") => Some(format!("{date}T00:00:00").into()),
            _ => None,
        }
    }
}

fn decimal(text: &str) -> Option<Value> {
    text.parse::<Number>().ok().map(Value::Number)
}

fn guid(word: &str, number: u64) -> String {
    let sum = word.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let high = u128::from(sum) << 96;
    Uuid::from_u128(high | 0x4000_8000_a000_0000_0000 | u128::from(number)).to_string()
}

pub(crate) fn id(text: &str) -> String {
    match value(&Value::from(text)) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

pub(crate) fn body(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(parsed) => value(&parsed).to_string(),
        Err(_) => text.to_owned(),
    }
}

/// Recurses 128 levels at most: serde_json reads no deeper.
pub(crate) fn value(hidden: &Value) -> Value {
    match hidden {
        Value::Object(members) => {
            let each = members.iter().map(|(name, member)| (name.clone(), value(member)));
            Value::Object(each.collect::<Map<_, _>>())
        }
        Value::Array(values) => values.iter().map(value).collect(),
        Value::String(text) => match Label::at(text) {
            Some((label, length)) if length == text.len() => {
                label.value().unwrap_or_else(|| hidden.clone())
            }
            _ if text.starts_with("$FLINKS_") => guid(text, 0).into(),
            _ => within(text).into(),
        },
        other => other.clone(),
    }
}

/// The text with a value for each label in it.
fn within(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        let from = &rest[at..];
        let (value, length) = Label::at(from).map_or((None, 1), |(label, at)| (label.value(), at));
        let value = value.as_ref().and_then(Value::as_str);
        out.push_str(value.unwrap_or(&from[..length]));
        rest = &from[length..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_of_the_form_that_a_label_tells() {
        let hidden = json!({
            "Id": "[Id 1]", "RequestId": "[Id 1]", "href": "/X/[Id 1]?[text 2]", "Debit": "[amount 3]",
            "Limit": "[number 4]", "Ratio": "[fraction 1]", "Date": "[date 29]", "At": "[time 1]",
            "Name": "[Name 1]", "Login": { "Id": "$FLINKS_LOGIN_ID" }, "Other": "[1]", "None": null,
        });
        let id = "00002762-0000-4000-8000-a00000000001";
        let shown = value(&hidden);
        let expected = json!({
            "Id": id, "RequestId": id, "href": format!("/X/{id}?[text 2]"), "Debit": 3.5,
            "Limit": 4, "Ratio": 0.0000015, "Date": "2001-02-02", "At": "2001-01-02T00:00:00",
            "Name": "[Name 1]", "Login": { "Id": shown["Login"]["Id"] }, "Other": "[1]", "None": null,
        });
        assert_eq!(shown.to_string(), expected.to_string().replace("1.5e-6", "0.0000015"));
        assert!(Uuid::try_parse(shown["Login"]["Id"].as_str().unwrap()).is_ok());
    }
}
