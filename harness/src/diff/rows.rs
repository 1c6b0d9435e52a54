//! The places of one answer: what stands around its body, then the body's members.

use std::collections::{BTreeMap, BTreeSet};

use flinks_judge::folded_differences;
use serde_json::Value;

use super::{Answers, Kind, Row};
use crate::shape::{MOST_PLACES, Presence, Seen, Shape};

/// A side is None where it never gave this answer.
pub(super) fn of(
    answer: &str,
    left: Option<&Answers<'_>>,
    right: Option<&Answers<'_>>,
    again: Option<&Answers<'_>>,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = |place: &str, kind, left: &str, right: &str| {
        let [answer, place, left, right] = [answer, place, left, right].map(str::to_owned);
        rows.push(Row { answer, place, kind, left, right });
    };
    let came = |side: Option<&Answers<'_>>| side.map_or("never", |_| "came");
    let (Some(one), Some(other)) = (left, right) else {
        let kind = match (left, again) {
            (Some(_), None) => Kind::OnlyLeft,
            (None, Some(_)) => Kind::OnlyRight,
            // It came in one of two runs.
            _ => Kind::Noise,
        };
        row("answer", kind, came(left), came(right));
        return rows;
    };
    row("answer", Kind::Same, "came", "came");
    let kind = match (one.media_type() == other.media_type(), again) {
        _ if one.content_type == other.content_type => Kind::Same,
        (true, _) => Kind::Value,
        (false, Some(again)) if again.media_type() != other.media_type() => Kind::Noise,
        (false, _) => Kind::Shape,
    };
    row("content-type", kind, &one.content_type, &other.content_type);
    match (one.retry_after, other.retry_after) {
        (true, false) => row("retry-after", Kind::OnlyLeft, "there", "absent"),
        (false, true) => row("retry-after", Kind::OnlyRight, "absent", "there"),
        _ => {}
    }
    let kind = match again {
        _ if one.times == other.times => Kind::Same,
        Some(again) if again.times == other.times => Kind::Value,
        _ => Kind::Noise,
    };
    row("times", kind, &one.times.to_string(), &other.times.to_string());
    let left_out = [one, other].map(|side| side.shape.left_out);
    if left_out != [0, 0] {
        let [left, right] = left_out.map(|values| format!("{values} values"));
        row(&format!("places beyond {MOST_PLACES}"), Kind::Unseen, &left, &right);
    }
    members(one, other, again, row);
    rows
}

/// Passes place, kind, left and right of each member of the bodies to `row`.
fn members(
    left: &Answers<'_>,
    right: &Answers<'_>,
    again: Option<&Answers<'_>>,
    mut row: impl FnMut(&str, Kind, &str, &str),
) {
    let (one, other) = (&left.shape, &right.shape);
    let values = values(left, right);
    let moved = again.map(|again| self::values(right, again)).unwrap_or_default();
    let places: BTreeSet<&str> = one.places().chain(other.places()).map(|(at, _)| at).collect();
    for place in places {
        let kind = match kind(place, one, other) {
            Kind::Same if values.contains_key(place) && moved.contains_key(place) => Kind::Noise,
            Kind::Same if values.contains_key(place) => Kind::Value,
            kind @ (Kind::Same | Kind::Unseen) => kind,
            // Two runs of one side that differ here say nothing about the other side.
            _ if again.is_some_and(|again| differs(place, other, &again.shape)) => Kind::Noise,
            kind => kind,
        };
        match (kind, values.get(place)) {
            (Kind::Value | Kind::Noise, Some((left, right))) => row(place, kind, left, right),
            _ => row(place, kind, &label(place, one), &label(place, other)),
        }
    }
}

/// The first two values that differ at each place. Members that one side lacks, and types that differ,
/// are differences of shape.
fn values(left: &Answers<'_>, right: &Answers<'_>) -> BTreeMap<String, (String, String)> {
    let text = |value: &Value| match value {
        Value::Array(elements) => format!("{} elements", elements.len()),
        value => value.to_string(),
    };
    let mut values = BTreeMap::new();
    if let (Some(one), Some(other)) = (left.body, right.body) {
        folded_differences(one, other, |difference| {
            // A place that neither shape has is not shown.
            let is_kept = |side: &Answers<'_>| side.shape.get(&difference.pointer).is_some();
            if let (Some(one), Some(other)) = (difference.expected, difference.actual)
                && (is_kept(left) || is_kept(right))
            {
                values.entry(difference.pointer).or_insert_with(|| (text(one), text(other)));
            }
        });
    }
    values
}

fn kind(place: &str, left: &Shape, right: &Shape) -> Kind {
    use Presence::{Never, NoChance};
    let types = |shape: &Shape| shape.get(place).map(|seen| seen.types.clone());
    match (left.presence(place), right.presence(place)) {
        (NoChance, _) | (_, NoChance) => Kind::Unseen,
        (Never, Never) => Kind::Same,
        (_, Never) => Kind::OnlyLeft,
        (Never, _) => Kind::OnlyRight,
        (one, other) if one == other && types(left) == types(right) => Kind::Same,
        _ => Kind::Shape,
    }
}

fn differs(place: &str, one: &Shape, other: &Shape) -> bool {
    !matches!(kind(place, one, other), Kind::Same | Kind::Unseen)
}

/// "string, in some only".
fn label(place: &str, shape: &Shape) -> String {
    let types = shape.get(place).map(Seen::label).unwrap_or_default();
    match shape.presence(place) {
        Presence::Always => types,
        Presence::Sometimes => format!("{types}, in some only"),
        Presence::Never => "absent".to_owned(),
        Presence::NoChance => "nothing to hold it".to_owned(),
    }
}
