//! The comparison for a program.

use serde_json::{Value, json};

use super::{Diff, Row, Score};

/// Every row, those that are the same included. `format` changes with the meaning of a member.
pub(crate) fn json(diff: &Diff) -> Value {
    let endpoints: Vec<Value> = diff
        .endpoints
        .iter()
        .map(|endpoint| {
            json!({
                "name": endpoint.name,
                "score": score(Score::of(&endpoint.rows)),
                "rows": endpoint.rows.iter().map(row).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "format": 1,
        "left": diff.left,
        "right": diff.right,
        "score": score(diff.score()),
        "endpoints": endpoints,
    })
}

fn score(score: Score) -> Value {
    json!({
        "permille": score.permille(),
        "alike": score.alike,
        "values": score.values,
        "apart": score.apart,
        "noise": score.noise,
        "unseen": score.unseen,
    })
}

fn row(row: &Row) -> Value {
    json!({
        "answer": row.answer,
        "place": row.place,
        "kind": row.kind.word(),
        "left": row.left,
        "right": row.right,
    })
}
