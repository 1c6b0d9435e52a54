//! The file format of fixtures: one JSON response body with places for the ids of the session.
//!
//! A fixture is `fixtures/<kind>/<name>.json`. Inside its strings, `{{RequestId}}` and the other
//! [`PLACES`] stand for values of the session. The file is checked and cut into segments once;
//! an answer is then spliced from bytes, and no JSON is parsed or written for it.

mod captured;
mod check;
mod pieces;
mod place;

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
pub use check::KINDS;
pub use pieces::Pieces;
pub use place::{PLACES, Place, Values};

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::schema::Message;

/// Which answer a fixture is for. It is the name of the folder, and fixes schema and status.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Kind {
    Accounts,
    Authorize,
    Investments,
    Pending,
}

impl Kind {
    /// Its folder, what a body of it is, the HTTP status of the answer, and its schema.
    fn facts(self) -> (&'static str, &'static str, u16, Message) {
        match self {
            Self::Accounts => {
                ("accounts", "200 of GetAccountsDetail", 200, Message::AccountsDetailOk)
            }
            Self::Authorize => ("authorize", "200 of Authorize", 200, Message::AuthorizeOk),
            Self::Investments => ("investments", "200 of Investments", 200, Message::InvestmentsOk),
            Self::Pending => ("pending", "202 of a data call", 202, Message::Pending),
        }
    }

    pub fn folder(self) -> &'static str {
        self.facts().0
    }

    /// What a body of this kind is.
    pub fn title(self) -> &'static str {
        self.facts().1
    }

    /// HTTP status of the answer.
    pub fn status(self) -> u16 {
        self.facts().2
    }

    pub fn message(self) -> Message {
        self.facts().3
    }
}

/// Characters of an id that is looked for within texts. A shorter one is a word that may stand anywhere.
pub const SHORTEST_ID: usize = 8;

/// What a fixture need not keep.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waived {
    /// The schema of its kind. It may also have values of another session.
    pub schema: bool,
    /// Values of another session give way to those of the session: the body was captured.
    pub adopt: bool,
}

/// A checked body, ready to be spliced.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fixture {
    segments: Vec<Segment>,
}

/// Bytes from which on a text is shared and not copied: a copy of less costs no more than a piece.
const SHARED_BYTES: usize = 2 << 10;

#[derive(Clone, Debug, Eq, PartialEq)]
enum Segment {
    Text(Bytes),
    Place(Place),
}

impl Fixture {
    /// Reads the text of a fixture file; white space between members is dropped.
    ///
    /// # Errors
    ///
    /// Text that is not a JSON object or has an unknown place; and, unless they are waived, every
    /// departure from the schema of its kind and every value of another session. Each with line and column.
    pub fn parse(
        path: &str,
        source: &Arc<str>,
        kind: Kind,
        waived: Waived,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut compact = check::json(path, source)?;
        check::places(path, source)?;
        if waived.adopt || !waived.schema {
            let (adopted, found) = captured::adopt(&compact);
            if !waived.adopt {
                check::captured(path, source, &found)?;
            }
            compact = adopted;
        }
        let fixture = Self::cut(&compact);
        drop(compact);
        if !waived.schema {
            check::schema(path, source, kind, &fixture)?;
        }
        Ok(fixture)
    }

    /// A body that was generated. Braces that do not name a place are left alone.
    pub fn of(body: &Value) -> Self {
        Self::cut(&body.to_string())
    }

    /// A body that need not be JSON, used as it is; it has no places.
    pub fn text(body: &str) -> Self {
        Self { segments: vec![Segment::text_of(body)] }
    }

    /// The body with its places by name, as it stood in the file.
    pub fn to_json(&self) -> Value {
        // It was JSON before it was cut.
        serde_json::from_str(&self.written()).unwrap_or_default()
    }

