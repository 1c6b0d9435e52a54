//! Which rules have to speak up for a mutant. Any of them counts: where two say it, the better one
//! is shown.

use flinks_contract::rule;

use super::mutant::{Kind, Mutant};
use super::operator::Operator;

pub(super) fn responsible(mutant: &Mutant) -> Vec<&'static str> {
    let schema = schema(mutant.kind);
    let mut rules: Vec<&'static str> = of_operator(mutant).to_vec();
    rules.extend(schema.filter(|_| is_about_a_member(mutant.operator)));
    rules.extend(of_place(mutant));
    rules
}

/// By what was done.
fn of_operator(mutant: &Mutant) -> &'static [&'static str] {
    use Operator as O;
    match mutant.operator {
        O::Drop | O::Null | O::Retype | O::Rename | O::EmptyText | O::UnknownValue => &[],
        O::Extra => &[rule::PEN_MEMBERS],
        O::Twice => &[rule::ENV_NAMES],
        O::StatusMember => &[rule::ENV_STATUS],
        O::OtherRequestId | O::RequestIdOfOtherSession => &[rule::ID_REQUEST],
        O::OtherLogin if mutant.kind == Kind::Authorize => &[rule::AUT_LOGIN, rule::ID_LOGIN],
        O::OtherLogin | O::OtherInstitution => &[rule::ID_LOGIN],
        O::LinkElsewhere => &[rule::LNK_SESSION, rule::LNK_HREF],
        O::Cent => &[rule::TXN_RUNNING, rule::TXN_CURRENT],
        O::Swapped | O::SwappedOldest | O::Duplicated | O::Missing => {
            &[rule::TXN_RUNNING, rule::TXN_CURRENT, rule::TXN_ID]
        }
        O::Reordered => &[rule::TXN_ORDER, rule::TXN_RUNNING, rule::TXN_CURRENT],
        O::BothSides | O::NoSide | O::Negative => &[rule::TXN_SIDE],
        O::ZeroSide => &[rule::TXN_UNUSED],
        O::CodeSet => &[rule::TXN_CODE],
        O::SameId => &[rule::TXN_ID],
        O::SameAccountId => &[rule::ACC_ID],
        O::DateOrder => &[rule::TXN_ORDER],
        O::DateForm | O::DateImpossible => &[rule::TXN_DATE],
        O::DateFuture => &[rule::TXN_FUTURE],
        O::Exponent => &[rule::ENV_AMOUNT],
        O::PendingUnder200 => &[rule::ENV_STATUS, rule::FLOW_CODE],
        O::DataUnder202 => &[rule::ENV_STATUS, rule::PEN_MEMBERS],
        O::OtherSuccess => &[rule::FLOW_STATUS],
        O::PendingAgain | O::OtherBody => &[rule::FLOW_STABLE, rule::FLOW_INDEPENDENT],
        O::PendingChanges => &[rule::FLOW_PENDING],
        O::SameSession => &[rule::AUT_REQUEST],
        O::Accepted => PROBES,
        O::OtherCode | O::OtherStatus => &[rule::ENV_ERROR],
        O::ContentType
        | O::NoContentType
        | O::Truncated
        | O::Doubled
        | O::ByteOrderMark
        | O::Empty
        | O::NoObject => &[rule::ENV_JSON],
    }
}

/// By where it was done: rules that look at one member alone.
fn of_place(mutant: &Mutant) -> Vec<&'static str> {
    use Operator as O;
    let breaks_a_value =
        matches!(mutant.operator, O::Drop | O::Null | O::Retype | O::Rename | O::UnknownValue);
    if !breaks_a_value && mutant.operator != O::EmptyText {
        return Vec::new();
    }
    let place = mutant.starred();
    let mut rules = Vec::new();
    match mutant.kind {
        Kind::Pending => rules.push(rule::PEN_MEMBERS),
        Kind::Error => rules.push(rule::ENV_ERROR),
        Kind::Authorize | Kind::Accounts | Kind::Investments => {}
    }
    if mutant.operator == O::Null {
        rules.extend(match &*place {
            "/Accounts/*/Transactions/*/Debit" | "/Accounts/*/Transactions/*/Credit" => {
                vec![rule::TXN_SIDE]
            }
            "/Accounts/*/Transactions/*/Id" => vec![rule::TXN_ID],
            "/Login/Type" => vec![rule::ID_LOGIN],
            _ => Vec::new(),
        });
    }
    if place == "/Institution" {
        rules.push(rule::ID_LOGIN);
    }
    if place == "/Accounts/*/Transactions/*/Code" {
        rules.push(rule::TXN_CODE);
    }
    rules
}

fn schema(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Authorize => rule::SCH_AUTHORIZE,
        Kind::Pending => rule::SCH_PENDING,
        Kind::Accounts => rule::SCH_DETAIL,
        Kind::Investments => rule::SCH_INVESTMENTS,
        Kind::Error => rule::SCH_ERROR,
    })
}

/// Whether the schema of the message has to speak up.
fn is_about_a_member(operator: Operator) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::Drop
            | O::Null
            | O::Retype
            | O::Rename
            | O::EmptyText
            | O::UnknownValue
            | O::DateForm
            | O::Negative
            | O::LinkElsewhere
            | O::Extra
    )
}
/// The rules on calls that a server has to refuse.
const PROBES: &[&str] = &[
    rule::INV_REQUEST_ID,
    rule::INV_LOGIN_ID,
    rule::INV_CACHED,
    rule::ERR_LOGIN,
    rule::ERR_NO_LOGIN,
    rule::ERR_NO_REQUEST,
    rule::ERR_REQUEST,
    rule::ERR_ASYNC_REQUEST,
    rule::ERR_FOREIGN,
    rule::ERR_USED_UP,
    rule::ERR_DETAIL_METHOD,
    rule::ERR_ASYNC_METHOD,
];
