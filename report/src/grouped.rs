//! Lists by what their items have in common.

use std::collections::HashMap;

/// Groups items by key, in the order of the first item of each key. Items without a key are left out.
pub(crate) fn grouped<'a, T>(
    items: impl IntoIterator<Item = &'a T>,
    key: impl Fn(&'a T) -> Option<&'a str>,
) -> Vec<(&'a str, Vec<&'a T>)> {
    let mut groups: Vec<(&str, Vec<&T>)> = Vec::new();
    let mut places = HashMap::new();
    for item in items {
        let Some(key) = key(item) else { continue };
        let place = *places.entry(key).or_insert(groups.len());
        if place == groups.len() {
            groups.push((key, Vec::new()));
        }
        groups[place].1.push(item);
    }
    groups
}
