//! What the layer promises, tried on whole bodies.

mod canary;
mod places;
mod same;
mod texts;

use super::{Depth, Redactor};

fn redactor(key: u8) -> Redactor {
    Redactor::new([key; 32], Depth::Everything)
}

/// The built-in bodies by name, with something in their places.
fn fixtures() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures");
    let mut found = Vec::new();
    for kind in ["accounts", "authorize", "investments", "pending"] {
        for file in std::fs::read_dir(format!("{folder}/{kind}")).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text
                .replace("{{RequestId}}", "1243c283-e0ca-4fda-a5e4-343068430190")
                .replace("{{LoginId}}", "5e115eac-1209-4f19-641c-08d6d484e2fe")
                .replace("{{Username}}", "Greatday")
                .replace("{{Institution}}", "FlinksCapital")
                .replace("{{LastRefresh}}", "2019-05-09T13:47:46.5227901");
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            found.push((format!("{kind}/{name}"), text));
        }
    }
    found.sort();
    assert!(found.len() >= 12);
    found
}
