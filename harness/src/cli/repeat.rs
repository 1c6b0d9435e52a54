//! The command that repeats a run, from the command line and the environment that started it.

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command};

use flinks_report::shell_word;

use super::verdict;
use crate::target::Target;

/// All flags of the run, except those about its reports and those in `left_out`. An id, and an address
/// with a path, is replaced by the name of its variable: more people may read the report than may know
/// these.
pub(super) fn of(command: &Command, matches: &ArgMatches, left_out: &[&str]) -> String {
    let reports = verdict::Args::augment_args(Command::new("reports"));
    let about_reports: Vec<&str> = reports.get_arguments().filter_map(Arg::get_long).collect();
    let flags = command.get_arguments().filter(|arg| {
        let name = arg.get_long().unwrap_or_default();
        !about_reports.contains(&name)
            && !["ledger", "dry-run"].contains(&name)
            && !left_out.contains(&name)
    });
    let flags = flags.filter_map(|arg| flag(arg, matches)).map(|flag| format!(" {flag}"));
    format!("flinks-harness {}{}", command.get_name(), flags.collect::<String>())
}

fn flag(arg: &Arg, matches: &ArgMatches) -> Option<String> {
    let (id, name) = (arg.get_id().as_str(), arg.get_long()?);
    let (Some(ValueSource::CommandLine | ValueSource::EnvVariable), values) =
        (matches.value_source(id), matches.get_raw(id)?)
    else {
        return None;
    };
    if !matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) {
        return Some(format!("--{name}"));
    }
    let each = values.map(|value| {
        let value = value.to_string_lossy();
        match arg.get_env().filter(|_| name.ends_with("-id") || has_path(&value)) {
            Some(variable) => format!("--{name} \"${}\"", variable.to_string_lossy()),
            None => format!("--{name} {}", shell_word(&value)),
        }
    });
    Some(each.collect::<Vec<_>>().join(" "))
}

/// Whether it is the address of a server with a path, which may contain a key of a gateway.
fn has_path(value: &str) -> bool {
    Target::parse(value).is_ok_and(|target| target.label().ends_with("/..."))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::super::args::CommandLine;
    use super::*;

    #[test]
    fn what_was_said_about_the_run() {
        #[rustfmt::skip]
        let table: &[(&[&str], &str)] = &[
            (&[], ""),
            (&["--scenario", "never-ready", "-v", "--color", "always"], " --scenario never-ready"),
            (&["--target", "http://127.0.0.1:8780", "--speed", "180", "--report", "json=a"], " --target http://127.0.0.1:8780 --speed 180"),
            (&["--target", "http://h/key/v3"], " --target \"$FLINKS_BASE_URL\""),
            (
                &["--customer-id", "acme", "--login-id", "10000000-0000-4000-8000-000000000041"],
                " --customer-id \"$FLINKS_CUSTOMER_ID\" --login-id \"$FLINKS_LOGIN_ID\"",
            ),
            (
                &["--scenarios", "my files", "--fixtures", "it's", "--allow-invalid-fixtures"],
                r" --scenarios 'my files' --fixtures 'it'\''s' --allow-invalid-fixtures",
            ),
            (&["--rules", "FLK-TXN", "--fail-on", "should", "--timeout", "9500ms"], " --timeout 9500ms"),
        ];
        for (args, expected) in table {
            let command = CommandLine::command();
            let line = ["flinks-harness", "run"].iter().chain(*args);
            let matches = command.clone().try_get_matches_from(line).unwrap();
            let matches = matches.subcommand_matches("run").unwrap();
            let repeat = of(command.find_subcommand("run").unwrap(), matches, &[]);
            assert_eq!(repeat, format!("flinks-harness run{expected}"), "{args:?}");
        }
    }
}
