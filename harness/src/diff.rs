//! Two servers under the same plan, side by side.
//!
//! A difference in shape, which clients are written against, weighs more than one in values, which
//! are data. The right side is played twice: what differs between its own two runs is noise.

mod rows;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use flinks_judge::server::{Parsed, ParsedRun};
use flinks_trace::{HarnessRun, Part, Role};
use serde::Serialize;
use serde_json::Value;

use crate::shape::{self, Shape};

pub(crate) use text::render;

/// The comparison. `format` changes with the meaning of a member.
#[derive(Debug, Serialize)]
pub(crate) struct Diff {
    format: u32,
    pub(crate) left: String,
    pub(crate) right: String,
    pub(crate) score: Score,
    /// In the order of [`ENDPOINTS`].
    pub(crate) endpoints: Vec<Endpoint>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Endpoint {
    pub(crate) name: &'static str,
    pub(crate) score: Score,
    /// Every place that was compared, alike or not.
    pub(crate) rows: Vec<Row>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    /// Which reply of its endpoint it is from: "200", "401, POST without LoginId".
    pub(crate) answer: String,
    /// A JSON Pointer with `*` for each index, or "answer", "content-type", "times".
    pub(crate) place: String,
    pub(crate) kind: Kind,
    pub(crate) left: String,
    pub(crate) right: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(into = "&'static str")]
pub(crate) enum Kind {
    /// Type, nullability or presence.
    Shape,
    OnlyLeft,
    OnlyRight,
    /// The same shape.
    Value,
    /// Differs between two runs of the right side as well.
    Noise,
    /// One side has nothing that could hold it: the list is empty, or the object null.
    Unseen,
    Same,
}

impl From<Kind> for &'static str {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Shape => "shape",
            Kind::OnlyLeft => "only left",
            Kind::OnlyRight => "only right",
            Kind::Value => "value",
            Kind::Noise => "noise",
            Kind::Unseen => "unseen",
            Kind::Same => "same",
        }
    }
}

/// How faithful one side is to the other, in numbers of places.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Score {
    /// Share of places that are alike, in tenths of a percent, rounded down: 1000 only if nothing is
    /// apart. None if there was nothing to compare.
    permille: Option<usize>,
    /// Places with the same shape, whatever the values.
    pub(crate) alike: usize,
    /// Places with the same shape and different values.
    values: usize,
    /// Places of two shapes, or on one side only.
    pub(crate) apart: usize,
    noise: usize,
    unseen: usize,
}

impl Score {
    fn of(kinds: impl Iterator<Item = Kind>) -> Self {
        let mut score = Self::default();
        for kind in kinds {
            score.values += usize::from(kind == Kind::Value);
            *match kind {
                Kind::Same | Kind::Value => &mut score.alike,
                Kind::Shape | Kind::OnlyLeft | Kind::OnlyRight => &mut score.apart,
                Kind::Noise => &mut score.noise,
                Kind::Unseen => &mut score.unseen,
            } += 1;
        }
        score.permille = (score.alike * 1000).checked_div(score.alike + score.apart);
        score
    }
}

impl fmt::Display for Score {
    /// "99.5 %".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.permille {
            Some(permille) => write!(formatter, "{}.{} %", permille / 10, permille % 10),
            None => formatter.write_str("nothing to compare"),
        }
    }
}

impl Diff {
    /// `again`: the right side once more.
    pub(crate) fn of(
        [left_name, right_name]: [String; 2],
        left: &HarnessRun,
        right: &HarnessRun,
        again: &HarnessRun,
    ) -> Self {
        let runs = [left, right, again].map(ParsedRun::from);
        let sides = [0, 1, 2].map(|index| side(&runs[index], &runs));
        let [left, right, _] = &sides;
        let endpoints = ENDPOINTS.into_iter().filter_map(|name| {
            let keys = left.keys().chain(right.keys()).filter(|(endpoint, _)| *endpoint == name);
            let keys: BTreeSet<_> = keys.collect();
            let rows = keys.iter().flat_map(|key| {
                let [left, right, again] = sides.each_ref().map(|side| side.get(key));
                rows::of(&key.1, left, right, again)
            });
            let rows: Vec<Row> = rows.collect();
            let score = Score::of(rows.iter().map(|row| row.kind));
            (!rows.is_empty()).then_some(Endpoint { name, score, rows })
        });
        let endpoints: Vec<Endpoint> = endpoints.collect();
        let rows = endpoints.iter().flat_map(|endpoint| &endpoint.rows);
        let score = Score::of(rows.map(|row| row.kind));
        Self { format: 1, left: left_name, right: right_name, score, endpoints }
    }
}

const ENDPOINTS: [&str; 4] =
    ["GenerateAuthorizeToken", "Authorize", "GetAccountsDetail", "Investments"];

/// What one side answered, by endpoint and answer.
type Side<'a> = BTreeMap<(&'static str, String), Answers<'a>>;

#[derive(Default)]
struct Answers<'a> {
    times: usize,
    shape: Shape,
    /// The first body that is JSON.
    body: Option<&'a Value>,
    content_type: String,
    retry_after: bool,
}

/// Leaves out wrong calls that another run did not send because of its clock or its server, and tokens:
/// a side without a key is not asked for one.
fn side<'a>(run: &'a ParsedRun<'_>, all: &[ParsedRun<'_>; 3]) -> Side<'a> {
    let sends = |run: &ParsedRun<'_>, role| run.exchanges.iter().any(|one| one.role == role);
    let in_all = |exchange: &&Parsed<'_>| {
        let is_of_one_side = exchange.part == Part::Probes || exchange.role == Role::Token;
        !is_of_one_side || all.iter().all(|run| sends(run, exchange.role))
    };
    let mut side = Side::new();
    for exchange in run.exchanges.iter().filter(in_all) {
        if let (Some(answer), Some(reply)) = (shape::answer(exchange), exchange.reply()) {
            side.entry((shape::endpoint(exchange), answer)).or_default().add(reply);
        }
    }
    side
}

impl<'a> Answers<'a> {
    fn add(&mut self, reply: &'a Parsed<'_>) {
        if self.times == 0 {
            self.content_type = reply.reply_header("content-type").unwrap_or("none").to_owned();
            self.retry_after = reply.reply_header("retry-after").is_some();
        }
        self.times += 1;
        match reply.parsed() {
            Ok(body) => {
                self.shape.add(body);
                self.body.get_or_insert(body);
            }
            Err(_) => self.shape.add_other(),
        }
    }

    /// The media type without its parameters, which change nothing about JSON.
    fn media_type(&self) -> String {
        let media_type = self.content_type.split(';').next().unwrap_or_default();
        media_type.trim().to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests;
