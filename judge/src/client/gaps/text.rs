//! Waits as text.

use std::time::Duration;

use flinks_contract::polling;

use super::Gap;

/// Waits that are listed one by one; of more, the middle is left out.
const LISTED: usize = 7;

fn seconds(wait: Duration) -> String {
    format!("{:.2} s", wait.as_secs_f64())
}

/// "1.02 s, 0.98 s, 1.01 s"; of many the ends: "1.02 s, 0.98 s, … 0.99 s, 1.00 s; 0.98 to 1.02, median 1.00".
pub(in crate::client) fn list(waits: &[Duration]) -> String {
    let shown =
        |waits: &[Duration]| waits.iter().map(|wait| seconds(*wait)).collect::<Vec<_>>().join(", ");
    if waits.len() <= LISTED {
        return shown(waits);
    }
    let ends = [shown(&waits[..2]), shown(&waits[waits.len() - 2..])].join(", … ");
    let mut sorted: Vec<f64> = waits.iter().map(Duration::as_secs_f64).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
    format!("{ends}; {least:.2} to {most:.2}, median {:.2}", median(&sorted))
}

/// The cheapest explanation that fits; nothing where there are too few waits for one.
pub(in crate::client) fn looks_like(gaps: &[Gap<'_>]) -> Option<String> {
    let waits: Vec<f64> = gaps.iter().map(|gap| gap.wait.as_secs_f64()).collect();
    let periods: Vec<f64> = gaps.iter().map(|gap| gap.period().as_secs_f64()).collect();
    let (least, most) = range(&waits)?;
    if most < NOTICED {
        return Some("no wait at all".to_owned());
    }
    if waits.len() == 1 {
        return None;
    }
    if let Some(wait) = steady(&waits) {
        return Some(format!("a fixed {} poll", round(wait)));
    }
    if let Some(period) = steady(&periods) {
        let period = round(period);
        return Some(format!("a fixed {period} timer that does not wait for the answer"));
    }
    back_off(&waits).or_else(|| mostly(&waits)).or_else(|| {
        let many = waits.len() >= 3;
        many.then(|| {
            let [least, most] = [least, most].map(|end| round_to(end, EXACT));
            format!("random between {least} s and {most} s")
        })
    })
}

/// What the waits cost, where they stay as they are: "at this rate a 30 min wait costs 1801 requests
/// instead of 181".
pub(in crate::client) fn effect(gaps: &[Gap<'_>]) -> Option<String> {
    let (first, last) = (gaps.first()?, gaps.last()?);
    let whole = last.after.arrived.since(first.before.arrived).as_millis().max(1);
    let ceiling = polling::CEILING.as_millis();
    let requests = |number: u128, time: u128| ceiling * number / time + 1;
    let needed = requests(1, polling::INTERVAL.as_millis());
    let costs = requests(gaps.len() as u128, whole);
    let is_more = costs * 20 > needed * 21;
    is_more
        .then(|| format!("at this rate a 30 min wait costs {costs} requests instead of {needed}"))
}

/// Seconds. A client that sleeps at all sleeps longer.
const NOTICED: f64 = 0.05;

/// The share by which waits that are meant to be the same differ.
const SAME: f64 = 0.05;

/// The share by which the ends of a range may be rounded.
const EXACT: f64 = 0.01;

fn range(waits: &[f64]) -> Option<(f64, f64)> {
    let least = waits.iter().copied().reduce(f64::min)?;
    let most = waits.iter().copied().reduce(f64::max)?;
    Some((least, most))
}

fn is_same(a: f64, b: f64) -> bool {
    (a - b).abs() <= (b.abs() * SAME).max(NOTICED)
}

fn median(waits: &[f64]) -> f64 {
    let mut sorted = waits.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn steady(waits: &[f64]) -> Option<f64> {
    let middle = median(waits);
    waits.iter().all(|wait| is_same(*wait, middle)).then_some(middle)
}

/// Waits that grow by one factor, at least three of them, and then stay where they are.
fn back_off(waits: &[f64]) -> Option<String> {
    let first = *waits.first().filter(|first| **first > 0.0)?;
    let factor = waits.get(1)? / first;
    let grows = |pair: &[f64]| is_same(pair[1], pair[0] * factor);
    let grown = 1 + waits.windows(2).take_while(|pair| grows(pair)).count();
    let (_, most) = range(waits)?;
    let is_one = factor >= 1.2 && grown >= 3;
    let stays = waits[grown..].iter().all(|wait| is_same(*wait, most));
    let from = round(first);
    let factor = round_to(factor, SAME);
    let limit = if grown == waits.len() { "" } else { &format!(", up to {}", round(most)) };
    let text = format!("an exponential back-off from {from}, times {factor}{limit}");
    (is_one && stays).then_some(text)
}

/// Three quarters of them are the same.
fn mostly(waits: &[f64]) -> Option<String> {
    let middle = median(waits);
    let others = waits.iter().filter(|wait| !is_same(**wait, middle)).count();
    (others * 4 <= waits.len())
        .then(|| format!("a fixed {} poll, but for {others} of {}", round(middle), waits.len()))
}

/// "1 s" for 1.02 s: as few digits as come near enough.
fn round(wait: f64) -> String {
    format!("{} s", round_to(wait, SAME))
}

fn round_to(value: f64, share: f64) -> String {
    if value <= 0.0 {
        return "0".to_owned();
    }
    let size = value.log10().floor();
    let rounded = (0..3).map(|digits| {
        let step = 10_f64.powf(size - f64::from(digits));
        ((value / step).round() * step, (f64::from(digits) - size).max(0.0))
    });
    let near = |(rounded, _): &(f64, f64)| (rounded - value).abs() <= value * share;
    let (value, digits) = rounded.into_iter().find(near).unwrap_or((value, 2.0));
    format!("{value:.0$}", digits as usize)
}
