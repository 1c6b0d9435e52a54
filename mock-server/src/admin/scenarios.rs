//! What can be played.

use std::sync::Arc;

use flinks_contract::diagnostic::nearest;
use serde_json::{Value, json};

use crate::explain;
use crate::library::{Library, Origins};
use crate::story::Story;

use super::Answer;
use super::call::Call;
use super::problem::Problem;
use super::reply::{PLAIN, Reply};
use super::service::reading;

/// Scenarios that can be handed in while the server runs. All of them are read again with each.
const MOST_PUT: usize = 100;

pub(super) fn list(call: &Call<'_>) -> Answer {
    let library = call.app.library();
    let shown: Vec<_> = library.stories().iter().map(|story| shown(story, &library)).collect();
    Ok(Reply::json(&json!({ "scenarios": shown })))
}

pub(super) fn source(call: &Call<'_>) -> Answer {
    let story = story(&call.app.library(), call.name())?;
    Ok(Reply::text("application/toml", story.source.to_string()))
}

pub(super) async fn put(call: &Call<'_>) -> Answer {
    let name = name(call.name())?;
    let (app, to_put, toml) = (Arc::clone(call.app), name.to_owned(), call.toml.to_owned());
    reading(move || {
        room(&app.origins(), &to_put)?;
        Ok(app.put(&to_put, &toml)?)
    })
    .await?;
    let library = call.app.library();
    let story = story(&library, name)?;
    Ok(Reply::json(&shown(&story, &library)))
}

pub(super) fn explain(call: &Call<'_>) -> Answer {
    let story = story(&call.app.library(), call.name())?;
    Ok(Reply::text(PLAIN, explain::story(&story, call.app.customers().seed())))
}

fn story(library: &Library, name: &str) -> Result<Arc<Story>, Problem> {
    library.story(name).cloned().ok_or_else(|| {
        let names = library.stories().iter().map(|story| &*story.name);
        let name: String = name.chars().take(LONGEST_NAME).collect();
        Problem::unknown(
            "scenario",
            match nearest(&name, names) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "GET /scenarios lists them all".to_owned(),
            },
        )
    })
}

/// Checked here, because a name becomes the name of a file.
fn name(name: &str) -> Result<&str, Problem> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=LONGEST_NAME).contains(&name.len()) && name.chars().all(allowed) {
        return Ok(name);
    }
    let expected = "the name of a scenario is 1 to 64 of a-z, 0-9 and hyphens";
    Err(Problem::invalid(expected))
}

fn room(origins: &Origins, name: &str) -> Result<(), Problem> {
    let file = format!("{name}.toml");
    if origins.put.len() < MOST_PUT || origins.put.iter().any(|text| text.name == file) {
        return Ok(());
    }
    let detail = format!(
        "{MOST_PUT} scenarios were handed in already; replace one of them, or put files into the \
         folder of --scenarios"
    );
    Err(Problem::invalid(detail))
}

fn shown(story: &Story, library: &Library) -> Value {
    json!({
        "name": &*story.name,
        "summary": story.summary,
        "loginId": story.login.id.to_string(),
        "username": story.username,
        "customers": story.customers,
        "isDefault": story.name == library.default().name,
    })
}

/// Names of scenarios have at most so many characters.
const LONGEST_NAME: usize = 64;

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::routes;
    use super::*;
    use crate::load::Text;
    use crate::log::Log;
    use crate::mock::FlinksMock;

    #[test]
    fn names() {
        for good in ["a", "two-polls-2", &"x".repeat(64)] {
            assert!(name(good).is_ok(), "{good}");
        }
        for bad in ["", "A", "a.b", "a b", "é", "a_b", &"x".repeat(65)] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_hundred_can_be_handed_in_and_each_of_them_replaced() {
        let app = Arc::new(FlinksMock::builder().app(Log::default()).unwrap());
        let text = |number: usize| {
            let name = format!("s{number}.toml");
            Text { path: name.clone(), name, source: "".into() }
        };
        app.origins().put = (0..100).map(text).collect();
        let put = async |name: &str| {
            let path = format!("/scenarios/{name}");
            let (route, values) = routes::find("PUT", &path).unwrap();
            let request = hyper::Request::put(&path).header("content-type", "application/toml");
            let (head, ()) = request.body(()).unwrap().into_parts();
            let body = Bytes::new();
            let call = Call::read(&app, route, values, &head, &body).unwrap();
            super::put(&call).await.unwrap_err().detail().to_owned()
        };
        assert!(put("new").await.starts_with("100 scenarios were handed in already; replace one"));
        assert!(put("s42").await.contains("missing field `summary`"));

        app.origins().put.pop();
        assert!(put("new").await.contains("missing field `summary`"));
    }
}
