//! Which document a server keeps, where documents disagree.
//!
//! Every reading keeps the rules, so that none of this fails; but a client that was written by the
//! other document will be surprised.

use flinks_contract::conflict;
use flinks_report::Fact;
use flinks_trace::{Part, Probe, Role};

use super::rules::refusals::refuses;
use super::{Parsed, ParsedRun};

/// The readings that were met and are not the usual ones: "C5 Which status does INVALID_LOGIN have? 400
/// (help centre, not current docs)". C12 is not among them: one server does both.
pub(crate) fn met(run: &ParsedRun<'_>) -> Vec<Fact> {
    QUESTIONS.iter().filter_map(|question| reading(run, question)).collect()
}

/// A conflict whose readings can be told apart by what a server sends: its id in
/// [`flinks_contract::conflict`], the place of the usual reading among the variants, and that of the
/// reading that a run shows, if it shows one.
type Question = (&'static str, usize, fn(&ParsedRun<'_>) -> Option<usize>);

const QUESTIONS: &[Question] = &[
    ("C3", 0, |run| {
        let texts = pending(run).filter_map(|reply| reply.member("Message")?.as_str());
        texts.map(|text| usize::from(text.ends_with('.'))).max()
    }),
    ("C4", 0, |run| {
        let told = run.sessions().filter_map(|exchange| exchange.json());
        let told = told.filter_map(|body| body.pointer("/Login/LastRefresh")?.as_str());
        told.filter_map(last_refresh).max()
    }),
    ("C5", 0, |run| status_of(run, "INVALID_LOGIN", &[401, 400])),
    ("C6", 0, |run| status_of(run, "INVALID_REQUEST", &[401, 400])),
    ("C8", 0, |run| status_of(run, "TOO_MANY_REQUESTS", &[401, 403, 429])),
    ("C9", 0, |run| {
        let again = run.exchanges.iter().filter(|exchange| exchange.role == Role::Again);
        let over =
            again.filter_map(|exchange| exchange.reply()).map(|reply| match reply.flinks_code() {
                Some("SESSION_NONEXISTENT" | "SESSION_EXPIRED") => 1,
                _ => 0,
            });
        over.max()
    }),
    ("C11", 0, |run| {
        let codes = ended(run).filter_map(|reply| reply.flinks_code());
        let codes = codes.filter_map(|code| match code {
            "SESSION_NONEXISTENT" => Some(0),
            "SESSION_EXPIRED" => Some(1),
            _ => None,
        });
        codes.max()
    }),
    ("C14", 1, |run| {
        let has = |reply: &Parsed<'_>| reply.member("Accounts").is_some();
        pending(run).map(|reply| usize::from(!has(reply))).min()
    }),
    ("C15", 0, |run| {
        let probe = Role::Probe(Probe::AsyncByPost);
        let probe = run.exchanges.iter().find(|exchange| exchange.role == probe)?.reply()?;
        Some(usize::from(probe.status < 300 && !refuses(probe)))
    }),
    ("C18", 0, |run| {
        let body = run.data(Part::Investments)?.json()?;
        match (body.get("Investments"), body.get("Accounts")) {
            (Some(_), _) => Some(0),
            (None, Some(_)) => Some(1),
            (None, None) => None,
        }
    }),
    ("C31", 0, |run| {
        let body = run.data(Part::Accounts)?.json()?;
        Some(usize::from(body.pointer("/Accounts/0/EftEligibleRatio").is_some()))
    }),
    ("C32", 0, |run| {
        let body = run.session(Part::Accounts)?;
        Some(usize::from(body.get("InstitutionName").is_some()))
    }),
    ("C33", 0, |run| {
        let links = pending(run).filter_map(|reply| reply.json());
        let links = links.filter_map(|body| body.pointer("/Links/0/href")?.as_str());
        links.map(|href| usize::from(href.contains('{'))).max()
    }),
];

fn reading(run: &ParsedRun<'_>, (id, usual, reading): &Question) -> Option<Fact> {
    let conflict = conflict::find(id)?;
    let met = reading(run).filter(|met| met != usual)?;
    let (met, usual) = (conflict.variants.get(met)?, conflict.variants.get(*usual)?);
    let said = if met.vintage == usual.vintage {
        met.vintage.to_owned()
    } else {
        format!("{}, not {}", met.vintage, usual.vintage)
    };
    let value = format!("{} {} {} ({said})", conflict.id, conflict.question, met.text);
    Some(Fact::new("met", value))
}

fn pending<'a>(run: &'a ParsedRun<'_>) -> impl Iterator<Item = &'a Parsed<'a>> {
    let calls = run.exchanges.iter().filter(|exchange| exchange.is_data_call());
    calls.filter_map(|exchange| exchange.reply()).filter(|reply| reply.status == 202)
}

/// Answers to a RequestId that is unknown, or over.
fn ended<'a>(run: &'a ParsedRun<'_>) -> impl Iterator<Item = &'a Parsed<'a>> {
    let is_one = |exchange: &&Parsed<'_>| {
        matches!(
            exchange.role,
            Role::Probe(
                Probe::UnknownRequestId | Probe::AsyncUnknownRequestId | Probe::UsedUpRequestId
            )
        )
    };
    run.exchanges.iter().filter(is_one).filter_map(|exchange| exchange.reply())
}

