//! Reads the tables in `contract/data`, which are compiled in.

use serde::Deserialize;
use serde_json::Value;

/// The rows of the array `name` in a data file. They are kept for the life of the process, so that
/// their texts are `&'static str`.
pub(crate) fn rows<Row: Deserialize<'static>>(file: &str, name: &str) -> Vec<Row> {
    let file: Value = toml::from_str(file).expect("a compiled-in data file is TOML");
    let file: &'static Value = Box::leak(Box::new(file));
    Vec::deserialize(&file[name]).expect("a compiled-in data file keeps its schema")
}
