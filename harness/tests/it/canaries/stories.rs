//! Servers with canaries in what they say.

use flinks_mock::clock::{Clock, ClockMode};
use serde_json::{Value, json};

use super::needles::{Needles, encodings};
use super::planted::{
    API_KEY, CUSTOMER_ID, LOGIN_ID, Planted, REQUEST_PREFIX, SECRET_KEY, SECRETS, TOKEN, valued,
};
use crate::servers::Said;
use crate::servers::right::Right;
use crate::stub::{Answer, Seen, Stub};

pub(super) struct Story {
    pub(super) name: &'static str,
    /// The exit code of a run.
    pub(super) code: i32,
    /// Requests of a run at least.
    pub(super) calls: usize,
    /// Part of the calls that it answers in its own way; the others are answered as by the right one.
    own: &'static str,
    answer: fn(&Server, &Seen) -> Answer,
}

struct Server {
    right: Right,
    planted: Planted,
}

#[rustfmt::skip]
pub(super) const STORIES: &[Story] = &[
    Story { name: "right", code: 0, calls: 21, own: "", answer: Server::right },
    Story { name: "wild", code: 1, calls: 15, own: "", answer: Server::wild },
    Story { name: "encoded", code: 1, calls: 15, own: "", answer: Server::encoded },
    Story { name: "headers", code: 1, calls: 15, own: "", answer: Server::headers },
    Story { name: "refused", code: 3, calls: 2, own: "POST Authorize", answer: Server::refused },
    Story { name: "questions", code: 3, calls: 2, own: "POST Authorize", answer: Server::questions },
    Story { name: "page", code: 1, calls: 3, own: "Detail", answer: Server::page },
    Story { name: "cut", code: 1, calls: 3, own: "Detail", answer: Server::cut },
    Story { name: "redirect", code: 1, calls: 3, own: "Detail", answer: Server::redirect },
    Story { name: "throttled", code: 3, calls: 3, own: "Detail", answer: Server::throttled },
    Story { name: "pending", code: 1, calls: 5, own: "", answer: Server::pending },
];

impl Story {
    pub(super) async fn start(&self) -> (Stub, Needles) {
        let right = Right::new(Clock::new(ClockMode::Manual), REQUEST_PREFIX, LOGIN_ID);
        let server = Server { right, planted: Planted::default() };
        let (own, answer) = (self.own, self.answer);
        let answer = move |_, seen: &Seen| {
            if seen.call.contains(own) { answer(&server, seen) } else { server.right(seen) }
        };
        (Stub::start("", answer).await, Needles::new(&Planted::all()))
    }
}

impl Server {
    fn said(&self, seen: &Seen) -> Said {
        match &*seen.call {
            "POST GenerateAuthorizeToken" => {
                (200, json!({ "HttpStatusCode": 200, "Token": TOKEN }))
            }
            _ => self.right.answer(seen),
        }
    }

    fn right(&self, seen: &Seen) -> Answer {
        let (status, mut body) = self.said(seen);
        if status == 200 {
            body = valued(self.planted.plant("", body, false));
        } else {
            body["Message"] = json!(format!("no {}", self.planted.word("/Message")));
        }
        self.sent(status, "application/json", body.to_string())
    }

    fn wild(&self, seen: &Seen) -> Answer {
        let (status, body) = self.said(seen);
        if body.get("Token").is_some() {
            return self.right(seen);
        }
        let body = valued(self.planted.plant("", body, true));
        self.sent(status, "application/json", body.to_string())
    }

    /// Everything that the client sent comes back, in every encoding.
    fn encoded(&self, seen: &Seen) -> Answer {
        let (status, mut body) = self.said(seen);
        if status == 200 && body.get("Token").is_none() {
            body = valued(self.planted.plant("", body, false));
        }
        body["Message"] = json!(self.echo(seen));
        body["Echo"] = json!({ "Deep": [self.echo(seen)], "Holder": { "Name": self.echo(seen) } });
        let text = body.to_string().replace("Zyq", "\\u005ayq").replace("zyqa", "\\u007ayqa");
        self.sent(status, "application/json", text)
    }

    fn headers(&self, seen: &Seen) -> Answer {
        let (status, body) = self.said(seen);
        let word = self.planted.word("header");
        let content_type = format!("application/json; {word}={API_KEY}; charset={word}");
        let more = [
            ("date", format!("Thu, 19 Mar 1987 {word}")),
            ("location", format!("/{word}?{SECRET_KEY}")),
            ("retry-after", word),
        ];
        self.sent_with(&more, status, &content_type, body.to_string())
    }

    fn refused(&self, seen: &Seen) -> Answer {
        let code = self.planted.word("code").to_uppercase();
        let body = json!({
            "HttpStatusCode": 401, "FlinksCode": format!("NO_{code}"), "Message": self.echo(seen),
            "ValidationDetails": { self.planted.word("+"): [self.planted.word("=")] },
        });
        self.sent(401, "application/json", body.to_string())
    }

    fn questions(&self, _: &Seen) -> Answer {
        let prompt = self.planted.word("Prompt");
        let body = json!({
            "HttpStatusCode": 203, "RequestId": "c0ffee13-1dea-4bad-8bad-decade000013",
            "Links": [], "Institution": "FlinksCapital",
            "SecurityChallenges": [{ "Type": prompt, "Prompt": prompt, "Iterables": [prompt] }],
            "SecurityResponses": { prompt.clone(): [prompt] },
        });
        self.sent(203, "application/json", body.to_string())
    }

