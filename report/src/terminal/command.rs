//! Commands of a shell on several lines.

/// The command in lines of at most `room` characters, each but the last with a backslash at its end, so
/// that it can be copied and run. It is cut at spaces outside of quotes alone, as no other place means
/// the same; a part that is longer than a line stands whole on one of its own.
pub(super) fn lines(command: &str, room: usize) -> Vec<String> {
    if command.chars().count() <= room {
        return vec![command.to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    for part in parts(command) {
        // Room for the indent, which every line but the first has, and for the backslash.
        let fits = |line: &String| {
            line.chars().count() + 1 + part.chars().count() + CONTINUED.len() <= room
        };
        match lines.last_mut() {
            Some(line) if fits(line) => {
                line.push(' ');
                line.push_str(part);
            }
            // For GitHub's runner a line that begins so is a command; a shell takes the backslash off.
            Some(_) if part.starts_with("::") => lines.push(format!("{INDENT}\\{part}")),
            Some(_) => lines.push(format!("{INDENT}{part}")),
            None => lines.push(part.to_owned()),
        }
    }
    let last = lines.len().saturating_sub(1);
    lines.iter_mut().take(last).for_each(|line| line.push_str(CONTINUED));
    lines
}

/// Cut at each space that a shell takes as the end of a word.
fn parts(command: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quote, mut escaped) = (0, None, false);
    for (at, character) in command.char_indices() {
        match (quote, character) {
            _ if escaped => escaped = false,
            (None | Some('"'), '\\') => escaped = true,
            (None, '\'' | '"') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, ' ') => {
                parts.push(&command[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&command[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

const CONTINUED: &str = " \\";
const INDENT: &str = "  ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_shell() {
        let table: [(&str, &[&str]); 6] = [
            ("a  b", &["a", "b"]),
            ("a 'b c' d", &["a", "'b c'", "d"]),
            (r#"a "b \" c" d"#, &["a", r#""b \" c""#, "d"]),
            (r"a\ b c", &[r"a\ b", "c"]),
            (r"'a\' b", &[r"'a\'", "b"]),
            (r#"-d"{'a b'}" 'it"s x'"#, &[r#"-d"{'a b'}""#, r#"'it"s x'"#]),
        ];
        for (command, expected) in table {
            assert_eq!(parts(command), expected, "{command}");
        }
    }

    #[test]
    fn a_command_is_cut_where_it_still_runs() {
        let table: [(&str, &[&str]); 5] = [
            ("run --seed 42", &["run --seed 42"]),
            ("run --seed 42 --a", &["run --seed \\", "  42 --a"]),
            (
                "run 'a long text with spaces' --b",
                &["run \\", "  'a long text with spaces' \\", "  --b"],
            ),
            ("run --seed ::a", &["run --seed \\", "  \\::a"]),
            ("", &[""]),
        ];
        for (command, expected) in table {
            assert_eq!(lines(command, 13), expected, "{command}");
        }
    }

    /// What a shell makes of the lines is what it makes of the command.
    #[test]
    fn a_shell_reads_the_same_words() {
        let command = r#"curl -sS -X POST "$BASE/v3/a b/Authorize" -H 'Content-Type: application/json' -d "{\"LoginId\":\"$ID\"}" --max-time 30"#;
        let script =
            |command: &str| format!("BASE=http://x ID='1 2'\nprintf '<%s>\\n' {command}\n");
        let words = |command: &str| {
            let output = std::process::Command::new("sh").arg("-c").arg(script(command)).output();
            String::from_utf8(output.unwrap().stdout).unwrap()
        };
        let whole = words(command);
        assert_eq!(whole.lines().count(), 11, "{whole}");
        for room in [20, 40, 68, 88] {
            let lines = lines(command, room);
            assert!(lines.len() > 1);
            // As it stands in the report: under a label.
            assert_eq!(words(&lines.join("\n            ")), whole, "{room}");
        }
    }
}
