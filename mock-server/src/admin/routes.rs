//! The one table of routes: the router, the refusals and the tests are made from it, and
//! `openapi.json` describes the same ones.

use std::pin::Pin;

use super::call::Call;
use super::path::{self, Segments};
use super::problem::Problem;
use super::{Answer, clock, customers, journal, scenarios, service, sessions, verdict};

#[derive(Debug)]
pub(super) struct Route {
    pub(super) method: &'static str,
    /// `/customers/{customer}`.
    pub(super) path: &'static str,
    /// The operationId.
    #[cfg_attr(not(test), expect(dead_code, reason = "ties the table to openapi.json"))]
    pub(super) id: &'static str,
    /// Names that may stand in the query.
    pub(super) query: &'static [&'static str],
    pub(super) takes: Takes,
    pub(super) handler: Handler,
}

/// What a call has to bring.
#[derive(Clone, Copy, Debug)]
pub(super) enum Takes {
    Nothing,
    /// An object with these members, or nothing in the place of an empty one.
    Json(&'static [&'static str]),
    Toml,
}

/// Most answer at once; a few wait for something.
#[derive(Debug)]
pub(super) enum Handler {
    Now(fn(&Call<'_>) -> Answer),
    Later(for<'a> fn(&'a Call<'a>) -> Later<'a>),
}

type Later<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

use Handler::Now;
use Takes::{Json, Nothing, Toml};

const fn get(path: &'static str, id: &'static str, handler: Handler) -> Route {
    Route { method: "GET", path, id, query: &[], takes: Nothing, handler }
}

const fn put(path: &'static str, id: &'static str, takes: Takes, handler: Handler) -> Route {
    Route { method: "PUT", path, id, query: &[], takes, handler }
}

const fn post(path: &'static str, id: &'static str, takes: Takes, handler: Handler) -> Route {
    Route { method: "POST", path, id, query: &[], takes, handler }
}

const fn delete(path: &'static str, id: &'static str, handler: Handler) -> Route {
    Route { method: "DELETE", path, id, query: &[], takes: Nothing, handler }
}

impl Route {
    const fn query(self, query: &'static [&'static str]) -> Self {
        Self { query, ..self }
    }
}

#[rustfmt::skip]
pub(super) static ROUTES: &[Route] = &[
    get("/health", "getHealth", Now(service::health)),
    get("/ready", "getReady", Now(service::ready)),
    get("/openapi.json", "getDescription", Now(service::description)),
    post("/reload", "reload", Json(&[]), Handler::Later(|call| Box::pin(service::reload(call)))),
    post("/reset", "resetAll", Json(&[]), Now(customers::reset_all)),
    get("/events", "streamEvents", Now(journal::stream)).query(&["customer"]),
    get("/scenarios", "listScenarios", Now(scenarios::list)),
    get("/scenarios/{name}", "getScenario", Now(scenarios::source)),
    put("/scenarios/{name}", "putScenario", Toml, Handler::Later(|call| Box::pin(scenarios::put(call)))),
    get("/scenarios/{name}/explain", "explainScenario", Now(scenarios::explain)),
    get("/journal", "getJournal", Now(journal::all)).query(journal::PAGE),
    get("/customers", "listCustomers", Now(customers::list)),
    get("/customers/{customer}", "getCustomer", Now(customers::one)),
    delete("/customers/{customer}", "resetCustomer", Now(customers::reset)),
    get("/customers/{customer}/scenario", "getChoice", Now(customers::choice)),
    put("/customers/{customer}/scenario", "chooseScenario", Json(&["scenario"]), Now(customers::choose)),
    delete("/customers/{customer}/scenario", "forgetChoice", Now(customers::forget_choice)),
    get("/customers/{customer}/sessions", "listSessions", Now(sessions::list)),
    get("/customers/{customer}/sessions/{requestId}", "getSession", Now(sessions::one)),
    get("/customers/{customer}/sessions/{requestId}/explain", "explainSession", Now(sessions::explain)),
    post("/customers/{customer}/sessions/{requestId}/force", "forceSession", Json(&["state", "code"]), Now(sessions::force)),
    get("/customers/{customer}/journal", "getCustomerJournal", Now(journal::of_customer)).query(journal::PAGE),
    post("/customers/{customer}/journal/wait", "waitForJournal", Json(journal::WAIT), Handler::Later(|call| Box::pin(journal::wait(call)))),
    get("/customers/{customer}/verdict", "getVerdict", Handler::Later(|call| Box::pin(verdict::verdict(call)))).query(&["done"]),
    get("/customers/{customer}/clock", "getClock", Now(clock::read)),
    put("/customers/{customer}/clock", "setClock", Json(&["mode"]), Now(clock::set_mode)),
    post("/customers/{customer}/clock/advance", "advanceClock", Json(&["by", "to"]), Handler::Later(|call| Box::pin(clock::advance(call)))),
    post("/customers/{customer}/clock/next", "advanceToNext", Json(&[]), Handler::Later(|call| Box::pin(clock::next(call)))),
];

impl Handler {
    pub(super) async fn call(&self, call: &Call<'_>) -> Answer {
        match self {
            Self::Now(handler) => handler(call),
            Self::Later(handler) => handler(call).await,
        }
    }
}

/// The route of a call and the values of the names in its path.
pub(super) fn find(method: &str, path: &str) -> Result<(&'static Route, Vec<String>), Problem> {
    let segments = path::segments(path).ok_or_else(|| no_route(path))?;
    let mut allow: Vec<&str> = Vec::new();
    for (route, values) in matching(&segments) {
        if route.takes_method(method) {
            return Ok((route, values));
        }
        allow.push(route.method);
    }
    if allow.is_empty() {
        Err(no_route(path))
    } else {
        Err(Problem::wrong_method(allow.join(", ")))
    }
}

fn matching(segments: &Segments) -> impl Iterator<Item = (&'static Route, Vec<String>)> {
    ROUTES.iter().filter_map(|route| Some((route, path::matches(route.path, segments)?)))
}

fn no_route(path: &str) -> Problem {
    match path::meant(path, ROUTES.iter().map(|route| route.path)) {
        Some(meant) if meant == path => Problem::no_route(
            "a part of the path is `.` or `..`, or has a slash or a control character",
        ),
        Some(meant) => Problem::no_route(format!("did you mean {meant}?")),
        None => Problem::no_route("GET /openapi.json describes them all"),
    }
}

impl Route {
    /// HEAD is GET without the body, which the server leaves out.
    fn takes_method(&self, method: &str) -> bool {
        self.method == method || (self.method == "GET" && method == "HEAD")
    }
}

#[cfg(test)]
mod tests;
