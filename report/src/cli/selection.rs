//! Which rules are looked at.

use crate::baseline::Known;
use crate::near;

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Selection {
    /// The selected ids, in the order of the catalogue.
    ids: Vec<&'static str>,
    /// The selection as the user typed it.
    asked: String,
    of: usize,
}

impl Selection {
    /// `rules`, or all if there are none, without `skipped`. Each is an id or its beginning, up to a hyphen,
    /// in any case. Each has to name a rule, and some rule has to be left.
    pub(super) fn of(
        known: Known<'_>,
        rules: &[String],
        skipped: &[String],
    ) -> Result<Self, String> {
        let mut ids = match rules {
            [] => known.rules.to_vec(),
            rules => named(known, "--rules", rules)?,
        };
        let skipped_ids = named(known, "--skip-rules", skipped)?;
        ids.retain(|id| !skipped_ids.contains(id));
        if ids.is_empty() {
            return Err("error: --rules and --skip-rules leave no rule".to_owned());
        }
        Ok(Self { ids, asked: asked(rules, skipped), of: known.rules.len() })
    }

    pub(super) fn takes(&self, id: &str) -> bool {
        self.ids.contains(&id)
    }

    /// What the report says about rules that it leaves out; None if it has them all.
    pub(super) fn label(&self) -> Option<String> {
        let (count, of) = (self.ids.len(), self.of);
        (count < of)
            .then(|| format!("{count} of {of} ({}); the others were not looked at", self.asked))
    }
}

fn named(known: Known<'_>, flag: &str, names: &[String]) -> Result<Vec<&'static str>, String> {
    let mut ids: Vec<&str> = Vec::new();
    for name in names {
        let before = ids.len();
        ids.extend(known.rules.iter().filter(|id| begins(id, name.trim())));
        if ids.len() == before {
            return Err(unknown(known, flag, name));
        }
    }
    Ok(known.rules.iter().copied().filter(|id| ids.contains(id)).collect())
}

fn unknown(known: Known<'_>, flag: &str, name: &str) -> String {
    let groups = known.rules.iter().filter_map(|id| id.rsplit_once('-')).map(|(group, _)| group);
    let names = groups.chain(known.rules.iter().copied());
    let help = near::help(name, names, known.rules_listed_by);
    format!("error: {flag}: there is no rule `{name}`\n  help: {help}")
}

fn asked(rules: &[String], skipped: &[String]) -> String {
    let part = |flag: &str, names: &[String]| {
        (!names.is_empty()).then(|| format!("{flag} {}", names.join(",")))
    };
    let parts = [part("--rules", rules), part("--skip-rules", skipped)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Whether `beginning` is the whole id, or goes to one of its hyphens.
fn begins(id: &str, beginning: &str) -> bool {
    let (id, beginning) = (id.to_lowercase(), beginning.to_lowercase());
    let beginning = beginning.strip_suffix('-').unwrap_or(&beginning);
    let rest = id.strip_prefix(beginning);
    !beginning.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Known<'_> = Known {
        rules: &["CLI-SEQ-001", "CLI-SEC-001", "CLI-POLL-001", "CLI-MFA-001", "CLI-MFA-002"],
        rules_listed_by: "flinks-mock rules",
        scenarios: &[],
        scenarios_listed_by: "",
    };

    fn select(rules: &[&str], skipped: &[&str]) -> Result<Vec<&'static str>, String> {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        Selection::of(ALL, &owned(rules), &owned(skipped)).map(|selection| selection.ids)
    }

    #[test]
    fn ids_and_their_beginnings_in_any_case() {
        let table: &[(&[&str], &[&str], &[&str])] = &[
            (&["CLI-SEC-001"], &[], &["CLI-SEC-001"]),
            (&["cli-mfa-"], &[], &["CLI-MFA-001", "CLI-MFA-002"]),
            (&["CLI-MFA", "cli-sec"], &["CLI-MFA-002"], &["CLI-SEC-001", "CLI-MFA-001"]),
            (&["CLI-SEC-001", "CLI-SEC"], &[], &["CLI-SEC-001"]),
        ];
        for (rules, skipped, expected) in table {
            assert_eq!(select(rules, skipped).unwrap(), *expected, "{rules:?} {skipped:?}");
        }
        assert_eq!(select(&[], &[]).unwrap().len(), ALL.rules.len());
        let without = select(&[], &["CLI-MFA"]).unwrap();
        assert_eq!(without.len(), ALL.rules.len() - 2);
    }

    #[test]
    fn names_of_no_rule_are_refused() {
        let table = [
            ("CLI-POL", "did you mean `CLI-POLL`?"),
            ("CLI-SEC-01", "did you mean `CLI-SEC-001`?"),
            ("interval", "`flinks-mock rules` lists them all"),
            ("", "`flinks-mock rules` lists them all"),
            ("CLI-S", "did you mean `CLI-SEQ`?"),
        ];
        for (name, help) in table {
            let problem = format!("there is no rule `{name}`\n  help: {help}");
            assert_eq!(select(&[name], &[]).unwrap_err(), format!("error: --rules: {problem}"));
            let skipped = format!("error: --skip-rules: {problem}");
            assert_eq!(select(&[], &[name]).unwrap_err(), skipped);
        }
        let none = "error: --rules and --skip-rules leave no rule";
        assert_eq!(select(&["CLI-SEC"], &["CLI"]).unwrap_err(), none);
    }

    #[test]
    fn a_report_says_what_it_has_not() {
        let one = Selection::of(ALL, &["CLI-SEC".to_owned()], &[]).unwrap();
        assert_eq!(one.label().unwrap(), "1 of 5 (--rules CLI-SEC); the others were not looked at");
        assert_eq!(Selection::of(ALL, &[], &[]).unwrap().label(), None);
    }
}
