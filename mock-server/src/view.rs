//! The forms in which the accounts of a fixture are answered: whole, in summary, as statements, as
//! insights, and without what the request leaves out. Made on first use, and kept with the message.

mod options;

use std::fmt::Write;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flinks_contract::endpoint::Endpoint;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::answer::Message;
use crate::insight::{self, Insight};
pub(crate) use options::{LastOptions, Options, day};

/// Which endpoint asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    Detail,
    Summary,
    Statements,
}

/// What a message is made into.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum View {
    /// A form with its options; None where they are the default.
    Accounts(Form, Option<Arc<Options>>),
    Insight(Arc<Insight>),
}

/// What was made of a message so far. None is a view that does not differ from it.
#[derive(Debug, Default)]
pub(crate) struct Views {
    /// For a request without options.
    plain: OnceLock<Option<Arc<Message>>>,
    /// For the others; the one used last is at the end.
    made: Mutex<Vec<(View, Option<Arc<Message>>)>>,
    /// Ids of its accounts.
    accounts: OnceLock<Vec<Uuid>>,
}

/// Views of one message that are kept. Beyond that, the one unused for longest is made anew.
const MOST_VIEWS: usize = 16;

/// Flags that leave something out when they are false.
///
/// Source: docs.flinks.com/api/connect/endpoints/account-linking/get-accounts-detail; what comes then is
/// seen in the tests of the C# SDK against the live sandbox.
const WITHOUT: [&str; 4] = ["WithTransactions", "WithAccountIdentity", "WithKYC", "WithBalance"];

/// Not in the accounts of a summary.
///
/// Source: docs.flinks.com/api/connect/endpoints/account-linking/get-accounts-summary.
const DETAIL_ONLY: [&str; 4] =
    ["Transactions", "TransitNumber", "InstitutionNumber", "OverdraftLimit"];

const IDENTITY: [&str; 3] = ["TransitNumber", "InstitutionNumber", "AccountNumber"];

/// What `NumberOfStatements` may say, and how many statements that are.
///
/// Source: docs.flinks.com/api/connect/endpoints/account-linking/get-statements.
const STATEMENTS: [(&str, u8); 3] = [("MostRecent", 1), ("Months3", 3), ("Months12", 12)];

impl Form {
    /// The endpoint that a 202 refers to.
    fn poll(self) -> Endpoint {
        match self {
            Self::Detail => Endpoint::GetAccountsDetailAsync,
            Self::Summary => Endpoint::GetAccountsSummaryAsync,
            Self::Statements => Endpoint::GetStatementsAsync,
        }
    }
}

impl View {
    /// The message in this form, or None where it stays as it is, as one without accounts does.
    pub(crate) fn of(&self, message: &Message) -> Option<Arc<Message>> {
        let views = &message.views;
        if matches!(self, Self::Accounts(Form::Detail, None)) {
            return views.plain.get_or_init(|| self.make(message)).clone();
        }
        let mut made = views.made.lock().unwrap_or_else(PoisonError::into_inner);
        let (view, viewed) = match made.iter().position(|(view, _)| view == self) {
            Some(place) => made.remove(place),
            None => (self.clone(), self.make(message)),
        };
        if made.len() == MOST_VIEWS {
            made.remove(0);
        }
        made.push((view, viewed.clone()));
        viewed
    }

    fn make(&self, message: &Message) -> Option<Arc<Message>> {
        let whole = message.body.to_json();
        let is_pending = matches!(message.code, "OPERATION_PENDING" | "OPERATION_DISPATCHED");
        let mut status = message.status;
        let body = match (self, message.code) {
            (Self::Accounts(form, options), "") if message.is_success => {
                form.body(options.as_deref(), whole.clone())
            }
            (Self::Insight(insight), "") if message.is_success => insight.body(&whole),
            (Self::Accounts(form, _), _) if is_pending => {
                let detail = Form::Detail.poll().name();
                let named = whole.to_string().replace(detail, form.poll().name());
                serde_json::from_str(&named).ok()
            }
            (Self::Insight(_), _) if is_pending => Some(insight::pending()),
            // With another status there (C39).
            (Self::Insight(_), "SESSION_EXPIRED" | "RETRY_LATER") if status == 401 => {
                status = 400;
                let mut body = whole.clone();
                body["HttpStatusCode"] = status.into();
                Some(body)
            }
            _ => None,
        };
        let body = body.filter(|body| *body != whole)?;
        Some(Arc::new(Message { status, ..message.with_body(&body) }))
    }
}

impl Form {
    fn body(self, options: Option<&Options>, mut body: Value) -> Option<Value> {
        let kind = body["Login"]["Type"].clone();
        let accounts = body.get_mut("Accounts")?.as_array_mut()?;
        let options = options.cloned().unwrap_or_default();
        let newest = accounts.iter().flat_map(transactions).filter_map(day_of).max();
        let days = newest.map(|newest| options.days(newest));
        if let Some(wanted) = &options.accounts {
            accounts.retain(|account| id(account, "Id").is_some_and(|id| wanted.contains(&id)));
        }
        for account in accounts.iter_mut().filter_map(Value::as_object_mut) {
            match self {
                Self::Detail => {
                    options.cut(account, days);
                    options.leave_out(account);
                }
                Self::Summary => {
                    options.leave_out(account);
                    *account = summary(account, &kind);
                }
                Self::Statements => *account = statements(account, options.statements.max(1)),
            }
        }
        Some(match self {
            Self::Detail => body,
            Self::Summary => with_links(&body),
            Self::Statements => by_account(&body),
        })
    }
}

