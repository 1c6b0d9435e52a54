//! Pages of one origin that may call the API: what a browser asks for, and gets for no other page.

use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    HeaderMap, HeaderValue, ORIGIN, VARY,
};
use hyper::{Method, Request, Response, StatusCode};

/// The origin as a browser sends it: `http://localhost:3000`.
#[derive(Clone, Debug)]
pub(crate) struct Cors(HeaderValue);

impl Cors {
    /// # Errors
    ///
    /// What an origin looks like.
    #[cfg(feature = "cli")]
    pub(crate) fn of(text: &str) -> Result<Self, String> {
        let url = reqwest::Url::parse(text).ok().filter(|url| {
            let is_plain = url.username().is_empty() && !text.contains('*');
            is_plain && url.path() == "/" && url.query().is_none() && url.fragment().is_none()
        });
        // As a browser sends it: in lower case, and without the port that is the default.
        let origin = url.map(|url| url.origin()).filter(|origin| origin.is_tuple());
        let value = origin.and_then(|it| HeaderValue::from_str(&it.ascii_serialization()).ok());
        value.map(Self).ok_or("expected an origin, such as http://localhost:3000".to_owned())
    }

    pub(super) fn is_asked_by<B>(&self, request: &Request<B>) -> bool {
        request.headers().get(ORIGIN) == Some(&self.0)
    }

    /// The answer to what a browser asks before the call itself; nothing where it is another request.
    pub(super) fn preflight<B>(&self, request: &Request<B>) -> Option<Response<()>> {
        let headers = request.headers();
        let is_one = request.method() == Method::OPTIONS
            && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        let mut response = is_one.then(|| Response::new(()))?;
        *response.status_mut() = StatusCode::NO_CONTENT;
        let allowed = response.headers_mut();
        let methods = HeaderValue::from_static("GET, POST, PATCH, DELETE");
        allowed.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
        if let Some(asked) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            allowed.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
        }
        self.allow(allowed);
        Self::vary(allowed);
        Some(response)
    }

    pub(super) fn allow(&self, headers: &mut HeaderMap) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, self.0.clone());
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    }

    /// Every answer says that another origin gets another one, or a cache would give it to all of them.
    pub(super) fn vary(headers: &mut HeaderMap) {
        headers.append(VARY, HeaderValue::from_static("Origin"));
    }
}
