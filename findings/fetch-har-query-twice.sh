#!/usr/bin/env bash
# fetch-har 12.0.4 (npm) sends the query of a recorded request twice. HAR 1.2 holds it in `url` and again, parsed, in `queryString`, as
# every browser and proxy writes it; fetch-har appends the second to the first. Of a form it keeps the last of two fields with one name.
# What was recorded is not what is sent. Seen: "GET /GetStatements?days=90&days=90, POST tag=b" for days=90 and tag=a&tag=b.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund fetch-har@12.0.4
seen=$(node --input-type=module <<'JS'
import { createServer } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import fetchHar from "fetch-har";

const arrived = [];
const server = createServer(async (incoming, reply) => {
  const body = await text(incoming);
  arrived.push(`${incoming.method} ${body || incoming.url}`);
  reply.end("{}");
}).listen(0, "127.0.0.1");
await once(server, "listening");
const base = `http://127.0.0.1:${server.address().port}`;
const common = { httpVersion: "HTTP/1.1", cookies: [], headersSize: -1, bodySize: -1 };
const form = "application/x-www-form-urlencoded";
const requests = [
  { method: "GET", url: `${base}/GetStatements?days=90`, headers: [], queryString: [{ name: "days", value: "90" }] },
  {
    method: "POST",
    url: `${base}/form`,
    headers: [{ name: "Content-Type", value: form }],
    queryString: [],
    postData: { mimeType: form, params: [{ name: "tag", value: "a" }, { name: "tag", value: "b" }] },
  },
];
for (const request of requests) {
  const entries = [{ request: { ...common, ...request } }];
  await fetchHar({ log: { version: "1.2", creator: { name: "recorder", version: "1" }, entries } });
}
console.log(arrived.join(", "));
process.exit();
JS
)
echo "$seen"
[ "$seen" = "GET /GetStatements?days=90&days=90, POST tag=b" ]
