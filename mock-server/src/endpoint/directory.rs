//! Lists that are the same for everybody: institutions, and categories of transactions.
//!
//! What they hold is made up, but for the institutions 1, 2 and 14, whose ids are those of official samples.
//! Source: docs.flinks.com/api/connect/endpoints/account-linking (Institutions);
//! docs.flinks.com/api/enrich/endpoints/attributes-libraries/categories.

use std::sync::LazyLock;

use flinks_contract::insight::KEYWORDS;
use flinks_report::grouped;
use serde_json::{Value, json};

use super::{Call, Planned, Scene};
use crate::reply::Reply;

static INSTITUTIONS: LazyLock<Vec<Value>> =
    LazyLock::new(|| list(include_str!("../../data/institutions.json")));

/// Those that a categorization brings, for either country.
static CATEGORIES: LazyLock<Value> = LazyLock::new(|| {
    let categories = grouped(KEYWORDS.iter().map(|it| (it.category, it.subcategory)));
    let entry = |(category, names): (&str, Vec<&str>)| {
        let description = names.join(", ");
        let names =
            names.iter().map(|name| json!({ "SubCategoryName": name, "Description": name }));
        json!({
            "PrimaryCategoryName": category,
            "Description": description,
            "SubCategories": names.collect::<Value>(),
        })
    };
    categories.into_iter().map(entry).collect()
});

fn list<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("a compiled-in list is JSON")
}

/// A page of them, without routing numbers; `Count` is the number of all.
pub(super) fn institutions(scene: &Scene<'_>, call: &Call<'_>) -> Result<Planned, Reply> {
    let number = |name, otherwise, most| match call.parameter(name) {
        None => Ok(otherwise),
        Some(text) => {
            text.parse::<usize>().ok().filter(|number| *number <= most).ok_or_else(|| {
                let most =
                    if most == MOST_TAKEN { format!(", at most {most}") } else { String::new() };
                Reply::invalid(&[(name, &format!("must be a number from 0 on{most}"))])
            })
        }
    };
    let (skip, take) = (number("skip", 0, usize::MAX)?, number("take", MOST_TAKEN, MOST_TAKEN)?);
    let page = INSTITUTIONS.iter().skip(skip).take(take).cloned().map(|mut institution| {
        institution.as_object_mut().map(|members| members.remove("RoutingNumbers"));
        institution
    });
    let page: Value = page.collect();
    let body = json!({ "Data": page, "Count": INSTITUTIONS.len() });
    Ok(Planned::at_once(scene, Reply::ok(&body)))
}

/// Those of the United States alone have routing numbers. The refusal is assumed.
pub(super) fn by_routing_number(scene: &Scene<'_>, number: &str) -> Result<Planned, Reply> {
    let has_it = |institution: &&Value| {
        let numbers = institution["RoutingNumbers"].as_array();
        numbers.is_some_and(|numbers| numbers.iter().any(|known| known == number))
    };
    let found = INSTITUTIONS.iter().find(has_it);
    let found = found.ok_or_else(|| Reply::invalid(&[("routingNumber", "is not known")]))?;
    Ok(Planned::at_once(scene, Reply::ok(found)))
}

/// A bare list.
pub(super) fn categories(scene: &Scene<'_>, country: &str) -> Result<Planned, Reply> {
    if !["CA", "US"].iter().any(|known| known.eq_ignore_ascii_case(country)) {
        return Err(Reply::invalid(&[("country", "must be CA or US")]));
    }
    Ok(Planned::at_once(scene, Reply::ok(&CATEGORIES)))
}

/// Institutions of one page.
const MOST_TAKEN: usize = 1_000;
