//! A scenario as a timeline that a person reads before running it.

use std::sync::Arc;

use flinks_contract::polling;
use flinks_contract::scenario::{Delay, Limit};

use super::play::Client;
use super::text::{Page, Span, named};
use crate::library::Library;
use crate::scenario::{CompiledScenario, GUIDE_LOGIN_ID, GUIDE_USERNAME};
use crate::script::{Part, Script};

/// The customer whose luck is shown where chance plays a part. That of the README.
const CUSTOMER: &str = "43387ca6-0391-4c82-857d-70d95f087ecb";

/// Draws a story. What chance decides is drawn from `seed`, as the server does for the first session
/// of [`CUSTOMER`].
pub(crate) fn story(library: &Library, story: &Arc<CompiledScenario>, seed: u64) -> String {
    let mut page = Page::default();
    head(&mut page, story, seed);
    let client = || Client::new(library, story, seed, CUSTOMER);
    let (authorize, session) = client().authorize();
    authorize.draw(&mut page);
    let Some(session) = session else {
        page.title("Authorize opens no session, so there is no data call.");
        return page.0;
    };
    for data in Part::DATA {
        // Each in a life of its own, so that one does not end the session for the other.
        let client = client();
        client.authorize();
        client.data(&session, data).draw(&mut page);
    }
    life(&mut page, story);
    page.0
}

fn head(page: &mut Page, story: &CompiledScenario, seed: u64) {
    page.line(0, &story.name);
    page.line(2, &story.summary);
    page.title("Who plays it: the first that applies to an Authorize decides");
    for (index, way) in ways(story).iter().enumerate() {
        page.line(2, &format!("{}  {way}", index + 1));
    }
    page.title(&format!(
        "What a client gets if it asks again {} after each answer, whatever it is told",
        Span(polling::INTERVAL)
    ));
    page.line(2, "each data call is drawn for itself, as if the other one were not used");
    if Part::ALL.into_iter().any(|part| draws_lots(story.script(part))) {
        let whose = format!("drawn here for the first session of customer {CUSTOMER}, seed {seed}");
        page.line(2, &whose);
    }
}

/// Every way to select a scenario in the order of [`crate::scenario::Chosen`], also those that this
/// story does not have.
fn ways(story: &CompiledScenario) -> [String; 7] {
    let name = &story.name;
    let username = match &story.username {
        Some(username) => format!("Username {username:?}, password Everyday"),
        None => "Username: the file has none".to_owned(),
    };
    let customers = match &*story.customers {
        [] => "customers: the file has none".to_owned(),
        customers => format!("customer {}", some_of(customers)),
    };
    [
        format!("header X-Mock-Scenario: {name}, on Authorize"),
        format!("flinks-mock ctl use {name} --customer ID"),
        format!("flinks-mock run --scenario {name}, for everybody"),
        format!("LoginId {}", story.login.id),
        username,
        customers,
        format!(
            "flinks-mock serve --scenario {name}, for the guides' LoginId {GUIDE_LOGIN_ID} \
             and Username {GUIDE_USERNAME:?}"
        ),
    ]
}

/// The first five of many.
fn some_of(customers: &[String]) -> String {
    const MOST: usize = 5;
    let named = customers.iter().take(MOST).map(|id| format!("{id:?}"));
    let more = customers.len().checked_sub(MOST).filter(|more| *more > 0);
    named.chain(more.map(|more| format!("{more} more"))).collect::<Vec<_>>().join(", ")
}

/// Whether chance decides anything.
fn draws_lots(script: &Script) -> bool {
    let mut delays = script.steps.iter().flat_map(|step| [&step.delay, &step.body_delay]);
    delays.any(|delay| !matches!(delay, Delay::Fixed(_)))
        || script.faults.iter().any(|rule| rule.probability.is_some())
}

/// How long a session lives, and what else bounds it.
fn life(page: &mut Page, story: &CompiledScenario) {
    let rules = &story.session;
    page.title("Session");
    let idle = match rules.idle {
        Limit::After(idle) => format!("ends {} after Authorize if no data call comes", Span(idle)),
        Limit::Unlimited => "waits for its first data call without a limit".to_owned(),
    };
    let processing = match rules.processing {
        Limit::After(life) => format!("ends {} after its first data call", Span(life)),
        Limit::Unlimited => "never ends after its first data call".to_owned(),
    };
    page.line(2, &idle);
    page.line(2, &processing);
    page.line(2, &format!("once it is over every call gets {}", named(rules.ended.0)));
    if rules.consumed {
        page.line(2, "ends with the first 200 that brings data, of either endpoint (consumed)");
    }
    if !rules.concurrent {
        page.line(2, "a login has one at a time: Authorize gets CONCURRENT_SESSION meanwhile");
    }
    if story.token.required == Some(true) {
        let life = match story.token.life {
            Limit::After(life) => format!(", at most {} old", Span(life)),
            Limit::Unlimited => String::new(),
        };
        let needed = format!("Authorize needs an unused token of GenerateAuthorizeToken{life}");
        page.line(2, &needed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_customers_some_are_named() {
        let customers: Vec<_> = (1..=7).map(|id| id.to_string()).collect();
        assert_eq!(some_of(&customers), r#""1", "2", "3", "4", "5", 2 more"#);
        assert_eq!(some_of(&customers[..1]), r#""1""#);
    }
}
