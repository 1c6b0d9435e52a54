//! How a client behaves, as data.

use serde::Deserialize;

/// That of the reference client where nothing else is said; each broken client changes one of these.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default = "Conduct::of_the_reference")]
pub(crate) struct Conduct {
    /// Seconds between an answer and the next poll.
    pub(crate) interval: u64,
    /// Polls after which it gives up.
    pub(crate) gives_up_after: Option<u32>,
    /// Minutes of polling after which it gives up.
    pub(crate) patience: u64,
    /// Polls after the data.
    pub(crate) polls_after_data: u32,
    /// Asks for data before it has authorized.
    pub(crate) data_first: bool,
    /// Begins with the poll, without GetAccountsDetail.
    pub(crate) skips_the_post: bool,
    pub(crate) async_method: String,
    /// Polls by GetAccountsDetail.
    pub(crate) posts_again: bool,
    /// Polls Investments with one member more than the first time.
    pub(crate) changes_the_body: bool,
    /// Tries the address of the poll with `Async` twice first.
    pub(crate) misspells: bool,
    /// Leaves MostRecentCached out.
    pub(crate) says_nothing_of_cached: bool,
    /// Changes the last digit of the RequestId in a call of its own first.
    pub(crate) alters_the_id: bool,
    /// Authorizes again for its first polls.
    pub(crate) authorizes_each_poll: bool,
    /// Has two logins and sends the RequestId of one with the LoginId of the other.
    pub(crate) mixes_logins: bool,
    /// Asks for the data under another customerId first.
    pub(crate) other_customer_first: bool,
    /// Sends the next poll when 10 s are over, answer or not.
    pub(crate) polls_by_timer: bool,
    /// Takes OPERATION_DISPATCHED for an error.
    pub(crate) fears_dispatched: bool,
    /// Sessions that are polled in one go.
    pub(crate) sessions: usize,
    /// Polls on so often after an error that ended the session.
    pub(crate) polls_after_error: u32,
    /// Does not authorize again when its session is lost.
    pub(crate) no_new_session: bool,
    /// Does not try again after RETRY_LATER and the like.
    pub(crate) never_later: bool,
    /// Gives up when a data call is refused while the session loads.
    pub(crate) fears_loading: bool,
    /// Gives up at the first 5xx or lost connection.
    pub(crate) fears_trouble: bool,
    /// Goes by the status line alone.
    pub(crate) trusts_the_status: bool,
    /// Repeats a refused Authorize at once.
    pub(crate) repeats_refused: bool,
    /// Repeats at once where it should come back later.
    pub(crate) hurries: bool,
    /// Repeats Authorize with the token that was refused.
    pub(crate) keeps_the_token: bool,
    /// Ends with an error at a member or value that it does not know.
    pub(crate) strict: bool,
    /// Reads UTF-8 as Latin-1.
    pub(crate) garbles_text: bool,
    /// Cuts amounts to whole numbers.
    pub(crate) loses_cents: bool,
    /// Puts the secret into the query.
    pub(crate) secret_in_url: bool,
    /// Authorizes again instead of answering the first challenge.
    pub(crate) ignores_challenge: bool,
    /// Takes the spaces out of the prompts.
    pub(crate) mangles_prompts: bool,
    /// Minutes before it answers its first challenge.
    pub(crate) thinks_for: u64,
    pub(crate) content_type: String,
}

/// One entry of `clients.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    breaks: String,
    /// Where it does; read by the tests.
    #[serde(rename = "in")]
    _scenario: String,
    conduct: Conduct,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clients {
    client: Vec<Entry>,
}

const CLIENTS: &str = include_str!("clients.toml");

impl Conduct {
    pub(crate) fn of_the_reference() -> Self {
        Self {
            interval: 10,
            patience: 30,
            async_method: "GET".to_owned(),
            sessions: 1,
            content_type: "application/json".to_owned(),
            ..Self::default()
        }
    }

    /// The client that breaks this rule.
    pub(crate) fn breaking(rule: &str) -> Result<Self, String> {
        let clients: Clients = toml::from_str(CLIENTS).map_err(|error| error.to_string())?;
        let entry = clients.client.into_iter().find(|entry| entry.breaks == rule);
        entry.map(|entry| entry.conduct).ok_or_else(|| format!("no client breaks {rule}"))
    }
}
