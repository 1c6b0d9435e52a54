//! Calls that belong together.

use std::collections::HashMap;
use std::hash::Hash;

use flinks_trace::Exchange;

/// In the order of the first call of each group, and within it in that of the calls.
pub(super) fn grouped<'a, K: Clone + Eq + Hash>(
    calls: impl IntoIterator<Item = (K, &'a Exchange)>,
) -> Vec<(K, Vec<&'a Exchange>)> {
    let mut groups: Vec<(K, Vec<&Exchange>)> = Vec::new();
    let mut positions = HashMap::new();
    for (key, call) in calls {
        let position = *positions.entry(key.clone()).or_insert(groups.len());
        if position == groups.len() {
            groups.push((key, Vec::new()));
        }
        groups[position].1.push(call);
    }
    groups
}
