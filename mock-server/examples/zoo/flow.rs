//! The way of a client through the API: authorize, accounts, investments.

use serde_json::{Map, Value, json};

use crate::answer::{Answer, Kind};
use crate::bank::{self, Bank};
use crate::conduct::Conduct;
use crate::pace::Pace;
use crate::word;

pub(crate) struct Flow {
    bank: Bank,
    pace: Pace,
    conduct: Conduct,
    login: String,
}

/// What a conversation came to.
enum End {
    /// With the RequestId that brought it.
    Data(Answer, String),
    /// The session is gone; another one may bring the data.
    Gone,
    /// For good, or for today.
    Over,
}

/// Which of the two is polled.
#[derive(Clone, Copy, Eq, PartialEq)]
enum What {
    Accounts,
    Investments,
}

/// Milliseconds of the story.
const MINUTE: u64 = 60_000;

/// How often it comes back after an error that means later.
const TRIES: u32 = 4;

/// How often after an error that says nothing: 10 s apart, they last for 10 minutes.
const TROUBLES: u32 = 60;

impl Flow {
    pub(crate) fn new(bank: Bank, pace: Pace, conduct: Conduct, login: String) -> Self {
        Self { bank, pace, conduct, login }
    }

    pub(crate) async fn play(&self) -> Result<(), String> {
        if self.conduct.data_first {
            self.bank.detail(&json!({ "LoginId": self.login })).await;
        }
        if self.conduct.sessions > 1 {
            return self.herd().await;
        }
        // A session that is lost under way gets one more.
        for _ in 0..2 {
            let Some(session) = self.authorize(&self.login).await else { return Ok(()) };
            if !self.data(&session).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether the session was lost and another one may help.
    async fn data(&self, session: &str) -> Result<bool, String> {
        let session = match self.conversation(What::Accounts, session).await {
            End::Data(answer, session) => {
                if self.conduct.strict
                    && let Some(name) = word::unknown(&answer.body)
                {
                    return Err(format!("unknown member {name}"));
                }
                self.bank.understood(&word::word(&session, &answer.body, &self.conduct)).await;
                session
            }
            End::Gone => return Ok(true),
            End::Over => return Ok(false),
        };
        Ok(matches!(self.conversation(What::Investments, &session).await, End::Gone))
    }

    /// The RequestId, where the bank lets the user in.
    async fn authorize(&self, login: &str) -> Option<String> {
        let mut token: Option<String> = None;
        let mut body = self.opening(login);
        let (mut later, mut again, mut is_first) = (0, 0, true);
        let mut keeps_the_token = self.conduct.keeps_the_token;
        let mut repeats_refused = self.conduct.repeats_refused;
        loop {
            let answer = self.call(self.bank.authorize(&body, token.as_deref())).await;
            match answer.kind() {
                Kind::Done => return answer.text("RequestId").map(str::to_owned),
                Kind::Challenge => {
                    if is_first && self.conduct.ignores_challenge {
                        is_first = false;
                        continue;
                    }
                    if is_first {
                        self.pace.wait(self.conduct.thinks_for * 60).await;
                    }
                    is_first = false;
                    body = self.answers(&answer)?;
                }
                Kind::Later | Kind::Trouble if later < tries(&answer) => {
                    if self.conduct.never_later && answer.kind() == Kind::Later {
                        return None;
                    }
                    later += 1;
                    self.rest(&answer).await;
                }
                Kind::Again if again < 1 => {
                    again += 1;
                    body = self.opening(login);
                }
                Kind::Token if keeps_the_token => keeps_the_token = false,
                Kind::Token if token.is_none() => {
                    let minted = self.call(self.bank.token()).await;
                    token = Some(minted.text("Token")?.to_owned());
                }
                Kind::Refused if repeats_refused => repeats_refused = false,
                _ => return None,
            }
        }
    }

    fn opening(&self, login: &str) -> Value {
        if self.conduct.says_nothing_of_cached {
            return json!({ "LoginId": login });
        }
        json!({ "LoginId": login, "MostRecentCached": true })
    }

    /// The answer to every question of the mock's banks; nothing where a prompt is new.
    fn answers(&self, answer: &Answer) -> Option<Value> {
        let mut responses = Map::new();
        for challenge in answer.body.get("SecurityChallenges")?.as_array()? {
            let prompt = challenge.get("Prompt")?.as_str()?;
            let choice =
                |choices: &[Value]| choices.first().and_then(Value::as_str).map(str::to_owned);
            let iterables = challenge.get("Iterables").and_then(Value::as_array);
            let (key, answers) = match ANSWERS.iter().find(|(known, _)| *known == prompt) {
                // The key is the question that was chosen.
                Some((_, [])) => (choice(iterables?)?, vec!["Rex".to_owned()]),
                Some((_, answers)) => {
                    (prompt.to_owned(), answers.iter().map(|&one| one.into()).collect())
                }
                None => return None,
            };
            let key = if self.conduct.mangles_prompts { key.replace(' ', "") } else { key };
            responses.insert(key, answers.into());
        }
        let request_id = answer.text("RequestId")?;
        Some(json!({ "RequestId": request_id, "SecurityResponses": responses }))
    }

    async fn conversation(&self, what: What, session: &str) -> End {
        let mut session = session.to_owned();
        let mut since: Option<u64> = None;
        let (mut later, mut polls, mut misspelt) = (0, 0, !self.conduct.misspells);
        let mut after_error = self.conduct.polls_after_error;
        let mut hurried = !self.conduct.hurries;
        let mut renewals = if self.conduct.authorizes_each_poll { 2 } else { 0 };
        let mut skips_the_post = self.conduct.skips_the_post;
        if what == What::Accounts && self.conduct.other_customer_first {
            let other = self.bank.of("0f0c2a8e-5c0e-4d5e-9d55-2c8f2f6a1b11");
            self.call(other.detail(&bank::of_session(&session))).await;
        }
        if what == What::Accounts && self.conduct.alters_the_id {
            let last = if session.ends_with('0') { "1" } else { "0" };
            let altered = format!("{}{last}", &session[..session.len() - 1]);
            self.call(self.bank.detail(&bank::of_session(&altered))).await;
        }
        if what == What::Investments && self.conduct.mixes_logins {
            self.mix(&session).await;
        }
        loop {
            let polls_now = since.is_some() || std::mem::take(&mut skips_the_post);
            if polls_now && what == What::Accounts && !std::mem::replace(&mut misspelt, true) {
                self.call(self.bank.detail_async("GetAccountsDetailAsyncAsync", "GET", &session))
                    .await;
            }
            let answer = self.ask(what, &session, polls_now).await;
            let mut kind = answer.kind();
            if self.conduct.trusts_the_status && answer.looks_done() {
                kind = Kind::Done;
            }
            match kind {
                Kind::Done => {
                    for _ in 0..self.conduct.polls_after_data {
                        self.pace.wait(self.conduct.interval).await;
                        self.ask(what, &session, true).await;
                    }
                    return End::Data(answer, session);
                }
                Kind::Dispatched if self.conduct.fears_dispatched => return End::Over,
                Kind::Pending | Kind::Dispatched => {
                    let now = self.pace.now().await;
                    let first = *since.get_or_insert(now);
                    let wait = self.conduct.interval;
                    if now + wait * 1_000 > first + self.conduct.patience * MINUTE {
                        return End::Over;
                    }
                    if self.conduct.gives_up_after == Some(polls) {
                        return End::Over;
                    }
                    self.pace.wait(wait).await;
                    polls += 1;
                    if renewals > 0 && what == What::Accounts {
                        renewals -= 1;
                        let Some(other) = self.authorize(&self.login).await else {
                            return End::Over;
                        };
                        session = other;
                        since = None;
                        polls = 0;
                    }
                }
                Kind::Token if self.conduct.fears_loading => return End::Over,
                Kind::Trouble if self.conduct.fears_trouble => return End::Over,
                Kind::Later | Kind::Trouble | Kind::Token if later < tries(&answer) => {
                    later += 1;
                    if std::mem::replace(&mut hurried, true) {
                        self.rest(&answer).await;
                    }
                }
                _ if after_error > 0 => {
                    after_error -= 1;
                    self.pace.wait(self.conduct.interval).await;
                }
                Kind::Again if !self.conduct.no_new_session => return End::Gone,
                _ => return End::Over,
            }
        }
    }

    async fn ask(&self, what: What, session: &str, is_poll: bool) -> Answer {
        match what {
            What::Investments => {
                let mut body = json!({ "RequestId": session, "LoginId": self.login, "MostRecentCached": true });
                if is_poll && self.conduct.changes_the_body {
                    body["Language"] = "en".into();
                }
                self.call(self.bank.investments(&body)).await
            }
            What::Accounts if is_poll && !self.conduct.posts_again => {
                let method = &self.conduct.async_method;
                self.call(self.bank.detail_async("GetAccountsDetailAsync", method, session)).await
            }
            What::Accounts if self.conduct.polls_by_timer => self.by_timer(session).await,
            What::Accounts => self.call(self.bank.detail(&bank::of_session(session))).await,
        }
    }

    /// Sends the call again while the first one has no answer.
    async fn by_timer(&self, session: &str) -> Answer {
        let body = bank::of_session(session);
        let mut first = std::pin::pin!(self.bank.detail(&body));
        // Nothing else moves a manual clock until the second call is sent.
        tokio::select! {
            biased;
            answer = &mut first => return self.call(std::future::ready(answer)).await,
            () = self.pace.wait(self.conduct.interval) => {}
        }
        let second = self.bank.detail(&body);
        self.call(async { tokio::join!(first, second).0 }).await
    }

    /// Two logins at a time, and the ids of one with the other.
    async fn mix(&self, session: &str) {
        if self.authorize(OTHER_LOGIN).await.is_some() {
            let body =
                json!({ "RequestId": session, "LoginId": OTHER_LOGIN, "MostRecentCached": true });
            self.call(self.bank.investments(&body)).await;
        }
    }

    /// All sessions at the same moment.
    async fn herd(&self) -> Result<(), String> {
        let mut sessions = Vec::new();
        for _ in 0..self.conduct.sessions {
            sessions.extend(self.authorize(&self.login).await);
        }
        let mut is_poll = false;
        while !sessions.is_empty() {
            let mut pending = Vec::new();
            for session in sessions {
                if self.ask(What::Accounts, &session, is_poll).await.kind() != Kind::Done {
                    pending.push(session);
                }
            }
            sessions = pending;
            is_poll = true;
            if !sessions.is_empty() {
                self.pace.wait(self.conduct.interval).await;
            }
        }
        Ok(())
    }

    async fn call(&self, call: impl Future<Output = Answer>) -> Answer {
        self.pace.answered(call).await.unwrap_or_else(Answer::lost)
    }

    async fn rest(&self, answer: &Answer) {
        self.pace.wait(answer.retry_after.unwrap_or(0).max(10)).await;
    }
}

fn tries(answer: &Answer) -> u32 {
    if answer.kind() == Kind::Trouble { TROUBLES } else { TRIES }
}

/// A login of another built-in scenario.
const OTHER_LOGIN: &str = "10000000-0000-4000-8000-000000000001";

/// The right answers in the built-in scenarios. No answer: the question is to be chosen.
const ANSWERS: &[(&str, &[&str])] = &[
    ("Choose your new security question", &[]),
    ("Enter the security code that we have sent", &["123456"]),
    ("How may the bank reach you?", &["Email", "Telephone"]),
    ("How should we send your security code?", &["Text (514) 555-0117"]),
    ("In which of these cities have you lived?", &["Montreal"]),
    ("What city were you born in?", &["Montreal"]),
    ("What is the best country on earth?", &["Canada"]),
    ("What shape do people like most?", &["Triangle"]),
    ("Which images are yours?", &["/9j/4AH/2Q==", "/9j/4AP/2Q=="]),
];
