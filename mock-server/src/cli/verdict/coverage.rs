//! What the client met of what is documented.

use flinks_contract::coverage::{self, ITEMS, Item};
use flinks_report::{Coverage, Covered};

use super::Judged;
use crate::judge::{Evidence, Outcome};

/// The items that the replies of one run were.
pub(super) fn met(evidence: &Evidence) -> Vec<&'static Item> {
    let replies = evidence.calls.iter().flat_map(|call| {
        let lost = matches!(call.outcome, Some(Outcome::Cut { .. }));
        coverage::met(call.endpoint.as_deref(), call.status, &call.code, lost)
    });
    let replies: Vec<&Item> = replies.collect();
    ITEMS.iter().filter(|item| replies.contains(item)).collect()
}

/// Each item with the runs that met it; one that none did says which scenario brings it.
pub(super) fn of(judged: &[Judged], least: Option<u8>) -> Coverage {
    let covered = |item: &'static Item| {
        let met = judged.iter().filter(|judged| judged.met.contains(&item));
        let runs: Vec<String> = met.map(|judged| judged.run.name.clone()).collect();
        let hint = if runs.is_empty() {
            format!(" (--scenario {})", item.scenario)
        } else {
            String::new()
        };
        Covered { group: item.group.to_owned(), name: format!("{}{hint}", item.name), runs }
    };
    Coverage {
        what: "documented states and codes".to_owned(),
        items: ITEMS.iter().map(covered).collect(),
        least,
    }
}
