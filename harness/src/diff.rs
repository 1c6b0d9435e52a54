//! Two servers under the same plan, side by side.
//!
//! What differs is told by how much it matters: the shape of an answer, which clients are written
//! against, or a value alone, which is data. The right side is played twice: what differs between
//! its own two runs is noise, and told apart.

mod fields;
mod json;
mod score;
mod text;
mod values;

use flinks_judge::server::{Parsed, ParsedRun};
use flinks_trace::{HarnessRun, Part, Role};
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::shape::{self, Shape};

pub(crate) use json::json;
pub(crate) use score::Score;
pub(crate) use text::render;

/// What came of a comparison.
#[derive(Debug)]
pub(crate) struct Diff {
    /// What each side is, in words.
    pub(crate) left: String,
    pub(crate) right: String,
    /// In the order of [`ENDPOINTS`].
    pub(crate) endpoints: Vec<Endpoint>,
}

#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) name: &'static str,
    /// Every place that was compared, alike or not.
    pub(crate) rows: Vec<Row>,
}

/// One place of one answer on both sides.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Row {
    /// Which reply of its endpoint it is in: "200", "401, POST without LoginId".
    pub(crate) answer: String,
    /// A JSON Pointer with `*` for each index, or "answer", "content-type", "times".
    pub(crate) place: String,
    pub(crate) kind: Kind,
    pub(crate) left: String,
    pub(crate) right: String,
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Kind {
    /// Type, nullability or presence.
    Shape,
    OnlyLeft,
    OnlyRight,
    /// The same shape.
    Value,
    /// Differs between two runs of the right side as well.
    Noise,
    /// One side had nothing that could hold it: an empty list, an object that is null.
    Unseen,
    Same,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::OnlyLeft => "only left",
            Self::OnlyRight => "only right",
            Self::Value => "value",
            Self::Noise => "noise",
            Self::Unseen => "unseen",
            Self::Same => "same",
        }
    }
}

impl Diff {
    /// `again`: the right side once more.
    pub(crate) fn of(
        names: [String; 2],
        left: &HarnessRun,
        right: &HarnessRun,
        again: &HarnessRun,
    ) -> Self {
        let runs = [left, right, again].map(ParsedRun::from);
        let [left, right, again] = [0, 1, 2].map(|index| side(&runs[index], &runs));
        let endpoints = ENDPOINTS.into_iter().filter_map(|name| {
            let of = |side: &Side| -> BTreeSet<String> {
                side.keys()
                    .filter(|(of, _)| *of == name)
                    .map(|(_, answer)| answer.clone())
                    .collect()
            };
            let answers = &of(&left) | &of(&right);
            let rows = answers.iter().flat_map(|answer| {
                let key = (name, answer.clone());
                rows(answer, left.get(&key), right.get(&key), again.get(&key))
            });
            (!answers.is_empty()).then(|| Endpoint { name, rows: rows.collect() })
        });
        let endpoints = endpoints.collect();
        let [left, right] = names;
        Self { left, right, endpoints }
    }
}

const ENDPOINTS: [&str; 4] =
    ["GenerateAuthorizeToken", "Authorize", "GetAccountsDetail", "Investments"];

/// What one side answered, by endpoint and answer.
type Side = BTreeMap<(&'static str, String), Answers>;

/// All answers of one kind.
#[derive(Default)]
struct Answers {
    times: usize,
    shape: Shape,
    /// The first body that is JSON.
    body: Option<Value>,
    content_type: String,
    retry_after: bool,
}

/// Without the wrong calls that another run did not send, as its clock or its server is not for them,
/// and without its tokens: a side that has no key is not asked for any.
fn side(run: &ParsedRun<'_>, all: &[ParsedRun<'_>; 3]) -> Side {
    let sends = |run: &ParsedRun<'_>, role| run.exchanges.iter().any(|one| one.role == role);
    let in_all = |exchange: &&Parsed<'_>| {
        let is_of_one_side = exchange.part == Part::Probes || exchange.role == Role::Token;
        !is_of_one_side || all.iter().all(|run| sends(run, exchange.role))
    };
    let mut side = Side::new();
    for exchange in run.exchanges.iter().filter(in_all) {
        let (Some(answer), Some(reply)) = (shape::answer(exchange), exchange.reply()) else {
            continue;
        };
        side.entry((shape::endpoint(exchange), answer)).or_default().add(reply);
    }
    side
}

impl Answers {
    fn add(&mut self, reply: &Parsed<'_>) {
        if self.times == 0 {
            self.content_type = reply.reply_header("content-type").unwrap_or("none").to_owned();
            self.retry_after = reply.reply_header("retry-after").is_some();
        }
        self.times += 1;
        match reply.parsed() {
            Ok(body) => {
                self.shape.add(body);
                self.body.get_or_insert_with(|| body.clone());
            }
            Err(_) => self.shape.add_other(),
        }
    }

    /// Without its parameters, which change nothing about JSON.
    fn media_type(&self) -> String {
        let media_type = self.content_type.split(';').next().unwrap_or_default();
        media_type.trim().to_ascii_lowercase()
    }
}

/// The rows of one answer.
fn rows(
    answer: &str,
    left: Option<&Answers>,
    right: Option<&Answers>,
    again: Option<&Answers>,
) -> Vec<Row> {
    let row = |place: &str, kind, left: &str, right: &str| Row {
        answer: answer.to_owned(),
        place: place.to_owned(),
        kind,
        left: left.to_owned(),
        right: right.to_owned(),
    };
    let came = |side: Option<&Answers>| side.map_or("never", |_| "came");
    let (Some(one), Some(other)) = (left, right) else {
        let kind = match (left, again) {
            // It came in one of two runs.
            (Some(_), Some(_)) => Kind::Noise,
            (None, None) => Kind::Noise,
            (Some(_), None) => Kind::OnlyLeft,
            (None, Some(_)) => Kind::OnlyRight,
        };
        return vec![row("answer", kind, came(left), came(right))];
    };
    let mut rows = vec![row("answer", Kind::Same, "came", "came")];
    let kind = match (one.media_type() == other.media_type(), again) {
        (true, _) if one.content_type == other.content_type => Kind::Same,
        (true, _) => Kind::Value,
        (false, Some(again)) if again.media_type() != other.media_type() => Kind::Noise,
        (false, _) => Kind::Shape,
    };
    rows.push(row("content-type", kind, &one.content_type, &other.content_type));
    if one.retry_after != other.retry_after {
        let kind = if one.retry_after { Kind::OnlyLeft } else { Kind::OnlyRight };
        let words = |there| if there { "there" } else { "absent" };
        rows.push(row("retry-after", kind, words(one.retry_after), words(other.retry_after)));
    }
    let kind = match again {
        _ if one.times == other.times => Kind::Same,
        Some(again) if again.times == other.times => Kind::Value,
        _ => Kind::Noise,
    };
    rows.push(row("times", kind, &one.times.to_string(), &other.times.to_string()));
    rows.extend(fields::rows(answer, one, other, again));
    rows
}

#[cfg(test)]
mod tests;
