//! The register, in the order of the ids.

use super::{Conflict, Reading};

const WEALTH_GUIDE: &str = "Flinks guide 'Start to retrieve Investments data'";
const CODES_NOW: &str = "docs.flinks.com/api/authorize/error-codes";
const CODES_BEFORE: &str = "docs.flinks.com/reference/error-codes";
const CODES_HELP: &str = "help.flinks.com 43000436119";
const ASYNC_HELP: &str = "help.flinks.com 43000436113";
const KEY_CONCEPTS: &str = "docs.flinks.com/guides/getting-started/key-concepts";
const DETAIL_PAGE: &str =
    "docs.flinks.com/api/connect/endpoints/account-linking/get-accounts-detail";
const INVESTMENTS_PAGE: &str = "docs.flinks.com/api/wealth/endpoints/account-linking/investments";
const AUTH_PAGE: &str = "docs.flinks.com/guides/connect/authentication-reference";
const RECONNECT_PAGE: &str = "docs.flinks.com/guides/connect/resume-and-reconnect";
const TYPES_PAGE: &str = "docs.flinks.com/guides/connect/account-types";

const fn says(text: &'static str, source: &'static str, vintage: &'static str) -> Reading {
    Reading { text, source, vintage }
}

const fn guide(text: &'static str) -> Reading {
    current(text, "Flinks guide 'Make API calls'")
}

const fn current(text: &'static str, page: &'static str) -> Reading {
    says(text, page, "current docs")
}

const fn older(text: &'static str, page: &'static str) -> Reading {
    says(text, page, "older docs")
}

const fn help(text: &'static str, article: &'static str) -> Reading {
    says(text, article, "help centre")
}

