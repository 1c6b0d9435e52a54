//! Proves that the rules can fail: takes clean traffic, breaks it in one place, and looks whether a
//! rule that is responsible reports it. The operators are what a server can do wrong, applied at
//! every place where they make sense.

pub(crate) mod body;
mod expected;
mod mutant;
mod replies;
mod transactions;
mod values;

use std::collections::BTreeMap;

use flinks_judge::server::{ParsedRun, check};
use flinks_mock::clock::ClockMode;
use flinks_mock::{DEFAULT_SEED, FlinksMock, GUIDE_LOGIN_ID, builtin_scenarios};
use flinks_trace::{HarnessRun, Head};

use crate::cancellation::CancellationToken;
use crate::progress::Progress;
use crate::run::run;
use crate::setup::{Setup, Site};
use crate::target::Target;
use expected::Expected;
use mutant::{At, Mutant};

/// Mutants in all, killed ones, and ones that change no meaning.
type Score = [usize; 3];

#[tokio::test]
async fn every_mutant_is_killed_by_a_rule_that_is_responsible() {
    let expected = Expected::read();
    let mut scores: BTreeMap<&str, Score> =
        expected.rules.operator.keys().map(|operator| (&**operator, [0; 3])).collect();
    let mut problems = Vec::new();
    for scenario in &expected.rules.scenarios {
        let record = play(scenario).await;
        for mutant in mutants(&(&record).into()) {
            let score = scores.get_mut(mutant.operator).expect("operators.toml has each operator");
            score[0] += 1;
            match judge(&record, &mutant, &expected) {
                Ok(true) => score[1] += 1,
                Ok(false) => score[2] += 1,
                Err(problem) => problems.push(format!("{scenario}: {mutant}: {problem}")),
            }
        }
    }
    for (operator, score) in &scores {
        println!("{}", line(operator, *score));
        if score[0] == 0 {
            problems.push(format!("{operator} applies nowhere"));
        }
    }
    let all = [0, 1, 2].map(|column| scores.values().map(|score| score[column]).sum());
    println!("{}", line("all", all));
    let idle = expected.idle().into_iter();
    problems.extend(idle.map(|entry| format!("equivalents.toml: no mutant is at {entry}")));
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(all[1] > 3_000, "only {all:?}");
}

#[tokio::test]
async fn no_rule_finds_anything_in_clean_traffic() {
    let expected = Expected::read();
    let unclean = &expected.rules.unclean;
    for scenario in builtin_scenarios().iter().filter(|one| !unclean.contains(&one.name)) {
        let broken = check(&(&play(&scenario.name).await).into()).broken_rules();
        assert!(broken.is_empty(), "{}: {broken:?}", scenario.name);
    }
}

fn mutants<'a>(record: &'a ParsedRun<'a>) -> impl Iterator<Item = Mutant> {
    At::each(record).flat_map(|mut at| {
        if at.is_first() {
            values::add(&mut at);
            transactions::add(&mut at);
        }
        replies::add(&mut at);
        at.mutants
    })
}

/// Whether a responsible rule reports the mutant; `Ok(false)` where it changes no meaning and no rule
/// reports it.
fn judge(record: &HarnessRun, mutant: &Mutant, expected: &Expected) -> Result<bool, String> {
    let broken = check(&(&mutant.applied_to(record)).into()).broken_rules();
    let rules = broken.join(", ");
    if let Some(reason) = expected.without_meaning(mutant) {
        let problem = format!("reported by {rules}, but listed as \"{reason}\"");
        return if broken.is_empty() { Ok(false) } else { Err(problem) };
    }
    let responsible = expected.responsible(mutant);
    if broken.iter().any(|rule| responsible.contains(rule)) {
        Ok(true)
    } else if broken.is_empty() {
        Err("survived".to_owned())
    } else {
        Err(format!("reported by {rules} only"))
    }
}

fn line(name: &str, [mutants, killed, without_meaning]: Score) -> String {
    let survived = mutants - killed - without_meaning;
    format!(
        "{name:28}{mutants:>6} mutants, {killed} killed, {survived} survived, {without_meaning} without meaning"
    )
}

/// A run against a mock in this process.
pub(crate) async fn play(scenario: &str) -> HarnessRun {
    let builder = FlinksMock::builder().scenario(scenario).clock(ClockMode::Auto);
    let mock = builder.seed(DEFAULT_SEED).start().await.expect("the scenario is built in");
    let customer_id = "43387ca6-0391-4c82-857d-70d95f087ecb".to_owned();
    let login_id = GUIDE_LOGIN_ID.to_string();
    let head =
        Head { name: scenario.to_owned(), mode: ClockMode::Auto, login_id, ..Head::default() };
    let clock = mock.clock(&customer_id);
    let site = Site { target: Target::parse(&mock.url()).unwrap(), customer_id };
    let setup = Setup::new(head, site, clock);
    run(&setup, &mut Progress::silent(), CancellationToken::default()).await
}
