#!/usr/bin/env bash
# node-flinks 0.6.0 (npm), a published client of the Flinks API, makes its errors from the members of a JSON body alone. When a gateway
# in front of the API answers 503 with a page, nothing of it is left: neither status nor Retry-After nor the page. Seen:
# "page: undefined undefined; JSON: 503 RETRY_LATER".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund node-flinks@0.6.0
seen=$(node <<'JS'
const { createServer } = require("node:http");
const { default: FlinksClient } = require("node-flinks");

const bodies = {
  page: "<html><body>Service Unavailable</body></html>",
  JSON: '{"HttpStatusCode":503,"FlinksCode":"RETRY_LATER"}',
};
const server = createServer((incoming, reply) => {
  reply.writeHead(503, { "Retry-After": "30" }).end(bodies[incoming.url.split("/")[1]]);
});
server.listen(0, "127.0.0.1", async () => {
  const seen = [];
  for (const kind of Object.keys(bodies)) {
    const client = new FlinksClient("toolbox", "43387ca6-0391-4c82-857d-70d95f087ecb");
    client.client = client.client.extend({ prefixUrl: `http://127.0.0.1:${server.address().port}/${kind}` });
    const error = await client.getAccountsDetail({ requestId: "5b6a0e1c-6f0f-4a3e-9e39-6f1f3c8f1d11" }).catch((e) => e);
    seen.push(`${kind}: ${error.httpStatusCode} ${error.flinksCode}`);
  }
  console.log(seen.join("; "));
  process.exit();
});
JS
)
echo "$seen"
[ "$seen" = "page: undefined undefined; JSON: 503 RETRY_LATER" ]
