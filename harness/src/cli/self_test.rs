//! `self-test`: can the checks fail?

use std::io::Write;

use clap::{Args, ValueEnum};
use flinks_mock::clock::ClockMode;
use flinks_mock::{DEFAULT_SEED, FlinksMock, GUIDE_LOGIN_ID, builtin_scenarios};
use serde_json::{Value, json};

use super::tell;
use crate::checks;
use crate::exit;
use crate::progress::Progress;
use crate::record::{Head, Record};
use crate::run::run;
use crate::self_test::{Equivalents, Fate, Judged, Score, judge, mutants, sample};
use crate::setup::{Live, Privacy, Setup};
use crate::stop::Stops;
use crate::target::Target;

/// Prove that the checks can fail: break clean traffic in one place after the other
#[derive(Args, Debug)]
pub(super) struct SelfTest {
    /// Scenario whose clean traffic is broken; can be repeated [default: two that together have
    /// every message]
    #[arg(long, value_name = "NAME")]
    scenario: Vec<String>,

    /// Try so many mutants at most, drawn by --seed [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    mutants: Option<u32>,

    /// Where chance begins: the same seed draws the same mutants
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    seed: u64,

    /// Show every mutant, those that were killed too
    #[arg(short, long)]
    verbose: bool,

    /// Of what is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  flinks-harness self-test
      every operator at every place, about four thousand mutants
  flinks-harness self-test --mutants 500 --seed 7
      500 of them, the same ones each time
  flinks-harness self-test --scenario data-after-25-minutes -v
      the traffic of another story, with a line for each mutant

Exit codes:
    0  every mutant that changes meaning was killed by a rule that is responsible for it, and
       no rule found anything in clean traffic
    1  one was not, or there was a false alarm: the checks are not to be believed
    2  the command line is wrong";

#[tokio::main]
pub(super) async fn command(args: &SelfTest) -> u8 {
    match score(args).await {
        Err(problem) => {
            tell(&problem);
            exit::USAGE
        }
        Ok(score) => {
            let text = match args.format {
                Format::Text => text(&score, args.verbose),
                Format::Json => format!("{:#}\n", value(&score)),
            };
            // The reader may have gone away, as `head` does.
            let _ = anstream::stdout().lock().write_all(text.as_bytes());
            if score.is_perfect() { exit::PASSED } else { exit::FAILED }
        }
    }
}

async fn score(args: &SelfTest) -> Result<Score, String> {
    let equivalents = Equivalents::built_in().map_err(|error| format!("error: {error}"))?;
    let names: Vec<String> = match &*args.scenario {
        [] => SCENARIOS.iter().map(|name| (*name).to_owned()).collect(),
        names => names.to_vec(),
    };
    let mut score = Score::default();
    for name in &names {
        let record = played(name).await?;
        let all = mutants(&record);
        let drawn = match args.mutants {
            Some(most) => sample(all, most as usize / names.len(), args.seed),
            None => all,
        };
        score.judged.extend(drawn.into_iter().map(|mutant| {
            let fate = judge(&record, &mutant, &equivalents);
            Judged { scenario: name.clone(), mutant, fate }
        }));
        score.clean.insert(name.clone(), broken(&record));
    }
    if args.scenario.is_empty() {
        for story in builtin_scenarios().iter().filter(|story| is_clean(&story.name)) {
            let record = played(&story.name).await?;
            score.clean.insert(story.name.clone(), broken(&record));
        }
        if args.mutants.is_none() {
            score.idle = equivalents.idle();
        }
    }
    Ok(score)
}

fn broken(record: &Record) -> Vec<&'static str> {
    checks::check(record).broken_rules()
}

/// A run against the mock in this process.
async fn played(scenario: &str) -> Result<Record, String> {
    let builder = FlinksMock::builder().scenario(scenario).clock(ClockMode::Auto);
    let mock = builder.seed(DEFAULT_SEED).start().await.map_err(|error| error.render(false))?;
    let login_id = GUIDE_LOGIN_ID.to_string();
    let head = Head {
        name: scenario.to_owned(),
        facts: Vec::new(),
        mode: ClockMode::Auto,
        login_id: login_id.clone(),
    };
    let target = Target::parse(&mock.url()).map_err(|error| format!("error: {error}"))?;
    let setup = Setup {
        head,
        target,
        customer_id: CUSTOMER_ID.to_owned(),
        login_id,
        clock: mock.clock(CUSTOMER_ID),
        timeout: std::time::Duration::from_secs(240),
        live: Live::default(),
        // The built-in bodies are nobody's.
        privacy: Privacy { shows_values: true, ..Privacy::default() },
    };
    Ok(run(&setup, &mut Progress::silent(), Stops::never()).await)
}

/// Whether a scenario keeps the contract: nothing may be found in its traffic.
fn is_clean(name: &str) -> bool {
    !LIARS.contains(&name) && !SILENT.contains(&name)
}

/// Together they have every message: accounts and investments, each kind of 202, an error in a
/// poll.
const SCENARIOS: &[&str] = &["two-polls", "dispatched-after-210-seconds"];

