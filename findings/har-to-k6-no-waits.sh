#!/usr/bin/env bash
# har-to-k6 0.14.16 (npm) makes a load test of a recorded HAR and leaves the times out. A client that polled every 10 s, three times, becomes
# a script that polls as fast as the answers come and pauses for 1 s at its end: against a bank that wants 10 s between two polls
# it breaks the rule that the recording kept. The status that came, 202 or 200, is not looked at either. Seen, of a recording of
# 20 s: "3 polls, then sleep(1); checks: 0".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund har-to-k6@0.14.16
node > polls.har <<'JS'
const entry = (second, status) => ({
  startedDateTime: `2026-03-02T12:00:${second}.000Z`,
  time: 12,
  request: {
    method: "GET", url: "http://127.0.0.1/GetAccountsDetailAsync/5b6a0e1c", httpVersion: "HTTP/1.1",
    cookies: [], headers: [], queryString: [], headersSize: -1, bodySize: 0,
  },
  response: {
    status, statusText: "", httpVersion: "HTTP/1.1", cookies: [], headers: [],
    content: { size: 2, mimeType: "application/json", text: "{}" }, redirectURL: "", headersSize: -1, bodySize: 2,
  },
  cache: {},
  timings: { send: 0, wait: 12, receive: 0 },
});
const entries = [entry("00", 202), entry("10", 202), entry("20", 200)];
console.log(JSON.stringify({ log: { version: "1.2", creator: { name: "recorder", version: "1" }, entries } }));
JS
node_modules/.bin/har-to-k6 polls.har --output test.js > log
seen="$(grep -c 'http.get(' test.js) polls, then $(grep -oE '^  sleep\([0-9.]+\)' test.js | xargs)"
seen+="; checks: $(grep -c 'check(' test.js || :)"
echo "$seen"
[ "$seen" = "3 polls, then sleep(1); checks: 0" ]