/// The place of the last of `statuses` that a code came with.
fn status_of(run: &ParsedRun<'_>, code: &str, statuses: &[u16]) -> Option<usize> {
    let replies = run.exchanges.iter().filter_map(|exchange| exchange.reply());
    let named = replies.filter(|reply| reply.flinks_code() == Some(code));
    named.filter_map(|reply| statuses.iter().position(|status| *status == reply.status)).max()
}

/// The form of LastRefresh: see C4.
fn last_refresh(text: &str) -> Option<usize> {
    if text == "0001-01-01T00:00:00" {
        return Some(3);
    }
    let (_, fraction) = text.split_once('.')?;
    match fraction.len() {
        _ if fraction.ends_with('Z') => Some(2),
        6 => Some(1),
        7 => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::sample;
    use flinks_trace::HarnessRun;
    use serde_json::{Value, json};

    #[test]
    fn the_sample_is_as_the_guides_have_it() {
        assert_eq!(met(&(&sample::both()).into()), []);
        assert_eq!(met(&(&HarnessRun::new(sample::head())).into()), []);
    }

    #[test]
    fn every_question_is_in_the_register() {
        for (id, usual, _) in QUESTIONS {
            assert!(conflict::find(id).unwrap().variants.len() > *usual, "{id}");
        }
    }

    #[test]
    fn readings_that_are_told() {
        type Edit = fn(&mut HarnessRun);
        fn set(run: &mut HarnessRun, role: Role, pointer: &str, value: Value) {
            sample::set(sample::find(run, role), pointer, value);
        }
        const LOGIN: Role = Role::Probe(Probe::UnknownLoginId);
        #[rustfmt::skip]
        let table: &[(Edit, &str)] = &[
            (|run| set(run, Role::First, "/Message", json!("Wait.")),
             "C3 Does the Message of a 202 end in a full stop? yes (older docs, not current docs)"),
            (|run| set(run, Role::Open, "/Login/LastRefresh", json!("2025-10-08T13:47:46.522790")),
             "C4 Which format does LastRefresh have? six digits, no zone (seen 2025-10, not current docs)"),
            (|run| sample::find(run, LOGIN).status = 400,
             "C5 Which status does INVALID_LOGIN have? 400 (help centre, not current docs)"),
            (|run| sample::find(run, Role::Probe(Probe::WithoutLoginId)).status = 400,
             "C6 Which status does INVALID_REQUEST have? 400 (help centre, not current docs)"),
            (|run| {
                 sample::find(run, LOGIN).status = 429;
                 set(run, LOGIN, "/FlinksCode", json!("TOO_MANY_REQUESTS"));
             },
             "C8 How is a rate limit answered? 429 with Retry-After (client release 0.2.0, not current docs)"),
            (|run| set(run, Role::Again, "/FlinksCode", json!("SESSION_EXPIRED")),
             "C9 Is a RequestId still valid after its first data 200? no: it ends once GetAccountsDetail is called (older docs, not current docs)"),
            (|run| set(run, Role::Probe(Probe::UsedUpRequestId), "/FlinksCode", json!("SESSION_EXPIRED")),
             "C11 How is an expired RequestId answered? 401 SESSION_EXPIRED (current docs)"),
            (|run| set(run, Role::First, "/Accounts", json!([])),
             "C14 Does a 202 carry partial data? yes, for two test users (older docs, not current docs)"),
            (|run| {
                 sample::reply(sample::find(run, Role::Probe(Probe::AsyncByPost)), 200, &json!({}));
             },
             "C15 Which method does GetAccountsDetailAsync have? POST (client release 0.6.0, not current docs)"),
            (|run| {
                 let data = sample::find_in(run, Part::Investments, Role::Poll(1));
                 *sample::body(data) = json!({ "Accounts": [] });
             },
             "C18 Which envelope does Investments 200 have? an institution object (current docs)"),
            (|run| set(run, sample::DATA, "/Accounts/0/EftEligibleRatio", json!(1)),
             "C31 Does GetAccountsDetail contain the two Eft ratios? yes (current docs, not help centre)"),
            (|run| set(run, Role::Open, "/InstitutionName", json!("x")),
             "C32 Are InstitutionName and InstitutionId present? yes (seen 2025-10, not current docs)"),
            (|run| set(run, Role::First, "/Links", json!([{ "href": "/{Endpoint}Async" }])),
             "C33 What does the link in a 202 contain? the literal text {Endpoint}Async (seen 2025-10, not client release 0.2.3)"),
        ];
        for (edit, expected) in table {
            let mut run = sample::both();
            edit(&mut run);
            let facts: Vec<_> = met(&(&run).into()).into_iter().map(|fact| fact.value).collect();
            assert_eq!(facts, [*expected]);
        }
        assert_eq!(table.len(), QUESTIONS.len());
    }
}
