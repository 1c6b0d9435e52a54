//! The forms in which the accounts of a fixture are answered: whole, in summary, as statements, and
//! without what the request leaves out. Made on first use, and kept with the message.

use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flinks_contract::endpoint::Endpoint;
use flinks_contract::fixture::Fixture;
use serde_json::{Map, Value, json};

use crate::answer::Message;
use crate::request::Members;

/// Which endpoint asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    Detail,
    Summary,
    Statements,
}

/// A form with its options: for statements, how many of each account; else the [`WITHOUT`] flags that
/// the request sets to false, as bits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct View {
    pub(crate) form: Form,
    pub(crate) options: u8,
}

/// The options that a session was last asked with, by [`Form`]. An Async has no body, and brings what
/// its POST asked for.
pub(crate) type Options = [u8; 3];

/// Messages made so far, each once: at most 15 of Detail, 16 of Summary and three of Statements.
#[derive(Debug, Default)]
pub(crate) struct Views(Mutex<Vec<(View, Arc<Message>)>>);

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
    /// As a request asks. A flag that is not readable counts as absent.
    pub(crate) fn options(self, members: &Members) -> u8 {
        if self == Self::Statements {
            let number = members.text("NumberOfStatements").ok().flatten();
            let known = STATEMENTS.iter().find(|(name, _)| Some(*name) == number);
            return known.map_or(0, |(_, count)| *count);
        }
        let is_off = |flag: &&'static str| members.flag(flag) == Ok(Some(false));
        let flags = WITHOUT.iter().enumerate().filter(|(_, flag)| is_off(flag));
        flags.fold(0, |bits, (bit, _)| bits | 1 << bit)
    }

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
    /// Whether a fixture is answered as it is.
    pub(crate) fn is_plain(self) -> bool {
        self.form == Form::Detail && self.options == 0
    }

    /// The message in this form. One without accounts, such as an error, stays as it is.
    pub(crate) fn of(self, message: &Arc<Message>) -> Arc<Message> {
        let mut views = message.views.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = views.iter().find(|(view, _)| *view == self) {
            return Arc::clone(made);
        }
        let body = match message.code {
            "" if message.is_success => self.body(message.body.to_json()),
            "OPERATION_PENDING" | "OPERATION_DISPATCHED" => {
                let named = message.body.to_json().to_string();
                let detail = Form::Detail.poll().name();
                serde_json::from_str(&named.replace(detail, self.form.poll().name())).ok()
            }
            _ => None,
        };
        let made = match body {
            Some(body) => Arc::new(Message {
                body: Arc::new(Fixture::of(&body)),
                views: Views::default(),
                analysis: Default::default(),
                ..Message::clone(message)
            }),
            None => Arc::clone(message),
        };
        views.push((self, Arc::clone(&made)));
        made
    }

    fn body(self, mut body: Value) -> Option<Value> {
        let kind = body["Login"]["Type"].clone();
        let accounts = body.get_mut("Accounts")?.as_array_mut()?;
        for account in accounts.iter_mut().filter_map(Value::as_object_mut) {
            match self.form {
                Form::Detail => self.leave_out(account),
                Form::Summary => {
                    self.leave_out(account);
                    *account = summary(account, &kind);
                }
                Form::Statements => *account = self.statements(account),
            }
        }
        Some(match self.form {
            Form::Detail => body,
            Form::Summary => with_links(&body),
            Form::Statements => by_account(&body),
        })
    }

    fn leave_out(self, account: &mut Map<String, Value>) {
        let mut set = |name: &str, value: Value| {
            if let Some(member) = account.get_mut(name) {
                *member = value;
            }
        };
        for (bit, flag) in WITHOUT.into_iter().enumerate() {
            match flag {
                _ if self.options & 1 << bit == 0 => {}
                "WithTransactions" => set("Transactions", json!([])),
                "WithAccountIdentity" => IDENTITY.iter().for_each(|name| set(name, Value::Null)),
                "WithKYC" => set("Holder", Value::Null),
                _ => set("Balance", json!({ "Available": null, "Current": null, "Limit": null })),
            }
        }
    }

    fn statements(self, account: &Map<String, Value>) -> Map<String, Value> {
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
        let statements: Vec<_> = (1..=self.options.max(1)).map(statement).collect();
        let account = json!({ "AccountNumber": number, "Statements": statements });
        account.as_object().cloned().unwrap_or_default()
    }
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
