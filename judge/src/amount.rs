//! Amounts in exact decimals.

use rust_decimal::Decimal;
use serde_json::Value;

/// A JSON number that cannot be calculated with exactly: more than 28 digits, or too large.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Inexact;

/// The number as it stands in the text, never through a float. None if it is not a number.
pub fn amount(value: Option<&Value>) -> Option<Result<Decimal, Inexact>> {
    let Value::Number(number) = value? else { return None };
    let text = number.to_string();
    let parsed = if text.contains(['e', 'E']) {
        Decimal::from_scientific(&text)
    } else {
        Decimal::from_str_exact(&text)
    };
    Some(parsed.map_err(|_| Inexact))
}

/// The difference with its sign: "+0.01".
pub fn signed(difference: Decimal) -> String {
    format!("{}{difference}", if difference.is_sign_negative() { "" } else { "+" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_stand() {
        let table = [
            ("49993.96", Some(Ok("49993.96"))),
            ("0", Some(Ok("0"))),
            ("-12.10", Some(Ok("-12.10"))),
            ("1.5e2", Some(Ok("150"))),
            ("1e400", Some(Err(Inexact))),
            ("1e-400", Some(Err(Inexact))),
            ("1e99999999999999999999", Some(Err(Inexact))),
            ("1234567890123456789012345678901234567890", Some(Err(Inexact))),
            ("0.1234567890123456789012345678901234567890", Some(Err(Inexact))),
            ("\"1.00\"", None),
            ("null", None),
        ];
        for (text, expected) in table {
            let value: Value = serde_json::from_str(text).unwrap();
            let found = amount(Some(&value)).map(|found| found.map(|amount| amount.to_string()));
            assert_eq!(found, expected.map(|found| found.map(str::to_owned)), "{text}");
        }
        assert_eq!(amount(None), None);
    }
}
