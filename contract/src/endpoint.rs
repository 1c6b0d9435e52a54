//! The endpoints: those that are served and judged here, and the others that Flinks documents.

use serde::{Deserialize, Serialize};

/// An endpoint that is served and judged here.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Endpoint {
    Authorize,
    GetAccountsDetail,
    GetAccountsDetailAsync,
    Investments,
    /// Clients that mint a token start here; without it they never reach Authorize.
    GenerateAuthorizeToken,
    /// A path of the mock, not of Flinks: the client reports what it read from the data.
    Understood,
}

impl Endpoint {
    /// The four of the guides, in the order in which a client calls them.
    pub const ALL: [Self; 4] =
        [Self::Authorize, Self::GetAccountsDetail, Self::GetAccountsDetailAsync, Self::Investments];

    /// The name as Flinks writes it, which is also a segment of the path.
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorize => "Authorize",
            Self::GetAccountsDetail => "GetAccountsDetail",
            Self::GetAccountsDetailAsync => "GetAccountsDetailAsync",
            Self::Investments => "Investments",
            Self::GenerateAuthorizeToken => "GenerateAuthorizeToken",
            Self::Understood => "Understood",
        }
    }

    /// The endpoint with this exact name.
    pub fn named(name: &str) -> Option<Self> {
        let own = [Self::GenerateAuthorizeToken, Self::Understood];
        Self::ALL.into_iter().chain(own).find(|endpoint| endpoint.name() == name)
    }

    /// The documented method. One published client sends POST to `GetAccountsDetailAsync` (C15).
    pub fn method(self) -> &'static str {
        match self {
            Self::GetAccountsDetailAsync => "GET",
            _ => "POST",
        }
    }

    /// Path templates with `{customerId}` and `{requestId}`, the canonical one first.
    ///
    /// Investments has two: its own page leaves `BankingServices` out, the guide's sample has it
    /// (C16).
    pub fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Authorize => &["/v3/{customerId}/BankingServices/Authorize"],
            Self::GetAccountsDetail => &["/v3/{customerId}/BankingServices/GetAccountsDetail"],
            Self::GetAccountsDetailAsync => {
                &["/v3/{customerId}/BankingServices/GetAccountsDetailAsync/{requestId}"]
            }
            Self::Investments => {
                &["/v3/{customerId}/Investments", "/v3/{customerId}/BankingServices/Investments"]
            }
            Self::GenerateAuthorizeToken => {
                &["/v3/{customerId}/BankingServices/GenerateAuthorizeToken"]
            }
            Self::Understood => &["/v3/{customerId}/_mock/understood"],
        }
    }

    /// The page that documents it.
    pub fn source(self) -> &'static str {
        match self {
            Self::Authorize => "docs.flinks.com/api/authorize/endpoints/authorize",
            Self::GetAccountsDetail => {
                "docs.flinks.com/api/connect/endpoints/account-linking/get-accounts-detail"
            }
            Self::GetAccountsDetailAsync => {
                "docs.flinks.com/api/connect/endpoints/account-linking/get-accounts-detail-async"
            }
            Self::Investments => "docs.flinks.com/api/wealth/endpoints/account-linking/investments",
            Self::GenerateAuthorizeToken => "docs.flinks.com/reference/generateauthorizetoken",
            Self::Understood => "this project",
        }
    }
}

/// An endpoint beyond the four: documented by Flinks, or called by its clients, and not served here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherEndpoint {
    pub name: &'static str,
    pub method: &'static str,
    /// A template; `{...}` stands for one segment. Without a query and without a trailing slash.
    pub path: &'static str,
    pub source: &'static str,
}