impl Options {
    /// Leaves only transactions of the days that are asked for, and newer than the one already known: a
    /// fixture lists the newest first. One without a readable date stays.
    fn cut(&self, account: &mut Map<String, Value>, days: Option<(i32, i32)>) {
        let of = account.get("Id").and_then(guid);
        let known = self.known.iter().find(|(account, _)| Some(*account) == of);
        let Some(Value::Array(transactions)) = account.get_mut("Transactions") else { return };
        let is_known = |transaction: &Value| id(transaction, "Id") == known.map(|(_, id)| *id);
        if known.is_some() {
            let newer = transactions.iter().position(is_known).unwrap_or(transactions.len());
            transactions.truncate(newer);
        }
        if let Some((from, to)) = days {
            transactions.retain(|it| day_of(it).is_none_or(|day| (from..=to).contains(&day)));
        }
    }

    fn leave_out(&self, account: &mut Map<String, Value>) {
        let mut set = |name: &str, value: Value| {
            if let Some(member) = account.get_mut(name) {
                *member = value;
            }
        };
        for (bit, flag) in WITHOUT.into_iter().enumerate() {
            match flag {
                _ if self.without & 1 << bit == 0 => {}
                "WithTransactions" => set("Transactions", json!([])),
                "WithAccountIdentity" => IDENTITY.iter().for_each(|name| set(name, Value::Null)),
                "WithKYC" => set("Holder", Value::Null),
                _ => set("Balance", json!({ "Available": null, "Current": null, "Limit": null })),
            }
        }
    }
}

impl Message {
    /// Whether it brings this account.
    pub(crate) fn has_account(&self, wanted: &Uuid) -> bool {
        let accounts = || {
            let body = self.body.to_json();
            let accounts = body["Accounts"].as_array().into_iter().flatten();
            accounts.filter_map(|account| id(account, "Id")).collect()
        };
        self.is_success && self.views.accounts.get_or_init(accounts).contains(wanted)
    }
}

fn statements(account: &Map<String, Value>, count: u8) -> Map<String, Value> {
    let number = account.get("AccountNumber").cloned().unwrap_or_default();
    let id = account.get("Id").and_then(Value::as_str).unwrap_or_default().replace('-', "");
    let statement = |position: u8| {
        let title = format!("Statement {position} of account {}", plain(&number));
        json!({
            "UniqueId": format!("{id}{position:02x}"),
            "FileType": "PDF",
            "Base64Bytes": BASE64_STANDARD.encode(pdf(&title)),
        })
    };
    let statements: Vec<_> = (1..=count).map(statement).collect();
    let account = json!({ "AccountNumber": number, "Statements": statements });
    account.as_object().cloned().unwrap_or_default()
}

pub(crate) fn transactions(account: &Value) -> impl Iterator<Item = &Value> {
    account["Transactions"].as_array().into_iter().flatten()
}

pub(crate) fn day_of(transaction: &Value) -> Option<i32> {
    day(transaction["Date"].as_str()?)
}

pub(crate) fn id(value: &Value, name: &str) -> Option<Uuid> {
    guid(&value[name])
}

fn guid(value: &Value) -> Option<Uuid> {
    Uuid::try_parse(value.as_str()?).ok()
}

/// In the order of the page, with what a fixture of GetAccountsDetail does not have.
fn summary(account: &Map<String, Value>, kind: &Value) -> Map<String, Value> {
    let is_operations = account.get("Category").is_some_and(|category| category == "Operations");
    let ratio = json!(if is_operations { 1 } else { 0 });
    let mut summary = Map::new();
    for (name, value) in [
        ("EftEligibleRatio", ratio.clone()),
        ("ETransferEligibleRatio", ratio),
        ("Title", Value::Null),
        ("AccountNumber", Value::Null),
        ("LastFourDigits", Value::Null),
    ] {
        summary.insert(name.to_owned(), account.get(name).cloned().unwrap_or(value));
    }
    for (name, value) in account.iter().filter(|(name, _)| !DETAIL_ONLY.contains(&name.as_str())) {
        if name == "Id" {
            summary.entry("AccountType").or_insert_with(|| kind.clone());
        }
        summary.insert(name.clone(), value.clone());
    }
    summary
}

fn with_links(body: &Value) -> Value {
    let link = |rel: &str, endpoint: Endpoint| json!({ "rel": rel, "href": format!("/{}", endpoint.name()), "example": null });
    let links = json!([
        link("AccountsDetail", Endpoint::GetAccountsDetail),
        link("Statements", Endpoint::GetStatements),
    ]);
    let members = body.as_object().into_iter().flatten();
    let mut linked = Map::new();
    for (name, value) in members {
        linked.insert(name.clone(), value.clone());
        if name == "Accounts" {
            linked.insert("Links".to_owned(), links.clone());
        }
    }
    linked.into()
}

fn by_account(body: &Value) -> Value {
    let members = body.as_object().into_iter().flatten();
    let named = members.map(|(name, value)| match name.as_str() {
        "Accounts" => ("StatementsByAccount".to_owned(), value.clone()),
        _ => (name.clone(), value.clone()),
    });
    Value::Object(named.collect())
}

/// Letters, digits and the marks of account numbers: nothing that means something in a PDF.
fn plain(number: &Value) -> String {
    let text = number.as_str().unwrap_or("without a number");
    text.chars().filter(|c| c.is_ascii_alphanumeric() || " -*".contains(*c)).collect()
}

/// One page with one line of text.
fn pdf(title: &str) -> Vec<u8> {
    let text = format!("BT /F1 14 Tf 72 720 Td ({title}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (position, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", position + 1);
    }
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R >>\n", objects.len() + 1);
    let end = format!("startxref\n{}\n%%EOF\n", file.len());
    (file + &table + &trailer + &end).into_bytes()
}

impl Clone for Views {
    /// Of a copy they are made anew: it may get another body.
    fn clone(&self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests;
