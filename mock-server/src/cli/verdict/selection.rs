//! Which rules are looked at.

use flinks_contract::diagnostic::nearest;
use flinks_contract::rule::client::CLIENT_RULES;

/// The ids of some rules.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Selection {
    /// In the order of the catalogue.
    ids: Vec<&'static str>,
    /// As they were asked for.
    asked: String,
}

impl Selection {
    /// `rules`, or all where there are none, without `skipped`. Each is an id or its beginning, up to
    /// a hyphen, in any case.
    ///
    /// # Errors
    ///
    /// One of them names no rule, or no rule is left.
    pub(super) fn of(rules: &[String], skipped: &[String]) -> Result<Self, String> {
        let mut ids = if rules.is_empty() { all().collect() } else { named("--rules", rules)? };
        let skipped_ids = named("--skip-rules", skipped)?;
        ids.retain(|id| !skipped_ids.contains(id));
        if ids.is_empty() {
            return Err("error: --rules and --skip-rules leave no rule".to_owned());
        }
        Ok(Self { ids, asked: asked(rules, skipped) })
    }

    pub(super) fn takes(&self, id: &str) -> bool {
        self.ids.contains(&id)
    }

    /// What the report says of the rules that it has not; nothing where it has them all.
    pub(super) fn shown(&self) -> Option<String> {
        let of = all().count();
        (self.ids.len() < of).then(|| {
            format!("{} of {of} ({}); the others were not looked at", self.ids.len(), self.asked)
        })
    }
}

fn all() -> impl Iterator<Item = &'static str> {
    CLIENT_RULES.iter().map(|client| client.rule.id)
}

fn asked(rules: &[String], skipped: &[String]) -> String {
    let part = |flag: &str, names: &[String]| {
        (!names.is_empty()).then(|| format!("{flag} {}", names.join(",")))
    };
    let parts = [part("--rules", rules), part("--skip-rules", skipped)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn named(flag: &str, names: &[String]) -> Result<Vec<&'static str>, String> {
    let mut ids: Vec<&str> = Vec::new();
    for name in names {
        let found: Vec<_> = all().filter(|id| begins(id, name.trim())).collect();
        if found.is_empty() {
            return Err(unknown(flag, name));
        }
        ids.extend(found);
    }
    Ok(all().filter(|id| ids.contains(id)).collect())
}

/// Whether `beginning` is the whole id, or goes to one of its hyphens.
fn begins(id: &str, beginning: &str) -> bool {
    let (id, beginning) = (id.to_lowercase(), beginning.to_lowercase());
    let beginning = beginning.strip_suffix('-').unwrap_or(&beginning);
    let rest = id.strip_prefix(beginning);
    !beginning.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn unknown(flag: &str, name: &str) -> String {
    let groups = all().filter_map(|id| id.rsplit_once('-')).map(|(group, _)| group);
    let help = match nearest(name, groups.chain(all())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`flinks-mock rules` lists them all".to_owned(),
    };
    format!("error: {flag}: there is no rule `{name}`\n  help: {help}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn select(rules: &[&str], skipped: &[&str]) -> Result<Vec<&'static str>, String> {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        Selection::of(&owned(rules), &owned(skipped)).map(|selection| selection.ids)
    }

    #[test]
    fn ids_and_their_beginnings_in_any_case() {
        let table: &[(&[&str], &[&str], &[&str])] = &[
            (&["CLI-SEC-001"], &[], &["CLI-SEC-001"]),
            (&["cli-mfa-"], &[], &["CLI-MFA-001", "CLI-MFA-002", "CLI-MFA-003"]),
            (
                &["CLI-MFA", "cli-sec"],
                &["CLI-MFA-002"],
                &["CLI-SEC-001", "CLI-MFA-001", "CLI-MFA-003"],
            ),
            (&["CLI-SEC-001", "CLI-SEC"], &[], &["CLI-SEC-001"]),
        ];
        for (rules, skipped, expected) in table {
            assert_eq!(select(rules, skipped).unwrap(), *expected, "{rules:?} {skipped:?}");
        }
        assert_eq!(select(&[], &[]).unwrap().len(), CLIENT_RULES.len());
        let without = select(&[], &["CLI-MFA"]).unwrap();
        assert_eq!(without.len(), CLIENT_RULES.len() - 3);
    }

    #[test]
    fn names_of_no_rule_are_refused() {
        let table: &[(&[&str], &[&str], &str)] = &[
            (
                &["CLI-POL"],
                &[],
                "error: --rules: there is no rule `CLI-POL`\n  help: did you mean `CLI-POLL`?",
            ),
            (
                &["CLI-SEC-01"],
                &[],
                "error: --rules: there is no rule `CLI-SEC-01`\n  help: did you mean `CLI-SEC-001`?",
            ),
            (
                &[],
                &["interval"],
                "error: --skip-rules: there is no rule `interval`\n  help: `flinks-mock rules` lists them all",
            ),
            (
                &[""],
                &[],
                "error: --rules: there is no rule ``\n  help: `flinks-mock rules` lists them all",
            ),
            (
                &["CLI-S"],
                &[],
                "error: --rules: there is no rule `CLI-S`\n  help: did you mean `CLI-SEQ`?",
            ),
            (&["CLI-SEC"], &["CLI"], "error: --rules and --skip-rules leave no rule"),
        ];
        for (rules, skipped, expected) in table {
            assert_eq!(select(rules, skipped).unwrap_err(), *expected);
        }
    }

    #[test]
    fn a_report_says_what_it_has_not() {
        let one = Selection::of(&["CLI-SEC".to_owned()], &[]).unwrap();
        assert_eq!(
            one.shown().unwrap(),
            format!("1 of {} (--rules CLI-SEC); the others were not looked at", CLIENT_RULES.len())
        );
        assert_eq!(Selection::of(&[], &[]).unwrap().shown(), None);
    }
}
