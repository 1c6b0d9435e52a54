//! Makes GitHub's runner hide secrets in every log.

use std::io::{self, Write};

/// Prints the commands that hide the secrets. Elsewhere it prints nothing, since they contain the values.
pub(super) fn tell<'a>(is_github: bool, secrets: impl IntoIterator<Item = &'a str>) {
    if is_github {
        // A closed log has nothing to hide.
        let _ = io::stdout().lock().write_all(commands(secrets).as_bytes());
    }
}

/// Without empty values, with which a runner would hide everything or nothing.
fn commands<'a>(secrets: impl IntoIterator<Item = &'a str>) -> String {
    let secrets = secrets.into_iter().filter(|secret| !secret.trim().is_empty());
    secrets.map(|secret| format!("::add-mask::{}\n", escaped(secret))).collect()
}

/// Escapes the data of a runner command.
fn escaped(secret: &str) -> String {
    secret.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_command_for_each_secret() {
        let commands = commands(["key-1", "", " ", "100%\r\n::stop-commands::x"]);
        assert_eq!(commands, "::add-mask::key-1\n::add-mask::100%25%0D%0A::stop-commands::x\n");
    }
}