/// Every conflict.
pub const CONFLICTS: &[Conflict] = &[
    Conflict {
        id: "C1",
        question: "What must Authorize carry as authentication?",
        variants: &[
            guide("nothing: the samples send no header"),
            current("a single-use token in flinks-auth-key", AUTH_PAGE),
            says(
                "the secret key itself in flinks-auth-key",
                "public code of an integrator",
                "seen in clients",
            ),
        ],
        default: "no header is asked for, so that the guide's calls work",
        option: Some("demand a token; or take the secret key too"),
    },
    Conflict {
        id: "C2",
        question: "Do data endpoints need x-api-key?",
        variants: &[
            current("required", AUTH_PAGE),
            current("a feature that Flinks switches on", DETAIL_PAGE),
        ],
        default: "not needed",
        option: Some("required, else 401"),
    },
    Conflict {
        id: "C3",
        question: "Does the message of a 202 end in a full stop?",
        variants: &[guide("no"), older("yes", CODES_BEFORE)],
        default: "no",
        option: Some("yes"),
    },
    Conflict {
        id: "C4",
        question: "Which form has LastRefresh?",
        variants: &[
            guide("seven digits, no zone"),
            says("six digits, no zone", "Universal-Connect-Project/ucw-app", "seen 2025-10"),
            older("seven digits and Z", "docs.flinks.com/reference/kyc"),
            older(
                "0001-01-01T00:00:00 for a login never refreshed",
                "docs.flinks.com/reference/opening-a-session",
            ),
        ],
        default: "seven digits, no zone",
        option: Some("the others"),
    },
    Conflict {
        id: "C5",
        question: "Which status has INVALID_LOGIN?",
        variants: &[current("401", CODES_NOW), help("400", CODES_HELP)],
        default: "401",
        option: Some("400"),
    },
    Conflict {
        id: "C6",
        question: "Which status has INVALID_REQUEST?",
        variants: &[current("401", CODES_NOW), help("400", CODES_HELP)],
        default: "401",
        option: Some("400"),
    },
    Conflict {
        id: "C7",
        question: "What follows a wrong answer to a challenge?",
        variants: &[
            current("401 INVALID_SECURITY_RESPONSE, for good", CODES_NOW),
            older("401 INVALID_SECURITY_RESPONSE_NO_RETRY", CODES_BEFORE),
            says(
                "401 with SecurityChallenges, to be answered again",
                "kgrgreer/foam3",
                "seen in clients",
            ),
        ],
        default: "401 INVALID_SECURITY_RESPONSE, for good",
        option: Some("a retry; the older name"),
    },
    Conflict {
        id: "C8",
        question: "How is a rate limit answered?",
        variants: &[
            current("401 TOO_MANY_REQUESTS", CODES_NOW),
            says("403", "phildionne/flinks", "client release 0.5.4"),
            says("429 with Retry-After", "rizwannur/flinks", "client release 0.2.0"),
        ],
        default: "401 TOO_MANY_REQUESTS",
        option: Some("429 with Retry-After"),
    },
    Conflict {
        id: "C9",
        question: "Does a RequestId live on after its first data 200?",
        variants: &[
            current("yes, within 30 min", KEY_CONCEPTS),
            older(
                "no: it ends once GetAccountsDetail is called",
                "docs.flinks.com/reference, step 3",
            ),
        ],
        default: "yes, until 30 min",
        option: Some("it ends with the 200"),
    },
    Conflict {
        id: "C10",
        question: "How long may a RequestId be idle?",
        variants: &[
            help("8 min", ASYNC_HELP),
            older("30 min", "docs.flinks.com/reference, step 3"),
        ],
        default: "8 min",
        option: Some("30 min"),
    },
    Conflict {
        id: "C11",
        question: "How is an expired RequestId answered?",
        variants: &[
            current("400 SESSION_NONEXISTENT", CODES_NOW),
            current("401 SESSION_EXPIRED", KEY_CONCEPTS),
        ],
        default: "400 SESSION_NONEXISTENT",
        option: Some("401 SESSION_EXPIRED"),
    },
    Conflict {
        id: "C12",
        question: "What does the first data call answer?",
        variants: &[guide("202, most commonly"), current("200 is possible", DETAIL_PAGE)],
        default: "202 once, then 200",
        option: Some("any number of 202; 200 at once"),
    },
    Conflict {
        id: "C13",
        question: "What tells OPERATION_PENDING from OPERATION_DISPATCHED?",
        variants: &[
            current("PENDING: working; DISPATCHED: passed 210 s", CODES_NOW),
            help("PENDING: passed 210 s", ASYNC_HELP),
        ],
        default: "PENDING: working; DISPATCHED: passed 210 s",
        option: Some("swapped"),
    },
    Conflict {
        id: "C14",
        question: "Does a 202 carry partial data?",
        variants: &[
            older("yes, for two test users", "docs.flinks.io/docs/test-institution"),
            guide("no sample shows any"),
        ],
        default: "no",
        option: Some("Accounts in the 202"),
    },
    Conflict {
        id: "C15",
        question: "Which method has GetAccountsDetailAsync?",
        variants: &[guide("GET"), says("POST", "neofinancial/node-flinks", "client release 0.6.0")],
        default: "GET; POST is answered with 405",
        option: Some("POST as well"),
    },
    Conflict {
        id: "C16",
        question: "Which path has Investments?",
        variants: &[
            current("/v3/{customerId}/Investments", INVESTMENTS_PAGE),
            current("under BankingServices, by the guide's sample", WEALTH_GUIDE),
        ],
        default: "both; the first is canonical",
        option: Some("the first only"),
    },
    Conflict {
        id: "C17",
        question: "Which type has MostRecentCached of Investments?",
        variants: &[current("true", WEALTH_GUIDE), current("the text \"true\"", INVESTMENTS_PAGE)],
        default: "both are taken",
        option: Some("text only"),
    },
    Conflict {
        id: "C18",
        question: "Which envelope has Investments 200?",
        variants: &[
            current("{Investments: [...], Message}", INVESTMENTS_PAGE),
            current(
                "an institution object",
                "docs.flinks.com/api/wealth/endpoints/account-linking/response-fields",
            ),
        ],
        default: "Investments, a list of institutions",
        option: Some("the bare institution"),
    },
    Conflict {
        id: "C19",
        question: "Are the With... flags of GetAccountsDetail true when absent?",
        variants: &[
            guide("yes: the minimal request returns everything"),
            says(
                "no: the client sends false unless told otherwise",
                "agmoss/pyflinks",
                "client release 0.1.2",
            ),
        ],
        default: "yes",
        option: Some("no"),
    },
    Conflict {
        id: "C20",
        question: "What does a With... flag of false leave?",
        variants: &[
            says("null or an empty array", "sebastienlabine/sdk-csharp", "C# SDK"),
            current("nothing is documented", DETAIL_PAGE),
        ],
        default: "null or an empty array",
        option: Some("the member is left out"),
    },
    Conflict {
        id: "C21",
        question: "Which of Type and Category is the broad one?",
        variants: &[
            current("Category", "docs.flinks.com/guides/connect/account-types.md"),
            current("Type", TYPES_PAGE),
        ],
        default: "Category is broad, Type is fine",
        option: None,
    },
    Conflict {
        id: "C22",
        question: "How is the account type for savings spelled?",
        variants: &[
            current("Savings", TYPES_PAGE),
            older("Saving", "another list of account types by Flinks"),
        ],
        default: "Savings",
        option: None,
    },
    Conflict {
        id: "C23",
        question: "Which long history window is there?",
        variants: &[
            says("Days365", "docs.flinks.com/changelog/2018-08", "changelog 2018-08"),
            says("Days360", "phildionne/flinks", "client release 0.5.4"),
        ],
        default: "Days90, Days365 and Days360 are taken, the first two documented",
        option: Some("Days360 is refused"),
    },
    Conflict {
        id: "C24",
        question: "How long is data kept?",
        variants: &[
            current("until DeleteCard", KEY_CONCEPTS),
            help("90 days after the last live call", "help.flinks.com 43000723738"),
        ],
        default: "until DeleteCard",
        option: Some("90 days"),
    },
    Conflict {
        id: "C25",
        question: "How long does an authorize token live?",
        variants: &[
            older("30 min", "docs.flinks.com/reference/generateauthorizetoken"),
            current("15 min", RECONNECT_PAGE),
        ],
        default: "30 min",
        option: Some("15 min"),
    },
    Conflict {
        id: "C26",
        question: "Which header signs a webhook?",
        variants: &[
            older("flinks-authenticity-key", "docs.flinks.com/reference/hmac"),
            current("X-Flinks-Signature", "docs.flinks.com/guides/webhooks/hmac-validation"),
        ],
        default: "flinks-authenticity-key",
        option: Some("X-Flinks-Signature, or both"),
    },
    Conflict {
        id: "C27",
        question: "How is DeleteCard of an unknown LoginId answered?",
        variants: &[
            current(
                "not documented",
                "docs.flinks.com/api/connect/endpoints/account-linking/delete-card",
            ),
            says("200 with plain text", "phildionne/flinks", "client release 0.5.4"),
            says("404 is taken for a success", "public code of an integrator", "seen in clients"),
        ],
        default: "401 INVALID_LOGIN",
        option: Some("plain text; 404"),
    },
    Conflict {
        id: "C28",
        question: "Is there a GetStatementsAsync?",
        variants: &[
            says("yes", "agmoss/pyflinks", "client release 0.1.2"),
            says("no", "rizwannur/flinks", "commit 51d22fd, 2026"),
        ],
        default: "yes, with GET",
        option: Some("404"),
    },
    Conflict {
        id: "C29",
        question: "What is Holder?",
        variants: &[
            guide("an object"),
            says("text", "neofinancial/node-flinks", "client release 0.6.0"),
            older("a list, Holders, in the KYC webhook", "docs.flinks.com/reference/kyc"),
        ],
        default: "an object",
        option: None,
    },
    Conflict {
        id: "C30",
        question: "What is MostRecentCached of Authorize when absent?",
        variants: &[
            current("true", "docs.flinks.com/api/authorize/endpoints/authorize"),
            says("false", "agmoss/pyflinks", "client release 0.1.2"),
        ],
        default: "true with a LoginId and no credentials, else false",
        option: Some("always the same"),
    },
    Conflict {
        id: "C31",
        question: "Does GetAccountsDetail carry the two Eft ratios?",
        variants: &[
            help("no, the summary only", "help.flinks.com 43000705318"),
            current("yes", DETAIL_PAGE),
        ],
        default: "in the profile of the current docs, not in the guide's",
        option: None,
    },
    Conflict {
        id: "C32",
        question: "Are InstitutionName and InstitutionId present?",
        variants: &[guide("no"), says("yes", "Universal-Connect-Project/ucw-app", "seen 2025-10")],
        default: "yes: they only add",
        option: Some("the guide's members exactly"),
    },
    Conflict {
        id: "C33",
        question: "What does the link of a 202 say?",
        variants: &[
            says("the endpoint's name", "mmroz/flinks, its second 202", "client release 0.2.3"),
            says(
                "the literal text {Endpoint}Async",
                "Universal-Connect-Project/ucw-app",
                "seen 2025-10",
            ),
        ],
        default: "the endpoint's name",
        option: Some("the literal text"),
    },
    Conflict {
        id: "C34",
        question: "How long is the poll interval?",
        variants: &[guide("10 s"), help("15 s", "an older help article")],
        default: "10 s",
        option: None,
    },
    Conflict {
        id: "C35",
        question: "Which code has a missing, used or expired authorize token?",
        variants: &[
            current("ACCESS_DENIED, on Authorize", CODES_NOW),
            says("UNAUTHORIZED, for the secret key", "mmroz/flinks", "client release 0.2.3"),
        ],
        default: "UNAUTHORIZED on GenerateAuthorizeToken, ACCESS_DENIED on Authorize; both 401",
        option: Some("UNAUTHORIZED on both"),
    },
];
