//! CLI-HTTP-002: a POST that was lost is sent again by the client alone.

use super::*;

/// One finding for each endpoint.
pub(super) fn check(context: &Context<'_>, rule: &mut RuleFindings) {
    let is_post = |call: &&Exchange| call.method == "POST" && call.endpoint.is_some();
    let posts = || context.trace.exchanges.iter().filter(is_post);
    rule.applied(posts().filter(|call| Answer::of(call) == Answer::Lost).count());
    let again = posts().filter(|call| context.resent.contains_key(&call.seq));
    for (_, calls) in grouped(again.map(|call| (call.endpoint, call))) {
        let waits = calls.iter().filter_map(|call| {
            let lost = context.resent.get(&call.seq)?;
            Some(call.arrived.since(lost.answered()).as_millis())
        });
        let expected = "no second POST that the program does not know of: a bank sees both";
        let longest = waits.max().unwrap_or_default();
        let actual = format!("the same bytes within {longest} ms of the loss");
        let mut found = repeated("calls", expected, actual, &calls);
        found.note = Some(setting(calls[0]));
        rule.breaks(found);
    }
}

/// What turns it off, by the beginning of User-Agent.
const SETTINGS: &[(&str, &str)] = &[
    ("Java/", "HttpURLConnection: -Dsun.net.http.retryPost=false"),
    ("okhttp/", "OkHttp: retryOnConnectionFailure(false)"),
    ("Apache-HttpClient/", "HttpClient: disableAutomaticRetries()"),
    ("Python-httplib2/", "httplib2: httplib2.RETRIES = 1"),
    ("Wget", "Wget: --tries=1"),
    ("Go-http-client/", "Go: no header Idempotency-Key"),
    ("node-urllib/", "urllib: socketErrorRetry: 0"),
    ("GuzzleHttp/", "libcurl: CURLOPT_FORBID_REUSE"),
    ("PycURL/", "libcurl: CURLOPT_FORBID_REUSE"),
    ("libcurl/", "libcurl: CURLOPT_FORBID_REUSE"),
    ("curl/", "libcurl: CURLOPT_FORBID_REUSE"),
];

fn setting(call: &Exchange) -> String {
    let agent = call.header("user-agent").unwrap_or_default();
    let known = SETTINGS.iter().find(|(name, _)| agent.starts_with(name));
    let setting = known.map_or("a connection for each call prevents most of it", |(_, text)| text);
    format!("HTTP libraries do this by themselves; {setting}")
}
