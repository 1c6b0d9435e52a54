//! The comparison for a person.

use std::fmt::Write as _;

use flinks_report::terminal::{BAD, BOLD, Look, PLAIN, Pen, WARN, fit};

use super::{Diff, Endpoint, Kind, Row, Score};

/// `  only right  `.
const INDENT: usize = 14;

/// Writes one table. Places that are the same, unseen or noise are only counted, unless `verbose`.
pub(crate) fn render(diff: &Diff, look: Look) -> String {
    let mut pen = Pen::new(look);
    for (label, name) in [("left   ", &diff.left), ("right  ", &diff.right)] {
        let room = pen.look.width - label.len();
        pen.put(PLAIN, label).put(PLAIN, &fit(name, room)).end();
    }
    pen.end();
    for Endpoint { name, score, rows } in &diff.endpoints {
        pen.put(BOLD, name);
        counts(*score, name.len(), &mut pen);
        table(rows, &mut pen);
    }
    pen.put(if diff.score.apart > 0 { BAD } else { BOLD }, "fidelity");
    counts(diff.score, "fidelity".len(), &mut pen);
    pen.into_text()
}

/// "99.5 %  52 alike (3 in shape only), 1 apart".
fn counts(score: Score, taken: usize, pen: &mut Pen) {
    let mut text = format!("  {score}  {} alike", score.alike);
    if score.values > 0 {
        _ = write!(text, " ({} in shape only)", score.values);
    }
    for (count, word) in [(score.apart, "apart"), (score.unseen, "unseen"), (score.noise, "noise")]
    {
        if count > 0 {
            _ = write!(text, ", {count} {word}");
        }
    }
    let room = pen.look.width - taken;
    pen.put(PLAIN, &fit(&text, room)).end();
}

fn table(rows: &[Row], pen: &mut Pen) {
    let Look { width, verbose, .. } = pen.look;
    let is_listed =
        |row: &&Row| verbose || !matches!(row.kind, Kind::Same | Kind::Unseen | Kind::Noise);
    let rows: Vec<&Row> = rows.iter().filter(is_listed).collect();
    let longest = rows.iter().map(|row| place(row).chars().count()).max().unwrap_or(0);
    // Half a line for the place, a quarter for each side.
    let places = longest.min((width - INDENT) / 2);
    let side = (width - INDENT - places - 4) / 2;
    for row in rows {
        let style = match row.kind {
            Kind::Shape | Kind::OnlyLeft | Kind::OnlyRight => BAD,
            Kind::Value => WARN,
            Kind::Noise | Kind::Unseen | Kind::Same => PLAIN,
        };
        let (kind, place) = (<&str>::from(row.kind), fit(&place(row), places));
        let [left, right] = [&row.left, &row.right].map(|text| fit(text, side));
        let rest = format!("  {place:<places$}  {left:<side$}  {right}");
        pen.put(PLAIN, "  ").put(style, &format!("{kind:<10}")).put(PLAIN, &rest).end();
    }
    pen.end();
}

fn place(row: &Row) -> String {
    format!("{} {}", row.answer, if row.place.is_empty() { "body" } else { &row.place })
}
