//! One call that was let in and routed.

use std::sync::Arc;

use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::http::request::Parts;

use crate::app::App;
use crate::customer::Customer;
use crate::route::{LONGEST_CUSTOMER, normal_customer};

use super::fields::Fields;
use super::problem::Problem;
use super::routes::{Route, Takes};

pub(super) struct Call<'a> {
    pub(super) app: &'a Arc<App>,
    /// Of the names in the path, in order.
    values: Vec<String>,
    pub(super) query: Fields,
    /// Members of a JSON body.
    pub(super) body: Fields,
    /// The body of a route that takes TOML.
    pub(super) toml: &'a str,
}

impl<'a> Call<'a> {
    pub(super) fn read(
        app: &'a Arc<App>,
        route: &Route,
        values: Vec<String>,
        head: &Parts,
        body: &'a Bytes,
    ) -> Result<Self, Problem> {
        let query = Fields::query(head.uri.query().unwrap_or_default(), route.query)?;
        let (fields, toml) = match route.takes {
            Takes::Nothing => (nothing(body)?, ""),
            Takes::Json(known) => {
                has_type(head, "application/json")?;
                (Fields::json(body, known)?, "")
            }
            Takes::Toml => {
                has_type(head, "application/toml")?;
                (Fields::default(), text(body)?)
            }
        };
        Ok(Self { app, values, query, body: fields, toml })
    }

    /// The value of the first name in the path.
    pub(super) fn name(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// The first name in the path, written as the mock writes it.
    pub(super) fn customer(&self) -> Result<String, Problem> {
        customer(self.name())
    }

    /// The customer, who must have called or been set up.
    pub(super) fn known(&self) -> Result<Arc<Customer>, Problem> {
        Ok(self.app.known(&self.customer()?)?)
    }

    /// The customer, made if need be: a test sets one up before its first call.
    pub(super) fn made(&self) -> Result<Arc<Customer>, Problem> {
        Ok(self.app.customer(&self.customer()?))
    }

    pub(super) fn request_id(&self) -> &str {
        self.values.get(1).map_or("", String::as_str)
    }
}

/// A customer id as the router of the mock writes it.
pub(super) fn customer(id: &str) -> Result<String, Problem> {
    let id = id.trim();
    if id.is_empty() || id.chars().count() > LONGEST_CUSTOMER {
        let detail = format!("a customer id has 1 to {LONGEST_CUSTOMER} characters");
        return Err(Problem::invalid(detail));
    }
    Ok(normal_customer(id))
}

/// A body where none is taken is a mistake: its sender thinks that it does something.
fn nothing(body: &Bytes) -> Result<Fields, Problem> {
    match body.is_empty() {
        true => Ok(Fields::default()),
        false => Err(Problem::malformed("this call takes no body")),
    }
}

/// A page of another site cannot send one of these types without asking first, which is refused.
fn has_type(head: &Parts, expected: &str) -> Result<(), Problem> {
    let given = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.and_then(|given| given.split(';').next()).map(str::trim);
    if essence.is_some_and(|essence| essence.eq_ignore_ascii_case(expected)) {
        return Ok(());
    }
    Err(Problem::wrong_content_type(expected))
}

fn text(body: &Bytes) -> Result<&str, Problem> {
    std::str::from_utf8(body).map_err(|error| {
        Problem::malformed(format!("not UTF-8: byte {} is wrong", error.valid_up_to() + 1))
    })
}
