//! A server that is killed goes on where it was, as far as it had answered.

mod collection;
mod failing;
mod logins;
mod other_files;
mod served;
mod shorter;
mod traffic;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinSet;

use crate::support::program::Served;
use served::{Caller, start};
use traffic::{Step, name, steps, view};

const CUSTOMERS: usize = 8;
const KILLS: usize = 50;

/// What is left to do, and what the journal file should hold.
#[derive(Clone, Debug, Default)]
struct Position {
    step: usize,
    lines: usize,
}

/// 200 sessions of eight customers, who call at the same time; a server that was never killed has
/// answered the same calls before. A call that was under way at a kill has counted if it left a line.
#[tokio::test]
async fn killed_at_fifty_points_it_answers_as_if_nothing_had_happened() {
    let mut all = JoinSet::new();
    (0..CUSTOMERS).for_each(|number| drop(all.spawn(async move { (number, steps(number).await) })));
    let mut all = all.join_all().await;
    all.sort_by_key(|(number, _)| *number);
    let all: Vec<Arc<[Step]>> = all.into_iter().map(|(_, steps)| steps.into()).collect();
    let total: usize = all.iter().map(|steps| steps.len()).sum();
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    let mut positions = vec![Position::default(); CUSTOMERS];

    for kill in kills(total).into_iter().chain([usize::MAX]) {
        let (served, caller) = start(&journal, &[]);
        let served = Arc::new(served);
        for (number, position) in positions.iter().enumerate().filter(|(_, at)| at.step > 0) {
            let seen = view(&caller, number).await;
            assert_eq!(seen, all[number][position.step - 1].view, "{} {position:?}", name(number));
        }
        run(&served, &caller, &all, &mut positions, kill).await;
        served.kill();
        drop(served);
        settle(&journal, &all, &mut positions);
    }
    let left: Vec<_> = positions.iter().zip(&all).map(|(at, all)| all.len() - at.step).collect();
    assert_eq!(left, [0; CUSTOMERS]);
}

/// How many replies are out at each kill.
fn kills(total: usize) -> BTreeSet<usize> {
    let mut dice = ChaCha8Rng::seed_from_u64(50);
    let mut kills = BTreeSet::new();
    while kills.len() < KILLS {
        kills.insert(dice.random_range(1..total - CUSTOMERS));
    }
    kills
}

/// Calls until the server is killed, which is when `kill` replies are out.
async fn run(
    served: &Arc<Served>,
    caller: &Caller,
    all: &[Arc<[Step]>],
    positions: &mut [Position],
    kill: usize,
) {
    let replies = Arc::new(AtomicUsize::new(positions.iter().map(|at| at.step).sum()));
    let mut customers = JoinSet::new();
    for (number, mut position) in positions.iter().cloned().enumerate() {
        let (served, caller) = (Arc::clone(served), caller.clone());
        let (steps, replies) = (Arc::clone(&all[number]), Arc::clone(&replies));
        customers.spawn(async move {
            while let Some(step) = steps.get(position.step) {
                let Some(reply) = caller.call(&step.call).await else { break };
                assert_eq!(reply, step.reply, "{} {position:?} {:?}", name(number), step.call);
                position.step += 1;
                position.lines += step.call.lines;
                if replies.fetch_add(1, Ordering::Relaxed) + 1 >= kill {
                    served.kill();
                }
            }
            (number, position)
        });
    }
    while let Some(done) = customers.join_next().await {
        let (number, position) = done.unwrap();
        positions[number] = position;
    }
}

/// Everything that was answered is in the file, and at most one call more of each customer.
fn settle(journal: &Path, all: &[Arc<[Step]>], positions: &mut [Position]) {
    let text = String::from_utf8_lossy(&fs::read(journal).unwrap()).into_owned();
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    for (number, position) in positions.iter_mut().enumerate() {
        let mark = format!("\"snapshot\":{{\"customer\":\"{}\"", name(number));
        let lines = whole.lines().filter(|line| line.contains(&mark)).count();
        let more = lines.checked_sub(position.lines).unwrap();
        let under_way = all[number].get(position.step).map_or(0, |step| step.call.lines);
        assert!(more <= under_way, "{} {position:?}: {lines} lines", name(number));
        *position = Position { step: position.step + usize::from(more > 0), lines };
    }
}
