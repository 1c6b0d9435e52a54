#!/usr/bin/env bash
# urllib 4.9.2 (npm) sends a POST a second time when the server closes the connection without an answer, on a new connection and
# without an option for it; `fetch` of the same Node.js sends it once. At Flinks the second Authorize opens a second
# session. Seen: "urllib 2, fetch 1".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund urllib@4.9.2
seen=$(node --input-type=module <<'JS'
import { createServer } from "node:http";
import { once } from "node:events";
import { request } from "urllib";

let arrived = 0;
const server = createServer((incoming) => {
  arrived++;
  incoming.socket.destroy();
}).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/Authorize`;

async function count(send) {
  arrived = 0;
  await send().catch(() => {});
  return arrived;
}

const urllib = await count(() => request(url, { method: "POST", contentType: "json", data: { LoginId: "x" } }));
const plain = await count(() => fetch(url, { method: "POST", body: '{"LoginId":"x"}' }));
console.log(`urllib ${urllib}, fetch ${plain}`);
process.exit();
JS
)
echo "$seen"
[ "$seen" = "urllib 2, fetch 1" ]
