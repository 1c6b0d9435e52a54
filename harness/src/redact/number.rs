//! Numbers: other digits, in the form that they were written in.

use rust_decimal::Decimal;
use serde_json::Value;

use super::key::Key;
use flinks_judge::amount;

/// Steps to a number that may stand where it stands.
const MOST_STEPS: usize = 64;

/// HTTP statuses, which are nobody's secret.
const STATUSES: std::ops::RangeInclusive<u16> = 100..=599;

/// The exact value of a JSON number; nothing where it has more than 28 digits or is too large.
pub(super) fn exact(text: &str) -> Option<Decimal> {
    let value: Value = serde_json::from_str(text).ok()?;
    amount(Some(&value))?.ok()
}

/// Another number with the same sign and as many digits before and behind the point, written the
/// same way. 0, 1 and -1 stay, what lies between them stays there, and what is whole stays whole.
/// Numbers that are equal stay equal however they are written, and no two others become equal.
pub(super) fn disguised(key: &Key, text: &str) -> String {
    match exact(text) {
        Some(value) => restyled(value, amount_of(key, value), text),
        None => inexact(key, text),
    }
}

/// The value of [`disguised`].
pub(super) fn amount_of(key: &Key, value: Decimal) -> Decimal {
    disguised_value(key, value, is_plain)
}

/// An `HttpStatusCode`: a status stays, and what is none does not become one.
pub(super) fn status(key: &Key, text: &str) -> String {
    let stays = |value: Decimal| is_plain(value) || is_status(value);
    match exact(text) {
        Some(value) => restyled(value, disguised_value(key, value, stays), text),
        None => inexact(key, text),
    }
}

fn restyled(old: Decimal, new: Decimal, text: &str) -> String {
    if old == new { text.to_owned() } else { styled(new, text) }
}

fn is_plain(value: Decimal) -> bool {
    value.is_zero() || value.abs() == Decimal::ONE
}

fn is_status(value: Decimal) -> bool {
    u16::try_from(value).is_ok_and(|status| value.is_integer() && STATUSES.contains(&status))
}

fn disguised_value(key: &Key, value: Decimal, stays: impl Fn(Decimal) -> bool) -> Decimal {
    if stays(value) {
        return value;
    }
    let mut text = value.abs().normalize().to_string();
    for _ in 0..MOST_STEPS {
        text = permuted(key, &text, text.len());
        let Ok(mut found) = text.parse::<Decimal>() else { continue };
        found.set_sign_negative(value.is_sign_negative());
        if !stays(found) {
            return found;
        }
    }
    value
}

/// `-1e400`: the digits before the exponent change, and it stays inexact.
fn inexact(key: &Key, text: &str) -> String {
    let exponent = text.find(['e', 'E']).unwrap_or(text.len());
    let mut mantissa = text.to_owned();
    for _ in 0..MOST_STEPS {
        mantissa = permuted(key, &mantissa, exponent);
        if exact(&mantissa).is_none() {
            break;
        }
    }
    mantissa
}

/// Other digits up to `end`: the first is never made or taken for a zero, and neither is the last
/// behind a point; the zeros at either end stay.
fn permuted(key: &Key, text: &str, end: usize) -> String {
    let (mantissa, rest) = text.split_at(end);
    let point = mantissa.find('.');
    let is_digit = |(_, byte): &(usize, u8)| byte.is_ascii_digit();
    let is_counting = |(_, byte): &(usize, u8)| matches!(byte, b'1'..=b'9');
    let mut counting = mantissa.bytes().enumerate().filter(is_counting).map(|(at, _)| at);
    let Some(first) = counting.next() else { return text.to_owned() };
    let last = counting.next_back().unwrap_or(first);
    let is_whole = |at: usize| point.is_none_or(|point| at < point);
    // Zeros right behind the point may go: the value stays below 1.
    let changes = |(at, _): &(usize, u8)| match (*at < first, *at > last) {
        (true, _) => !is_whole(*at),
        (_, true) => point.is_none(),
        _ => true,
    };
    let nonzero = |at: usize| (at == first && is_whole(at)) || (at == last && !is_whole(at));
    let lowest = |at: usize| if nonzero(at) { b'1' } else { b'0' };
    let mut new = mantissa.as_bytes().to_vec();
    let (mut places, mut radices, mut digits) = (Vec::new(), Vec::new(), Vec::new());
    let mut domain = new.clone();
    for place in mantissa.bytes().enumerate().filter(is_digit).filter(changes) {
        let (at, byte) = place;
        places.push(at);
        radices.push(if nonzero(at) { 9 } else { 10 });
        digits.push(byte.saturating_sub(lowest(at)));
        domain[at] = b'd';
    }
    key.permute(&domain, &mut digits, &radices);
    for (at, digit) in places.iter().zip(&digits) {
        if let Some(byte) = new.get_mut(*at) {
            *byte = lowest(*at) + digit;
        }
    }
    let mut new = String::from_utf8(new).unwrap_or_default();
    new.push_str(rest);
    new
}

