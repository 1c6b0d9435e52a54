//! The fixtures that a scenario answers with.

use super::{On, Reply, Scenario, Step};
use crate::fixture::Kind;

impl Scenario {
    /// All fixtures by kind and name, some of them more than once.
    pub fn uses(&self) -> Vec<(Kind, &str)> {
        let normal = [
            (Kind::Authorize, self.fixtures.authorize.get_ref()),
            (Kind::Accounts, self.fixtures.accounts.get_ref()),
            (Kind::Investments, self.fixtures.investments.get_ref()),
        ];
        let normal = normal.map(|(kind, name)| (kind, name.as_str()));
        normal.into_iter().chain(self.steps.iter().flat_map(of_step)).collect()
    }
}

fn of_step(step: &Step) -> Vec<(Kind, &str)> {
    match &step.reply {
        Reply::Fixture(name) => vec![(kind(step.on), name.get_ref())],
        Reply::Dispatched => vec![(Kind::Pending, "dispatched")],
        Reply::Pending => {
            let accounts = step.on.covers_accounts().then_some((Kind::Pending, "accounts"));
            let investments =
                step.on.covers_investments().then_some((Kind::Pending, "investments"));
            accounts.into_iter().chain(investments).collect()
        }
        Reply::Normal | Reply::Error(_) | Reply::Challenge(_) | Reply::Raw(_) => Vec::new(),
    }
}

/// The folder of a fixture. `data` has no fixture: that is checked.
fn kind(on: On) -> Kind {
    match on {
        On::Authorize => Kind::Authorize,
        On::Accounts | On::Data => Kind::Accounts,
        On::Investments => Kind::Investments,
    }
}
