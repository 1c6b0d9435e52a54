//! The comparison for a person.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use flinks_report::clean;
use flinks_report::terminal::Look;

use super::{Diff, Endpoint, Kind, Row, Score};

const BAD: Style = AnsiColor::Red.on_default().bold();
const WARN: Style = AnsiColor::Yellow.on_default().bold();
const BOLD: Style = Style::new().bold();
const PLAIN: Style = Style::new();

/// Narrower is no table.
const NARROWEST: usize = 60;

/// `  only right  `.
const INDENT: usize = 14;

/// Writes one table. What is the same, unseen or noise is counted; with `verbose` it has rows too.
///
/// # Errors
///
/// Errors of `out`.
pub(crate) fn render(diff: &Diff, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let look = Look { width: look.width.max(NARROWEST), ..look };
    writeln!(out, "left   {}", fit(&clean(&diff.left), look.width - 7))?;
    writeln!(out, "right  {}\n", fit(&clean(&diff.right), look.width - 7))?;
    for endpoint in &diff.endpoints {
        table(endpoint, look, out)?;
    }
    let score = diff.score();
    head("fidelity", score, if score.apart > 0 { BAD } else { BOLD }, look, out)
}

fn head(name: &str, score: Score, style: Style, look: Look, out: &mut dyn Write) -> io::Result<()> {
    put(style, name, look, out)?;
    let rest = format!("  {score}  {}", counts(score));
    writeln!(out, "{}", fit(&rest, look.width - name.len()))
}

fn table(endpoint: &Endpoint, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let score = Score::of(&endpoint.rows);
    head(endpoint.name, score, BOLD, look, out)?;
    let shown =
        |row: &&Row| look.verbose || !matches!(row.kind, Kind::Same | Kind::Unseen | Kind::Noise);
    let rows: Vec<&Row> = endpoint.rows.iter().filter(shown).collect();
    let places = rows.iter().map(|row| place(row).chars().count()).max().unwrap_or(0);
    // Half a line for the place, a quarter for each side.
    let places = places.min((look.width - INDENT) / 2);
    let side = (look.width - INDENT - places - 4) / 2;
    for row in rows {
        let style = match row.kind {
            Kind::Shape | Kind::OnlyLeft | Kind::OnlyRight => BAD,
            Kind::Value => WARN,
            Kind::Noise | Kind::Unseen | Kind::Same => PLAIN,
        };
        write!(out, "  ")?;
        put(style, &format!("{:<10}", row.kind.word()), look, out)?;
        let [left, right] = [&row.left, &row.right].map(|text| fit(&clean(text), side));
        let place = fit(&clean(&place(row)), places);
        writeln!(out, "  {place:<places$}  {left:<side$}  {right}")?;
    }
    writeln!(out)
}

fn place(row: &Row) -> String {
    format!("{} {}", row.answer, if row.place.is_empty() { "body" } else { &row.place })
}

/// "52 alike (3 in shape only), 1 apart".
fn counts(score: Score) -> String {
    let values = match score.values {
        0 => String::new(),
        count => format!(" ({count} in shape only)"),
    };
    let mut words = format!("{} alike{values}", score.alike);
    for (count, word) in [(score.apart, "apart"), (score.unseen, "unseen"), (score.noise, "noise")]
    {
        if count > 0 {
            words.extend([", ", &count.to_string(), " ", word]);
        }
    }
    words
}

fn put(style: Style, text: &str, look: Look, out: &mut dyn Write) -> io::Result<()> {
    if look.colour && style != PLAIN {
        write!(out, "{style}{text}{style:#}")
    } else {
        write!(out, "{text}")
    }
}

/// Without its middle where it is too long. Widths are counted in characters.
fn fit(text: &str, width: usize) -> String {
    let length = text.chars().count();
    if length <= width {
        return text.to_owned();
    }
    let tail = (width - 1) / 2;
    let head: String = text.chars().take(width - 1 - tail).collect();
    let tail: String = text.chars().skip(length - tail).collect();
    format!("{head}…{tail}")
}