    /// The page of a gateway that shows what it was asked.
    fn page(&self, seen: &Seen) -> Answer {
        let (word, echo) = (self.planted.word("page"), self.echo(seen));
        let page = format!(
            "<html><head><title>502 {word}</title></head><body class=\"{word}\"><{word}>{echo}\
             </{word}>867530942.25 8675309 Q7Z 3X9 (819) 867-5309 1987-03-19</body></html>"
        );
        self.sent(502, "text/html", page)
    }

    /// JSON that ends in the middle of a value.
    fn cut(&self, _: &Seen) -> Answer {
        let word = self.planted.word("cut");
        let text =
            format!("{{\"Message\":\"{word}\",\"{word}\":1,\"Holder\":{{\"Name\":\"{word} {word}");
        self.sent(200, "application/json", text)
    }

    fn redirect(&self, _: &Seen) -> Answer {
        let word = self.planted.word("redirect");
        let query = encodings(SECRET_KEY).join("&");
        let location = format!(
            "https://{word}:{API_KEY}@{word}.example/v3/{CUSTOMER_ID}/{LOGIN_ID}?{word}={query}#{word}"
        );
        self.sent_with(&[("location", location)], 302, "text/plain", word)
    }

    fn throttled(&self, _: &Seen) -> Answer {
        let word = self.planted.word("throttled");
        let body = json!({ "FlinksCode": word, "Message": word });
        self.sent_with(&[("retry-after", word)], 429, "application/json", body.to_string())
    }

    /// Never ready.
    fn pending(&self, seen: &Seen) -> Answer {
        if seen.call.contains("Authorize") {
            return self.right(seen);
        }
        let body = json!({
            "FlinksCode": "OPERATION_PENDING", "HttpStatusCode": 202, "Message": self.echo(seen),
            "Links": [{ "rel": self.planted.word("rel"), "href": format!("/{CUSTOMER_ID}/{TOKEN}"),
                "example": self.planted.word("example") }],
            "RequestId": self.planted.word("RequestId"),
            self.planted.word("+"): self.planted.word("="),
        });
        self.sent(202, "application/json", body.to_string())
    }

    fn sent(&self, status: u16, content_type: &str, text: String) -> Answer {
        self.sent_with(&[], status, content_type, text)
    }

    /// With canaries in the names and the values of headers.
    fn sent_with(
        &self,
        more: &[(&'static str, String)],
        status: u16,
        content_type: &str,
        text: String,
    ) -> Answer {
        let word = self.planted.word("any header");
        let headers = [
            ("content-type", content_type.to_owned()),
            ("server", word.clone()),
            ("set-cookie", format!("{word}={word}; Path=/{CUSTOMER_ID}")),
            ("www-authenticate", format!("Basic realm=\"{word}\"")),
            ("x-zyqabkkkk", word.clone()),
            ("x-request-id", API_KEY.to_owned()),
        ];
        Some((status, [&headers[..], more].concat(), text))
    }

    fn echo(&self, seen: &Seen) -> String {
        let word = self.planted.word("echo");
        let sent = format!("{} {} {:?} {}", seen.call, seen.path, seen.headers, seen.body);
        let all = [word].into_iter().chain(SECRETS.map(str::to_owned));
        let all: Vec<String> = all.flat_map(|text| encodings(&text)).collect();
        format!("no {sent} {} {}", encodings(&sent).join(" "), all.join(" "))
    }
}

/// What a browser would have kept of a session.
pub(super) async fn har(url: &str) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let base = format!("{url}/v3/{CUSTOMER_ID}/BankingServices");
    let mut entries = Vec::new();
    let mut id = String::new();
    for call in ["Authorize", "GetAccountsDetail", "Async", "Async"] {
        let (method, url, sent) = match call {
            "Async" => ("GET", format!("{base}/GetAccountsDetailAsync/{id}"), Value::Null),
            _ => {
                let body =
                    json!({ "LoginId": LOGIN_ID, "MostRecentCached": true, "RequestId": id });
                ("POST", format!("{base}/{call}"), body)
            }
        };
        let request = client.request(method.parse().expect("a method"), &url);
        let reply = request.body(sent.to_string()).send().await.expect("a reply");
        let status = reply.status().as_u16();
        let headers = reply.headers().iter();
        let headers: Vec<_> = headers
            .map(|(name, value)| json!({ "name": name.as_str(), "value": value.to_str().expect("ASCII") }))
            .collect();
        let text = reply.text().await.expect("text");
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        if let Some(given) = body["RequestId"].as_str() {
            id = given.to_owned();
        }
        let keys = json!([
            { "name": "flinks-auth-key", "value": SECRET_KEY }, { "name": "x-api-key", "value": API_KEY },
        ]);
        entries.push(json!({
            "startedDateTime": "2026-03-19T10:00:00.000Z", "time": 12,
            "request": {
                "method": method, "url": url, "headers": keys,
                "postData": { "mimeType": "application/json", "text": sent.to_string() },
            },
            "response": {
                "status": status, "headers": headers,
                "content": { "mimeType": "application/json", "text": text },
            },
        }));
    }
    json!({ "log": { "version": "1.2", "entries": entries } })
}
