//! What a client makes of the data, which it has to say itself.

use super::{ClientRule, Needs, deduced, good_sense};
use crate::rule::client;

const TYPES: &str = "docs.flinks.com/guides/connect/account-types; help.flinks.com 43000705311";

pub(super) const UNKNOWN: ClientRule = ClientRule {
    effect: "The day Flinks adds a member, as AccountType in October 2024, every login fails at \
             once, without any change of the client.",
    example: "Type CryptoWallet: kept as text, and the other accounts as ever",
    broken: "ends with an error at a member that it does not know",
    seen: "njourdain/flinks-demo (closed lists of Category and Currency, no null in Current), \
           Flinks.CSharp.SDK (no null in EftEligibleRatio), a request-promise app (null Holder)",
    scenario: "extra-members",
    needs: Needs::Word,
    ..deduced(
        client::TOL_UNKNOWN,
        TYPES,
        "unknown members, unknown values and documented nulls are taken",
    )
};

pub(super) const TEXT: ClientRule = ClientRule {
    effect: "Montréal is stored as MontrÃ©al or cut at a column's width; what was matched by its \
             text is matched no more.",
    example: "UTF-8 from the wire to the database, with emoji, right-to-left text and 4 KB of it",
    broken: "reads UTF-8 as Latin-1",
    scenario: "texts-of-all-kinds",
    needs: Needs::Word,
    ..good_sense(client::TOL_TEXT, "the text of transactions comes through whole")
};

pub(super) const CENTS: ClientRule = ClientRule {
    effect: "Balances do not add up: as a binary fraction, 4.35 times 100 is 434.99999999999994, \
             which is cut to 434 cents.",
    example: "the digits of 49993.96 go into a decimal type, or into 4999396 cents",
    broken: "cuts amounts to whole numbers",
    needs: Needs::Word,
    ..good_sense(client::NUM_CENTS, "amounts keep their cents")
};
