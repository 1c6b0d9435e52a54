//! Every way to select a scenario, in order of precedence.

use crate::story::{Chosen, GUIDE_LOGIN_ID, GUIDE_USERNAME, Story};

/// The first that applies to an Authorize decides.
pub(super) const PRECEDENCE: [Chosen; 7] = [
    Chosen::Header,
    Chosen::Admin,
    Chosen::Run,
    Chosen::LoginId,
    Chosen::Username,
    Chosen::Customer,
    Chosen::Default,
];

/// A line for each way, also for those that this story does not have.
pub(super) fn ways(story: &Story) -> Vec<String> {
    let ways = PRECEDENCE.iter().enumerate();
    ways.map(|(index, chosen)| format!("{}  {}", index + 1, way(story, *chosen))).collect()
}

fn way(story: &Story, chosen: Chosen) -> String {
    let name = &story.name;
    match chosen {
        Chosen::Header => format!("header X-Mock-Scenario: {name}, on Authorize"),
        Chosen::Admin => format!("flinks-mock ctl use {name} --customer ID"),
        Chosen::Run => format!("flinks-mock run --scenario {name}, for everybody"),
        Chosen::LoginId => format!("LoginId {}", story.login.id),
        Chosen::Username => match &story.username {
            Some(username) => format!("Username {username:?}, password Everyday"),
            None => "Username: the file has none".to_owned(),
        },
        Chosen::Customer => match story.customers.as_slice() {
            [] => "customers: the file has none".to_owned(),
            customers => format!("customer {}", some_of(customers)),
        },
        Chosen::Default => format!(
            "flinks-mock serve --scenario {name}, for the guides' LoginId {GUIDE_LOGIN_ID} \
             and Username {GUIDE_USERNAME:?}"
        ),
    }
}

/// The first five of many.
fn some_of(customers: &[String]) -> String {
    const MOST: usize = 5;
    let mut shown: Vec<_> = customers.iter().take(MOST).map(|id| format!("{id:?}")).collect();
    let more = customers.len().saturating_sub(MOST);
    shown.extend((more > 0).then(|| format!("{more} more")));
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_stand_in_the_order_in_which_the_library_chooses() {
        assert!(PRECEDENCE.is_sorted());
    }

    #[test]
    fn of_many_customers_some_are_named() {
        let customers: Vec<_> = (1..=7).map(|id| id.to_string()).collect();
        assert_eq!(some_of(&customers), r#""1", "2", "3", "4", "5", 2 more"#);
        assert_eq!(some_of(&customers[..1]), r#""1""#);
    }
}
