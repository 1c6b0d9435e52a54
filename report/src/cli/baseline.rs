//! The baseline file on disk, with its mistakes shown the way a compiler shows them.

use std::fs;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::baseline::{Baseline, Known, Mistake, parse, today};

/// Reads the file. An error says why it cannot be read, or everything that is wrong in it.
pub(super) fn read(path: &Path, known: Known<'_>, color: bool) -> Result<Baseline, String> {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() }.term_width(100);
    let name = path.display().to_string();
    let source = fs::read_to_string(path).map_err(|error| {
        let title = format!("cannot read the file: {error}");
        renderer.render(&[Level::ERROR.primary_title(&title).element(Origin::path(&name))])
    })?;
    parse(&name, &source, known, today()).map_err(|mistakes| {
        let texts: Vec<String> =
            mistakes.iter().map(|mistake| render(&renderer, &name, &source, mistake)).collect();
        texts.join("\n\n")
    })
}

fn render(renderer: &Renderer, path: &str, source: &str, mistake: &Mistake) -> String {
    let caret = AnnotationKind::Primary.span(mistake.span.clone());
    let snippet = Snippet::source(source).path(path).annotation(caret);
    let group = Level::ERROR.primary_title(&mistake.title).element(snippet);
    renderer.render(&[match &mistake.help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_has_its_line_and_a_help() {
        let known = Known {
            rules: &["CLI-SEQ-003"],
            scenarios: &[],
            rules_listed_by: "mock rules",
            scenarios_listed_by: "mock scenarios",
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("expected.toml");
        let problem = |text: &str| {
            fs::write(&path, text).unwrap();
            let problem = read(&path, known, false).unwrap_err();
            problem.replace(&*folder.path().to_string_lossy(), "")
        };
        let entry = "[[expected]]\nrule = \"CLI-SEQ-03\"\nreason = \"known\"\nuntil = 2000-01-31\n";
        insta::assert_snapshot!(problem(entry), @r#"
        error: there is no rule `CLI-SEQ-03`
         --> /expected.toml:2:8
          |
        2 | rule = "CLI-SEQ-03"
          |        ^^^^^^^^^^^^
          |
          = help: did you mean `CLI-SEQ-003`?
        "#);
        insta::assert_snapshot!(problem("[[expected]]\nreasn = 1\n"), @"
        error: unknown field `reasn`, expected one of `rule`, `scenario`, `reason`, `until`
         --> /expected.toml:2:1
          |
        2 | reasn = 1
          | ^^^^^
        ");
        let gone = read(&folder.path().join("no-such-file"), known, false).unwrap_err();
        assert!(gone.starts_with("error: cannot read the file: No such file"), "{gone}");
    }
}
