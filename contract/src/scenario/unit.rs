//! Durations as people write them: a whole number with a unit, `250ms`, `10s`, `25m`, `1h`.

use std::time::Duration;

/// The longest duration a scenario can ask for: a week. Real sessions live 30 minutes.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

/// Milliseconds of each unit, and what people write for it.
const UNITS: [(&str, u64, &[&str]); 4] = [
    ("ms", 1, &["msec", "msecs", "milli", "millis", "millisecond", "milliseconds"]),
    ("s", 1_000, &["sec", "secs", "second", "seconds"]),
    ("m", 60_000, &["min", "mins", "minute", "minutes"]),
    ("h", 3_600_000, &["hr", "hrs", "hour", "hours"]),
];

/// # Errors
///
/// What is wrong, and on a second line what to write instead.
pub fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = split(text);
    let unit = UNITS.iter().find(|(name, ..)| *name == unit);
    let (Ok(number), Some((_, milliseconds, _))) = (number.parse::<u64>(), unit) else {
        return Err(format!("`{text}` is not a duration\n{}", meant(text)));
    };
    let duration = Duration::from_millis(number.saturating_mul(*milliseconds));
    if duration > LONGEST {
        return Err(format!("`{text}` is longer than a week\nexpected at most \"168h\""));
    }
    Ok(duration)
}

pub(super) fn more_than_zero(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err(format!("`{text}` is zero\nexpected more than zero")),
        duration => Ok(duration),
    }
}

/// Whole seconds.
///
/// # Errors
///
/// As for [`duration`].
pub fn seconds(text: &str) -> Result<u64, String> {
    let duration = duration(text)?;
    if duration.subsec_millis() > 0 {
        return Err(format!("`{text}` is not whole seconds\nexpected a duration such as \"30s\""));
    }
    Ok(duration.as_secs())
}

/// The number with each unit, for one that has none.
pub(super) fn examples(number: &str) -> String {
    UNITS.map(|(unit, ..)| format!("\"{number}{unit}\"")).join(", ")
}

/// The duration that was meant, where that is plain.
fn meant(text: &str) -> String {
    let (number, unit) = split(text);
    let unit = unit.trim_start().to_lowercase();
    let known = UNITS.iter().find(|(name, _, others)| *name == unit || others.contains(&&*unit));
    match known {
        Some((name, ..)) if !number.is_empty() => format!("did you mean \"{number}{name}\"?"),
        _ => "expected a whole number and a unit, such as \"250ms\", \"10s\", \"25m\" or \"1h\""
            .to_owned(),
    }
}

fn split(text: &str) -> (&str, &str) {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    text.split_at(digits)
}