/// `value` with as many decimals as `text` has, or more where it needs them; with the exponent of
/// `text` if that has one.
pub(super) fn styled(value: Decimal, text: &str) -> String {
    if value.is_zero() && exact(text).is_some_and(|old| old.is_zero()) {
        return text.to_owned();
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()),
        None => (text, None),
    };
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let value = value.normalize();
    match exponent {
        None => padded(&value.to_string(), decimals),
        Some(exponent) => {
            // The digits and a power of ten are the value; the exponent of the text is what is left.
            let scale = i32::try_from(value.scale()).unwrap_or_default() + exponent;
            let digits = value.mantissa().to_string();
            let letter = if text.contains('E') { 'E' } else { 'e' };
            match u32::try_from(scale) {
                Ok(scale) if scale <= 28 => {
                    let shifted = Decimal::try_from_i128_with_scale(value.mantissa(), scale);
                    let shifted = shifted.map_or(digits, |shifted| shifted.normalize().to_string());
                    format!("{}{letter}{exponent}", padded(&shifted, decimals))
                }
                _ => format!("{digits}{letter}{}", -i64::from(value.scale())),
            }
        }
    }
}

fn padded(text: &str, decimals: usize) -> String {
    let has = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let missing = "0".repeat(decimals.saturating_sub(has));
    match has {
        0 if !missing.is_empty() => format!("{text}.{missing}"),
        _ => format!("{text}{missing}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What a number looks like with its digits left out.
    fn form(text: &str) -> String {
        text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect()
    }

    #[test]
    fn the_form_stays_and_the_digits_go() {
        let table = [
            "12.10",
            "49993.96",
            "-12345.67",
            "987654321012",
            "1234567890123456789012345678901234567890",
            "0.123456",
            "123456.00",
            "-98765432.100",
        ];
        for text in table {
            for key in 0..20 {
                let new = disguised(&Key::new(&[key; 32]), text);
                assert_eq!(form(&new), form(text), "{text} {new}");
                assert_ne!(new, text);
                assert!(serde_json::from_str::<Value>(&new).is_ok(), "{new}");
            }
        }
    }

    #[test]
    fn what_stays() {
        let key = Key::new(&[1; 32]);
        for text in ["0", "-0", "0.00", "0e5", "1", "1.0", "-1", "1e0", "10e-1"] {
            assert_eq!(disguised(&key, text), text);
        }
        for text in ["200", "100", "599", "2e2", "200.0", "401", "0"] {
            assert_eq!(status(&key, text), text);
        }
    }

    #[test]
    fn what_is_no_status_does_not_become_one() {
        for key in 0..100 {
            let key = Key::new(&[key; 32]);
            for text in ["600", "999", "99", "-200", "200.5", "1000"] {
                let new = status(&key, text);
                assert!(!is_status(exact(&new).unwrap()), "{text} {new}");
                assert_eq!(form(&new), form(text));
            }
        }
    }

    #[test]
    fn sides_of_zero_and_one_and_wholeness_stay() {
        for key in 0..50 {
            let key = Key::new(&[key; 32]);
            for text in ["0.5", "0.05", "0.999", "1e-3", "15e-2"] {
                let new = exact(&disguised(&key, text)).unwrap();
                assert!(new > Decimal::ZERO && new < Decimal::ONE, "{text} {new}");
            }
            for text in ["1.5", "2", "7", "1.001"] {
                assert!(exact(&disguised(&key, text)).unwrap() > Decimal::ONE, "{text}");
            }
            for text in ["15", "14.0", "1.5e1", "150e-1", "1e2"] {
                assert!(exact(&disguised(&key, text)).unwrap().is_integer(), "{text}");
            }
            for text in ["1.25e1", "0.1", "12.34"] {
                assert!(!exact(&disguised(&key, text)).unwrap().is_integer(), "{text}");
            }
        }
    }

    #[test]
    fn equal_numbers_stay_equal_however_they_are_written() {
        let key = Key::new(&[1; 32]);
        for texts in [["1250.4", "1250.40"], ["150", "1.5e2"], ["12", "12.0"], ["1.20E1", "12"]] {
            let [one, other] = texts.map(|text| exact(&disguised(&key, text)).unwrap());
            assert_eq!(one, other, "{texts:?}");
        }
        let all: BTreeSet<String> =
            (1_000..10_000).map(|number| disguised(&key, &number.to_string())).collect();
        assert_eq!(all.len(), 9_000);
    }

    #[test]
    fn exponents_and_decimals_are_written_as_they_were() {
        let table = [
            ("734", "1e2", "7.34e2"),
            ("73.4", "1e2", "0.734e2"),
            ("734", "1.00E2", "7.34E2"),
            ("700", "1.00e+2", "7.00e2"),
            ("0.05", "5e-2", "5e-2"),
            ("1", "1e30", "1e0"),
            ("12.1", "9.10", "12.10"),
            ("12", "9.10", "12.00"),
            ("12.123", "9.10", "12.123"),
            ("-3", "9", "-3"),
            ("0", "9.00", "0.00"),
        ];
        for (value, text, expected) in table {
            let value: Decimal = value.parse().unwrap();
            assert_eq!(styled(value, text), expected, "{value} {text}");
        }
    }

    #[test]
    fn inexact_numbers_stay_inexact() {
        for key in 0..50 {
            let key = Key::new(&[key; 32]);
            for text in [
                "12345678e400",
                "1e-400",
                "79228162514264337593543950336",
                "0.1234567890123456789012345678901234567890",
            ] {
                let new = disguised(&key, text);
                assert!(exact(&new).is_none(), "{text} {new}");
                assert_eq!(form(&new), form(text));
            }
        }
    }
}