    /// The same as text, without white space between members.
    pub fn written(&self) -> String {
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Text(text) => String::from_utf8_lossy(text),
            Segment::Place(place) => place.written().into(),
        });
        segments.collect()
    }

    /// Whether it names this place.
    pub fn has(&self, place: Place) -> bool {
        self.segments.iter().any(|segment| matches!(segment, Segment::Place(own) if *own == place))
    }

    /// Whether it has a place for the RequestId of another session. Only a deliberately wrong answer has.
    pub fn names_another_session(&self) -> bool {
        self.has(Place::OtherRequestId)
    }

    /// Approximate size in memory.
    pub fn bytes(&self) -> usize {
        let text = |segment: &Segment| match segment {
            Segment::Text(text) => text.len(),
            Segment::Place(_) => 0,
        };
        self.segments.iter().map(|segment| size_of::<Segment>() + text(segment)).sum()
    }

    /// The body for one session: one allocation, and copies of bytes.
    pub fn splice(&self, values: &Values<'_>) -> Vec<u8> {
        let mut body = Vec::with_capacity(self.len(values));
        for segment in &self.segments {
            body.extend_from_slice(segment.text(values));
        }
        body
    }

    /// The same in pieces: long texts are shared by all sessions, and only what is between them is copied.
    pub fn pieces(&self, values: &Values<'_>) -> Pieces {
        let mut pieces = Pieces::default();
        let mut small = BytesMut::with_capacity(self.len_of_small(values));
        for segment in &self.segments {
            match segment {
                Segment::Text(text) if text.len() >= SHARED_BYTES => {
                    pieces.push(small.split().freeze());
                    pieces.push(text.clone());
                }
                segment => small.extend_from_slice(segment.text(values)),
            }
        }
        pieces.push(small.freeze());
        pieces
    }

    fn len_of_small(&self, values: &Values<'_>) -> usize {
        let lengths = self.segments.iter().map(|segment| segment.text(values).len());
        lengths.filter(|length| *length < SHARED_BYTES).sum()
    }

    fn len(&self, values: &Values<'_>) -> usize {
        self.segments.iter().map(|segment| segment.text(values).len()).sum()
    }

    fn cut(compact: &str) -> Self {
        let mut segments = Vec::new();
        let mut rest = compact;
        while let Some((before, place, after)) = place::next(rest) {
            segments.push(Segment::text_of(before));
            segments.push(Segment::Place(place));
            rest = after;
        }
        segments.push(Segment::text_of(rest));
        Self { segments }
    }
}

impl Segment {
    fn text_of(text: &str) -> Self {
        Self::Text(Bytes::copy_from_slice(text.as_bytes()))
    }