/// Scenarios that break the contract on purpose, or a SHOULD of it.
const LIARS: &[&str] = &[
    "accounts-while-pending",
    "card-not-saved",
    "data-changes",
    "debit-and-credit",
    "empty-accounts",
    "error-under-status-200",
    "gateway-rate-limit",
    "holder-as-text",
    "invalid-json",
    "invalid-utf8",
    "investments-never-ready",
    "maintenance-page",
    "never-ready",
    "null-transit-number",
    "nulls-where-allowed",
    "outage",
    "pending-after-ready",
    "pending-transaction",
    "pending-under-status-200",
    "request-id-consumed",
    "request-id-of-another-session",
    "summary-like-accounts",
    "transactions-later",
    "unknown-values",
    "unsorted-transactions",
    "wrong-content-type",
    "zero-in-place-of-null",
];

/// Scenarios in which a call is never answered: to see that takes real time.
const SILENT: &[&str] = &["hangs-once", "stalls-in-the-body"];

const CUSTOMER_ID: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

fn text(score: &Score, verbose: bool) -> String {
    let mut lines = vec![
        "flinks-harness: self-test".to_owned(),
        String::new(),
        format!(
            "{:28}{:>8}{:>8}{:>10}{:>8}{:>12}",
            "", "mutants", "killed", "survived", "others", "no meaning"
        ),
    ];
    for (operator, counts) in score.by_operator() {
        lines.push(format!(
            "{:28}{:>8}{:>8}{:>10}{:>8}{:>12}",
            operator.name(),
            counts.all(),
            counts.killed,
            counts.survived,
            counts.by_others,
            counts.equivalent
        ));
    }
    lines.push(String::new());
    let shown = score.judged.iter().filter(|one| verbose || is_bad(&one.fate));
    let before = lines.len();
    lines.extend(shown.map(line));
    lines.extend(score.false_alarms().map(|(scenario, rules)| {
        format!("FALSE ALARM    clean traffic of {scenario}: {}", rules.join(", "))
    }));
    lines.extend(score.idle.iter().map(|entry| {
        format!("NO USE         equivalents.toml: no mutant is at `{entry}`: take it out")
    }));
    if lines.len() > before {
        lines.push(String::new());
    }
    let counts = score.counts();
    lines.push(format!(
        "{}  {} mutants: {} killed by the rule responsible, {} survived, {} killed by others only, {} change no meaning; score {} %",
        if score.is_perfect() { "PASS" } else { "FAIL" },
        counts.all(),
        counts.killed,
        counts.survived + counts.not_equivalent,
        counts.by_others,
        counts.equivalent,
        counts.percent()
    ));
    let alarms = score.false_alarms().count();
    lines.push(format!(
        "      {} scenarios with clean traffic, {alarms} with a false alarm",
        score.clean.len()
    ));
    lines.join("\n") + "\n"
}

fn is_bad(fate: &Fate) -> bool {
    !matches!(fate, Fate::Killed | Fate::Equivalent(_))
}

fn line(one: &Judged) -> String {
    let (word, rest) = match &one.fate {
        Fate::Killed => ("killed", String::new()),
        Fate::Survived => ("SURVIVED", String::new()),
        Fate::KilledByOthers(rules) => ("BY OTHERS", format!(": {}", rules.join(", "))),
        Fate::Equivalent(reason) => ("no meaning", format!(": {reason}")),
        Fate::NotEquivalent(rules) => ("DOES MATTER", format!(": {}", rules.join(", "))),
    };
    let mutant = &one.mutant;
    let place = if mutant.pointer.is_empty() { "the whole reply" } else { &mutant.pointer };
    format!(
        "{word:14} {:28}{} {place}, request {} of {}{rest}",
        mutant.operator.name(),
        mutant.kind.name(),
        mutant.number + 1,
        one.scenario
    )
}

fn value(score: &Score) -> Value {
    let counts = score.counts();
    let operators = score.by_operator().into_iter().map(|(operator, counts)| {
        json!({
            "operator": operator.name(),
            "what": operator.words(),
            "mutants": counts.all(),
            "killed": counts.killed,
            "survived": counts.survived,
            "killedByOthers": counts.by_others,
            "equivalent": counts.equivalent,
        })
    });
    let bad = score.judged.iter().filter(|one| is_bad(&one.fate)).map(|one| {
        let (fate, rules) = match &one.fate {
            Fate::KilledByOthers(rules) => ("killedByOthers", rules.clone()),
            Fate::NotEquivalent(rules) => ("notEquivalent", rules.clone()),
            _ => ("survived", Vec::new()),
        };
        json!({
            "scenario": one.scenario,
            "operator": one.mutant.operator.name(),
            "message": one.mutant.kind.name(),
            "pointer": one.mutant.pointer,
            "request": one.mutant.number + 1,
            "fate": fate,
            "rules": rules,
        })
    });
    json!({
        "mutants": counts.all(),
        "killed": counts.killed,
        "survived": counts.survived,
        "killedByOthers": counts.by_others,
        "equivalent": counts.equivalent,
        "percent": counts.percent(),
        "operators": operators.collect::<Vec<_>>(),
        "bad": bad.collect::<Vec<_>>(),
        "falseAlarms": score.false_alarms().map(|(name, rules)| json!({"scenario": name, "rules": rules})).collect::<Vec<_>>(),
        "scenarios": score.clean.len(),
        "idle": score.idle,
        "passed": score.is_perfect(),
    })
}
