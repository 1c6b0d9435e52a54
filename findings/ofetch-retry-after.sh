#!/usr/bin/env bash
# ofetch 1.5.1 (npm) repeats a GET that got 429 by itself and at once: it does not read Retry-After. ky 1.14.3 waits as it is told. Seen,
# with "Retry-After: 1": "ofetch 2 calls, waited: no; ky 2 calls, waited: yes".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund ofetch@1.5.1 ky@1.14.3
seen=$(node --input-type=module <<'JS'
import { createServer } from "node:http";
import { once } from "node:events";
import ky from "ky";
import { ofetch } from "ofetch";

let calls = [];
const server = createServer((_, reply) => {
  calls.push(performance.now());
  reply.writeHead(429, { "Retry-After": "1" }).end("{}");
}).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/`;

async function watch(name, send) {
  calls = [];
  await send().catch(() => {});
  const waited = calls[1] - calls[0] >= 900 ? "yes" : "no";
  return `${name} ${calls.length} calls, waited: ${waited}`;
}

console.log([
  await watch("ofetch", () => ofetch(url)),
  await watch("ky", () => ky(url, { retry: { limit: 1 } })),
].join("; "));
process.exit();
JS
)
echo "$seen"
[ "$seen" = "ofetch 2 calls, waited: no; ky 2 calls, waited: yes" ]
