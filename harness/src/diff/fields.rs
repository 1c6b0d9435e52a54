//! The members of one answer, place by place.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answers, Kind, Row, values};
use crate::shape::{Presence, Seen, Shape};

pub(super) fn rows(
    answer: &str,
    left: &Answers,
    right: &Answers,
    again: Option<&Answers>,
) -> Vec<Row> {
    let compared = values::compare(left.body.as_ref(), right.body.as_ref());
    let moved = again.map_or_else(BTreeMap::new, |again| {
        values::compare(right.body.as_ref(), again.body.as_ref())
    });
    let (one, other) = (&left.shape, &right.shape);
    let places: BTreeSet<&str> =
        one.places().chain(other.places()).map(|(place, _)| place).collect();
    let row = |place: &str| {
        let kind = match kind(place, one, other) {
            Kind::Same if compared.contains_key(place) && moved.contains_key(place) => Kind::Noise,
            Kind::Same if compared.contains_key(place) => Kind::Value,
            kind @ (Kind::Same | Kind::Unseen) => kind,
            // Two runs of one side that differ here say nothing about the other side.
            _ if again.is_some_and(|again| unsteady(place, other, &again.shape)) => Kind::Noise,
            kind => kind,
        };
        let (left, right) = match (kind, compared.get(place)) {
            (Kind::Value | Kind::Noise, Some((left, right))) => (left.clone(), right.clone()),
            _ => (words(place, one), words(place, other)),
        };
        Row { answer: answer.to_owned(), place: place.to_owned(), kind, left, right }
    };
    places.into_iter().map(row).collect()
}

fn kind(place: &str, left: &Shape, right: &Shape) -> Kind {
    use Presence::{Never, NoChance};
    match (left.presence(place), right.presence(place)) {
        (NoChance, _) | (_, NoChance) => Kind::Unseen,
        (Never, Never) => Kind::Same,
        (_, Never) => Kind::OnlyLeft,
        (Never, _) => Kind::OnlyRight,
        (one, other) if one == other && types(place, left) == types(place, right) => Kind::Same,
        _ => Kind::Shape,
    }
}

fn unsteady(place: &str, right: &Shape, again: &Shape) -> bool {
    !matches!(kind(place, right, again), Kind::Same | Kind::Unseen)
}

fn types<'a>(place: &str, shape: &'a Shape) -> Option<&'a BTreeSet<&'static str>> {
    shape.get(place).map(|seen| &seen.types)
}

/// "string, in some only".
fn words(place: &str, shape: &Shape) -> String {
    let types = shape.get(place).map(Seen::words).unwrap_or_default();
    match shape.presence(place) {
        Presence::Always => types,
        Presence::Sometimes => format!("{types}, in some only"),
        Presence::Never => "absent".to_owned(),
        Presence::NoChance => "nothing to hold it".to_owned(),
    }
}