/// Tells "documented, not served here" from "no such path".
pub const OTHERS: &[OtherEndpoint] = &[
    OtherEndpoint {
        name: "GenerateAuthorizeToken",
        method: "POST",
        path: "/v3/{customerId}/BankingServices/GenerateAuthorizeToken",
        source: "docs.flinks.com/reference/generateauthorizetoken",
    },
    OtherEndpoint {
        name: "AuthorizeMultiple",
        method: "POST",
        path: "/v3/{customerId}/BankingServices/AuthorizeMultiple",
        source: "impak-finance/flinks-python",
    },
    OtherEndpoint {
        name: "GetAccountsSummary",
        method: "POST",
        path: "/v3/{customerId}/BankingServices/GetAccountsSummary",
        source: "docs.flinks.com/api/connect/endpoints/account-linking/get-accounts-summary",
    },
    OtherEndpoint {
        name: "GetAccountsSummaryAsync",
        method: "GET",
        path: "/v3/{customerId}/BankingServices/GetAccountsSummaryAsync/{requestId}",
        source: "docs.flinks.com/api/connect/endpoints/account-linking/get-accounts-summary-async",
    },
    OtherEndpoint {
        name: "GetStatements",
        method: "POST",
        path: "/v3/{customerId}/BankingServices/GetStatements",
        source: "docs.flinks.com/api/connect/endpoints/account-linking/get-statements",
    },
    OtherEndpoint {
        name: "GetStatementsAsync",
        method: "GET",
        path: "/v3/{customerId}/BankingServices/GetStatementsAsync/{requestId}",
        source: "pyflinks 0.1.2; gone from the 2026 docs (C28)",
    },
    OtherEndpoint {
        name: "InvestmentsDelete",
        method: "DELETE",
        path: "/v3/{customerId}/Investments/Delete/{loginId}",
        source: "docs.flinks.com/api/wealth/endpoints/account-linking",
    },
    OtherEndpoint {
        name: "DeleteCard",
        method: "DELETE",
        path: "/v3/{customerId}/BankingServices/DeleteCard/{loginId}",
        source: "docs.flinks.com/api/connect/endpoints/account-linking/delete-card",
    },
    OtherEndpoint {
        name: "SetScheduledRefresh",
        method: "PATCH",
        path: "/v3/{customerId}/BankingServices/SetScheduledRefresh",
        source: "docs.flinks.com/api/connect/endpoints/account-linking/set-scheduled-refresh",
    },
    OtherEndpoint {
        name: "GetMFAQuestions",
        method: "GET",
        path: "/v3/{customerId}/BankingServices/GetMFAQuestions/{loginId}",
        source: "docs.flinks.com/api/connect/endpoints/account-linking/get-mfa-questions",
    },
    OtherEndpoint {
        name: "AnswerMFAQuestions",
        method: "PATCH",
        path: "/v3/{customerId}/BankingServices/AnswerMFAQuestions",
        source: "docs.flinks.com/api/connect/endpoints/account-linking/answer-mfa-questions",
    },
    OtherEndpoint {
        name: "GetNightlyRefreshStatus",
        method: "GET",
        path: "/v3/{customerId}/BankingServices/GetNightlyRefreshStatus",
        source: "docs.flinks.com/api/connect/endpoints/account-linking/get-nightly-refresh-status",
    },
    OtherEndpoint {
        name: "GetWealthNightlyRefreshStatus",
        method: "GET",
        path: "/v3/{customerId}/BankingServices/GetWealthNightlyRefreshStatus",
        source: "docs.flinks.com/changelog/2021-03",
    },
    OtherEndpoint {
        name: "Institutions",
        method: "GET",
        path: "/v3/{customerId}/BankingServices/Institutions",
        source: "docs.flinks.com/api/connect/endpoints/account-linking (Institutions)",
    },
    OtherEndpoint {
        name: "InstitutionsByRoutingNumber",
        method: "GET",
        path: "/v3/{customerId}/BankingServices/Institutions/RoutingNumber/{routingNumber}",
        source: "docs.flinks.com/api/connect/endpoints/account-linking (Institutions)",
    },
    OtherEndpoint {
        name: "FieldMatch",
        method: "POST",
        path: "/v3/{customerId}/BankingServices/FieldMatch",
        source: "docs.flinks.com (FieldMatch); docs.flinks.com/changelog/2025-03",
    },
    OtherEndpoint {
        name: "Token",
        method: "POST",
        path: "/v3/{customerId}/BankingServices/Token",
        source: "neofinancial/node-flinks 0.6.0",
    },
];
