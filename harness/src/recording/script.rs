//! The text of the scenario.

use flinks_judge::server::ParsedRun;
use flinks_trace::{Ending, Part};

use flinks_contract::fixture::Kind;
use flinks_contract::scenario::MOST_STEPS;
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::NORMAL;
use super::{Bodies, Login};

/// The steps of a script. Equal answers in a row are one step, and the last step answers for good:
/// nobody knows what the server would have said next.
pub(super) fn steps(on: &str, answers: &[Vec<String>]) -> Result<String, String> {
    let steps: Vec<_> = answers.chunk_by(|one, other| one == other).collect();
    if steps.len() > MOST_STEPS {
        let count = steps.len();
        return Err(format!(
            "{count} different answers in a row cannot be played: a scenario takes {MOST_STEPS}"
        ));
    }
    let mut lines = Vec::new();
    for (left, same) in (0..steps.len()).rev().zip(&steps) {
        if left == 0 && same[0] == [NORMAL] {
            break;
        }
        lines.push(format!("\n[[step]]\non = \"{on}\""));
        if left > 0 {
            lines.push(format!("times = {}", same.len()));
        }
        lines.extend_from_slice(&same[0]);
    }
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

/// What stands above the steps. `day` is `2026-11-21`.
pub(super) fn head(
    run: &ParsedRun<'_>,
    day: &str,
    login: &Login,
    login_id: Uuid,
    bodies: &Bodies<'_>,
) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut out = format!(
        "# Recorded on {day} by flinks-harness {version}. The values are made up.\n\
         summary = {}\nlogin-id = \"{login_id}\"\n",
        quoted(&summary(run)),
    );
    for (key, text) in [("institution", &login.institution), ("last-refresh", &login.last_refresh)]
    {
        if let Some(text) = text {
            out.extend([key, " = ", &quoted(text), "\n"]);
        }
    }
    let kept = [Kind::Authorize, Kind::Accounts, Kind::Investments].into_iter();
    let kept = kept.filter(|kind| bodies.known.iter().any(|(of, ..)| of == kind));
    let names: Vec<String> =
        kept.map(|kind| format!("{} = {}", kind.folder(), quoted(bodies.name))).collect();
    if !names.is_empty() {
        out.extend(["\n[fixtures]\n", &names.join("\n"), "\n"]);
    }
    if run.endings.iter().any(|(_, ending)| *ending == Ending::Deadline) {
        out += "\n# The bank was never ready; nothing but the client's own deadline ended it.\n\
                [session]\nprocessing = \"unlimited\"\n";
    }
    out
}

/// "Recorded: accounts after 2 of 202, investments ended with 401 X."
fn summary(run: &ParsedRun<'_>) -> String {
    let part = |part: Part| {
        let after = match run.of(part).filter(|one| one.status() == Some(202)).count() {
            0 => "at once".to_owned(),
            count => format!("after {count} of 202"),
        };
        Some(match run.ending(part)? {
            Ending::Data => format!("{part} {after}"),
            Ending::Deadline => format!("{part} never ready"),
            Ending::Terminal(_) | Ending::Throttled(_) => format!("{part} refused {after}"),
            Ending::NoSession(_) => format!("no session for {part}"),
            Ending::NoAnswer(_) => format!("{part} without an answer"),
            Ending::Retired(_) => format!("{part} retired"),
            Ending::OverBudget(_) => format!("{part} not asked to the end"),
        })
    };
    let parts: Vec<String> =
        [Part::Accounts, Part::Investments].into_iter().filter_map(part).collect();
    format!("Recorded: {}.", parts.join(", "))
}

/// A patch that puts the whole body in place of the mock's own.
pub(super) fn patch(body: &Value) -> String {
    let patch = json!([{ "op": "replace", "path": "", "value": body }]);
    let text = format!("{patch:#}");
    // The form without escapes, where the text allows it.
    if text.contains("'''") || text.chars().any(|c| c.is_control() && c != '\n') {
        return quoted(&patch.to_string());
    }
    format!("'''\n{text}'''")
}

/// A basic string of TOML, which differs from JSON's in one control character.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
