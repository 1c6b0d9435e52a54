//! What can be played.

use flinks_contract::diagnostic::nearest;
use serde_json::{Value, json};

use crate::library::Library;
use crate::story::Story;

use super::Answer;
use super::call::Call;
use super::problem::Problem;
use super::reply::Reply;

pub(super) fn list(call: &Call<'_>) -> Answer {
    let library = call.app.library();
    let shown: Vec<_> = library.stories().iter().map(|story| shown(story, &library)).collect();
    Ok(Reply::json(&json!({ "scenarios": shown })))
}

pub(super) fn source(call: &Call<'_>) -> Answer {
    story(&call.app.library(), call.name())?;
    Err(Problem::not_built())
}

pub(super) fn put(call: &Call<'_>) -> Answer {
    flinks_contract::scenario::Scenario::parse(&format!("{}.toml", call.name()), &call.toml.into())
        .map_err(Problem::bad_files)?;
    Err(Problem::not_built())
}

pub(super) fn explain(call: &Call<'_>) -> Answer {
    story(&call.app.library(), call.name())?;
    Err(Problem::not_built())
}

pub(super) fn story<'a>(library: &'a Library, name: &str) -> Result<&'a Story, Problem> {
    let found = library.stories().iter().find(|story| &*story.name == name);
    found.map(|story| &**story).ok_or_else(|| {
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

fn shown(story: &Story, library: &Library) -> Value {
    json!({
        "name": story.name,
        "summary": story.summary,
        "loginId": story.login.id.to_string(),
        "username": story.username,
        "isDefault": story.name == library.default().name,
    })
}

/// Names of scenarios have at most so many characters.
const LONGEST_NAME: usize = 64;