    fn text<'a>(&'a self, values: &Values<'a>) -> &'a [u8] {
        match self {
            Self::Text(text) => text,
            Self::Place(place) => values.get(*place).as_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: Values<'static> = Values {
        request_id: "1243c283-e0ca-4fda-a5e4-343068430190",
        other_request_id: "006fd2f3-055b-4ef6-a9fc-c1261cd76ec6",
        login_id: "5e115eac-1209-4f19-641c-08d6d484e2fe",
        username: "Great\\\"day",
        institution: "FlinksCapital",
        last_refresh: "2019-05-09T13:47:46.5227901",
    };

    const LENIENT: Waived = Waived { schema: true, adopt: false };

    fn splice(text: &str) -> String {
        let fixture =
            Fixture::parse("fixtures/x.json", &text.into(), Kind::Pending, LENIENT).unwrap();
        String::from_utf8(fixture.splice(&VALUES)).unwrap()
    }

    #[test]
    fn places_take_the_values_of_the_session() {
        assert_eq!(
            splice(
                r#"{ "RequestId": "{{RequestId}}", "a": ["/X/{{RequestId}}!", "{{LoginId}}"] }"#
            ),
            r#"{"RequestId":"1243c283-e0ca-4fda-a5e4-343068430190","a":["/X/1243c283-e0ca-4fda-a5e4-343068430190!","5e115eac-1209-4f19-641c-08d6d484e2fe"]}"#
        );
        assert_eq!(splice(r#"{"u": "{{Username}}"}"#), r#"{"u":"Great\"day"}"#);
    }

    #[test]
    fn braces_that_name_no_place_are_text() {
        let body = serde_json::json!({ "a": "{{x}} {{ {{{RequestId}} {{OtherRequestId}} {{" });
        let fixture = Fixture::of(&body);

        assert_eq!(
            String::from_utf8(fixture.splice(&VALUES)).unwrap(),
            r#"{"a":"{{x}} {{ {1243c283-e0ca-4fda-a5e4-343068430190 006fd2f3-055b-4ef6-a9fc-c1261cd76ec6 {{"}"#
        );
        assert_eq!(fixture.to_json(), body);
    }

    #[test]
    fn text_order_and_digits_stay_as_they_are_written() {
        assert_eq!(
            splice("{\n  \"b\": 1.00, \"a\": 50006.04,\n \"s\": \"{Endpoint} { } é\" }"),
            r#"{"b":1.00,"a":50006.04,"s":"{Endpoint} { } é"}"#
        );
    }

    /// Not JSON; not an object; an unknown place; a member with another name, and one of another type.
    #[test]
    fn mistakes() {
        let files = [
            "{\n  \"a\": 1,\n}",
            "[1]",
            r#"{ "RequestId": "{{RequestID}}" }"#,
            "{\n  \"HttpStatusCode\": 202,\n  \"FlinksCode\": \"OPERATION_PENDING\",\n  \"links\": [],\n  \"Message\": 1,\n  \"RequestId\": \"{{RequestId}}\"\n}",
        ];
        let mistakes = |text: &str| {
            let problems = Fixture::parse("x.json", &text.into(), Kind::Pending, Waived::default())
                .unwrap_err();
            problems.iter().map(|problem| format!("{problem}\n")).collect::<String>()
        };
        insta::assert_snapshot!(files.map(mistakes).concat(), @r#"
        error: not valid JSON
         --> x.json:3:1
          |
        3 | }
          | ^ trailing comma
        error: a fixture is one JSON object
         --> x.json:1:1
          |
        1 | [1]
          | ^
        error: unknown placeholder `{{RequestID}}`
         --> x.json:1:17
          |
        1 | { "RequestId": "{{RequestID}}" }
          |                 ^^^^^^^^^^^^^
          |
          = help: did you mean `RequestId`?
        error: /Links is missing
         --> x.json:4:12
          |
        4 |   "links": [],
          |            ^^
          |
          = help: did you mean `Links` instead of `links`?
        error: /Message: expected a text that is not empty, found 1 integer
         --> x.json:5:14
          |
        5 |   "Message": 1,
          |              ^
        error: this is not a 202 of a data call
        --> x.json
         = help: to serve it as it is, start with --allow-invalid-fixtures
        "#);
        let many: String =
            (0..11).map(|_| r#"{ "rel": 1, "href": "", "example": null },"#).collect();
        let many = many.trim_end_matches(',');
        let many = mistakes(&format!(
            r#"{{ "FlinksCode": "OPERATION_PENDING", "HttpStatusCode": 202, "Message": "a", "RequestId": "{{{{RequestId}}}}", "Links": [{many}] }}"#
        ));
        assert!(many.contains("and 1 more differences from the schema in this file"), "{many}");
    }

    const CAPTURED: &str = r#"{
  "FlinksCode": "OPERATION_PENDING", "HttpStatusCode": 202, "Message": "6c0f5f0e: wait",
  "RequestId": "6c0f5f0e-40a1-4a55-8f7e-3b7a52c1d901",
  "Links": [{ "rel": "a", "href": "/Async/6c0f5f0e-40a1-4a55-8f7e-3b7a52c1d901/", "example": null }],
  "Login": { "Id": "0d7f6b1e-94d2-4c37-a1b0-08da172863aa", "Username": "Jo", "LastRefresh": "{{LastRefresh}}" }
}"#;

    #[test]
    fn a_captured_body_is_refused_with_each_place_or_adopted() {
        let parse = |waived| Fixture::parse("x.json", &CAPTURED.into(), Kind::Pending, waived);
        let problems = parse(Waived::default()).unwrap_err();
        let shown = problems.iter().map(|problem| format!("{problem}\n")).collect::<String>();
        insta::assert_snapshot!(shown, @r#"
        error: /RequestId has the RequestId of another session
         --> x.json:3:16
          |
        3 |   "RequestId": "6c0f5f0e-40a1-4a55-8f7e-3b7a52c1d901",
          |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: write {{RequestId}} there, or start with --adopt
        error: /Links/0/href has the RequestId of another session
         --> x.json:4:35
          |
        4 |   "Links": [{ "rel": "a", "href": "/Async/6c0f5f0e-40a1-4a55-8f7e-3b7a52c1d901/", "example": ...
          |                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: write {{RequestId}} there, or start with --adopt
        error: /Login/Id has the LoginId of another session
         --> x.json:5:20
          |
        5 |   "Login": { "Id": "0d7f6b1e-94d2-4c37-a1b0-08da172863aa", "Username": "Jo", "LastRefresh": "...
          |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: write {{LoginId}} there, or start with --adopt
        error: /Login/Username has the Username of another session
         --> x.json:5:72
          |
        5 |   "Login": { "Id": "0d7f6b1e-94d2-4c37-a1b0-08da172863aa", "Username": "Jo", "LastRefresh": "...
          |                                                                        ^^^^
          |
          = help: write {{Username}} there, or start with --adopt
        "#);

        assert_eq!(
            parse(LENIENT).unwrap().written(),
            serde_json::from_str::<Value>(CAPTURED).unwrap().to_string()
        );
        let adopted = parse(Waived { schema: true, adopt: true }).unwrap().to_json();
        for (pointer, expected) in [
            ("/RequestId", "{{RequestId}}"),
            ("/Links/0/href", "/Async/{{RequestId}}/"),
            ("/Login/Id", "{{LoginId}}"),
            ("/Login/Username", "{{Username}}"),
            ("/Login/LastRefresh", "{{LastRefresh}}"),
            ("/Message", "6c0f5f0e: wait"),
        ] {
            assert_eq!(adopted.pointer(pointer).unwrap(), expected);
        }
        let word = r#"{ "RequestId": "a", "Message": "a word" }"#;
        let waived = Waived { schema: true, adopt: true };
        let word = Fixture::parse("x.json", &word.into(), Kind::Pending, waived).unwrap();
        assert_eq!(word.written(), r#"{"RequestId":"{{RequestId}}","Message":"a word"}"#);
    }
}
