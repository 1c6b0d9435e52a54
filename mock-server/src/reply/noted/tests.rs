use std::num::NonZeroUsize;
use std::time::Duration;

use flinks_contract::scenario::{Cut, Drip, HttpError};

use super::*;
use crate::library::tests::built_in;
use crate::scenario::GUIDE_LOGIN_ID;
use crate::script::Part;

/// The 200 of GetAccountsDetail of the default scenario, as it is noted with a fault.
fn analysis(fault: Option<Fault>) -> ReplyAnalysis {
    let story = &built_in("two-polls");
    let id = Uuid::from_u128(9);
    let login = story.login.with(GUIDE_LOGIN_ID, None);
    let ids = [id, Uuid::nil(), GUIDE_LOGIN_ID].map(|id| id.to_string());
    let template = story.script(Part::Accounts).normal.message();
    let reply = Reply::from_template(template, &login.values(ids.each_ref().map(String::as_str)));
    let noted = reply.fault(fault).spoiled().noted();
    noted.analysis(Some(Endpoint::GetAccountsDetail), Some(id), Some(story))
}

#[test]
fn what_a_fault_leaves_of_a_reply() {
    let whole = analysis(None);
    assert!(whole.data.is_some() && whole.faults.is_empty() && !whole.unreadable, "{whole:?}");
    let cut = ReplyAnalysis { unreadable: true, data: None, ..whole.clone() };
    let gone = ReplyAnalysis { unreadable: true, ..ReplyAnalysis::default() };
    let labelled = ReplyAnalysis { unreadable: true, mislabelled: true, ..whole.clone() };
    let drip = Drip { bytes: NonZeroUsize::MIN, every: Duration::from_secs(1) };
    let table = [
        (Fault::Drip(drip), &whole),
        (Fault::ContentType("application/json".to_owned()), &whole),
        (Fault::ContentType("text/html".to_owned()), &labelled),
        (Fault::InvalidJson, &gone),
        (Fault::InvalidUtf8, &gone),
        (Fault::HttpError(HttpError { status: 502, retry_after: None }), &gone),
        (Fault::CloseAfter(Cut::Body(10)), &cut),
        (Fault::WrongLength(3), &cut),
        (Fault::Garbage, &cut),
    ];
    for (fault, expected) in table {
        assert_eq!(&analysis(Some(fault.clone())), expected, "{fault:?}");
    }
}

#[test]
fn a_reply_of_its_own_is_looked_at_when_somebody_reads() {
    let analysis = |mut reply: Reply| {
        reply.noted().analysis(Some(Endpoint::Authorize), Some(Uuid::nil()), None)
    };
    let good = ReplyAnalysis::default();
    assert_eq!(analysis(Reply::code("INVALID_LOGIN")), good);
    assert_eq!(analysis(Reply::no_content()), good);
    let cut = ReplyAnalysis { unreadable: true, ..good.clone() };
    assert_eq!(analysis(Reply::code("INVALID_LOGIN").fault(Some(Fault::Garbage))), cut);
    let wrong = Reply::new(200, "", b"{\"RequestId\":\"1\"}".to_vec());
    let faults = analysis(wrong).faults;
    let expected = "RequestId is \"1\", and the session is 00000000-0000-0000-0000-000000000000";
    assert_eq!(faults[0], expected);
}
