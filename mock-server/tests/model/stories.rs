//! The scenarios that the random schedules play: random too, but the same in every run.

use std::fmt::Write;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use crate::reference::{Step, Story};

/// Enough for every pair of kinds of steps to follow each other somewhere.
const COUNT: usize = 200;

pub(crate) fn all() -> Vec<Story> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    (0..COUNT).map(|_| story(&mut rng)).collect()
}

pub(crate) fn login(number: usize) -> Uuid {
    Uuid::from_u128(0x3000_0000_0000_4000_8000_0000_0000_0000 + number as u128)
}

/// The scenario file of a story.
pub(crate) fn toml(number: usize, story: &Story) -> String {
    let limit = |limit: Option<u64>| limit.map_or("unlimited".to_owned(), |s| format!("{s}s"));
    let mut text = format!(
        "summary = \"Story {number}.\"\nlogin-id = \"{}\"\nfixtures = {{ accounts = \"empty\", investments = \"empty\" }}\n\
         session = {{ ready = \"session\", idle = \"{}\", processing = \"{}\", consumed = {}, concurrent = {} }}\n",
        login(number),
        limit(story.idle),
        limit(story.processing),
        story.consumed,
        story.concurrent
    );
    for step in &story.steps {
        let _ = writeln!(text, "[[step]]\non = \"{}\"", step.on);
        let _ = step.times.map(|times| writeln!(text, "times = {times}"));
        let _ = step.lasts.map(|seconds| writeln!(text, "for = \"{seconds}s\""));
        let _ = match step.reply {
            "pending" | "normal" => writeln!(text, "reply = \"{}\"", step.reply),
            code => writeln!(text, "reply.error = \"{code}\""),
        };
    }
    text
}

fn story(rng: &mut ChaCha8Rng) -> Story {
    let limit = |rng: &mut ChaCha8Rng| {
        let seconds = [10, 60, 480, 1_800][rng.random_range(0..4)];
        rng.random_bool(0.8).then_some(seconds)
    };
    Story {
        steps: (0..rng.random_range(0..6)).map(|_| step(rng)).collect(),
        idle: limit(rng),
        processing: limit(rng),
        consumed: rng.random_bool(0.2),
        concurrent: rng.random_bool(0.8),
    }
}

fn step(rng: &mut ChaCha8Rng) -> Step {
    let on = ["authorize", "accounts", "accounts", "investments", "data"][rng.random_range(0..5)];
    let replies = ["pending", "pending", "normal", "RETRY_LATER"];
    let reply = match on {
        "authorize" => ["normal", "RETRY_LATER", "NEW_ACCOUNT"][rng.random_range(0..3)],
        _ => replies[rng.random_range(0..4)],
    };
    let (times, lasts) = match rng.random_range(0..3) {
        0 => (Some(rng.random_range(1..4)), None),
        1 => (None, Some([10, 60, 300][rng.random_range(0..3)])),
        _ => (None, None),
    };
    Step { on, times, lasts, reply }
}
