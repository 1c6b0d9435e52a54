//! Scenarios: which ones there are, what they do, and adding one.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use hyper::header::CONTENT_TYPE;
use serde::Serialize;
use utoipa::ToSchema;

use super::Answer;
use super::path::ScenarioName;
use super::problem::{Kind, Problem};
use super::service::reading;
use crate::app::App;
use crate::explain;
use crate::library::{Library, Origins};
use crate::scenario::CompiledScenario;

/// Scenarios that can be added while the server runs. All of them are read again with each.
const MOST_PUT: usize = 100;

/// Most characters of a name.
const LONGEST_NAME: usize = 64;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Scenario {
    name: String,
    summary: String,
    /// Authorizing with it plays the scenario.
    login_id: String,
    /// Authorizing with it plays the scenario, too.
    username: Option<String>,
    /// Customers that play the scenario by default.
    customers: Vec<String>,
    /// Whether the LoginId of the Flinks guides plays it.
    is_default: bool,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Scenarios {
    scenarios: Vec<Scenario>,
}

/// List the scenarios, by name
#[utoipa::path(get, path = "/scenarios", operation_id = "listScenarios",
    responses((status = 200, body = Scenarios)))]
pub(super) async fn list(State(app): State<Arc<App>>) -> Json<Scenarios> {
    let library = app.library();
    let scenarios = library.stories().iter().map(|story| Scenario::of(story, &library)).collect();
    Json(Scenarios { scenarios })
}

/// Show the source of a scenario, with its comments
#[utoipa::path(get, path = "/scenarios/{name}", operation_id = "getScenario",
    responses((status = 200, body = String, content_type = "application/toml")))]
pub(super) async fn source(
    State(app): State<Arc<App>>,
    ScenarioName(name): ScenarioName,
) -> Result<impl IntoResponse, Problem> {
    let story = story(&app.library(), &name)?;
    Ok(([(CONTENT_TYPE, "application/toml")], story.source.to_string()))
}

/// Add a scenario until the server stops, or replace one
///
/// It is checked like a file: with errors nothing changes, and the answer is 422 with every error.
/// Sessions that are open finish on the scenario they began with.
#[utoipa::path(put, path = "/scenarios/{name}", operation_id = "putScenario",
    request_body(content = String, content_type = "application/toml"),
    responses((status = 200, body = Scenario)))]
pub(super) async fn put(
    State(app): State<Arc<App>>,
    ScenarioName(name): ScenarioName,
    toml: String,
) -> Answer<Scenario> {
    check_name(&name)?;
    let (reader, to_put) = (Arc::clone(&app), name.clone());
    reading(move || {
        check_room(&reader.origins(), &to_put)?;
        Ok(reader.put(&to_put, &toml)?)
    })
    .await?;
    let library = app.library();
    Ok(Json(Scenario::of(&*story(&library, &name)?, &library)))
}

/// Explain what a scenario does, for a person
#[utoipa::path(get, path = "/scenarios/{name}/explain", operation_id = "explainScenario",
    responses((status = 200, body = String, content_type = "text/plain")))]
pub(super) async fn explain(
    State(app): State<Arc<App>>,
    ScenarioName(name): ScenarioName,
) -> Result<String, Problem> {
    let library = app.library();
    let story = story(&library, &name)?;
    Ok(explain::story(&library, &story, app.customers.seed))
}

fn story(library: &Library, name: &str) -> Result<Arc<CompiledScenario>, Problem> {
    library.story(name).cloned().ok_or_else(|| {
        let name: String = name.chars().take(LONGEST_NAME).collect();
        Kind::UNKNOWN_SCENARIO.because(match library.nearest(&name) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "GET /scenarios lists all scenarios".to_owned(),
        })
    })
}

/// Checked here, because a name becomes the name of a file.
fn check_name(name: &str) -> Result<(), Problem> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=LONGEST_NAME).contains(&name.len()) && name.chars().all(allowed) {
        return Ok(());
    }
    Err(Kind::INVALID.because("the name of a scenario is 1 to 64 of a-z, 0-9 and hyphens"))
}

fn check_room(origins: &Origins, name: &str) -> Result<(), Problem> {
    let file = format!("{name}.toml");
    if origins.put.len() < MOST_PUT || origins.put.iter().any(|text| text.name == file) {
        return Ok(());
    }
    Err(Kind::INVALID.because(format!(
        "{MOST_PUT} scenarios were added already; replace one of them, or put files into the folder \
         of --scenarios"
    )))
}

impl Scenario {
    fn of(story: &CompiledScenario, library: &Library) -> Self {
        Self {
            name: story.name.to_string(),
            summary: story.summary.to_string(),
            login_id: story.login.id.to_string(),
            username: story.username.as_ref().map(ToString::to_string),
            customers: story.customers.iter().map(ToString::to_string).collect(),
            is_default: story.name == library.default().name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Text;
    use crate::log::Log;
    use crate::mock::FlinksMock;

    #[tokio::test]
    async fn a_hundred_can_be_added_and_each_of_them_replaced() {
        let app = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
        let text = |number: usize| {
            let name = format!("s{number}.toml");
            Text { path: name.clone(), name, source: "".into() }
        };
        app.origins().put = (0..100).map(text).collect();
        let put = async |name: &str| {
            let name = ScenarioName(name.to_owned());
            let refused = super::put(State(Arc::clone(&app)), name, String::new()).await;
            refused.err().unwrap().detail
        };
        assert!(put("new").await.starts_with("100 scenarios were added already; replace one"));
        assert!(put("s42").await.contains("missing field `summary`"));

        app.origins().put.pop();
        assert!(put("new").await.contains("missing field `summary`"));
    }
}
