#!/usr/bin/env bash
# @rizwannur/flinks 0.2.0 (npm), a published client of the Flinks API, takes any 401 of Authorize for an expired token if it holds the
# secret key. INVALID_PASSWORD is a 401 as well: the client makes a new token and sends the refused password to the bank a
# second time, while its caller sees one error. Seen: "2 Authorize with the refused password, one error: 401 INVALID_PASSWORD".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund @rizwannur/flinks@0.2.0
seen=$(node --input-type=module <<'JS'
import { FlinksClient } from "@rizwannur/flinks";

let sent = 0;
const reply = (status, body) => new Response(JSON.stringify({ HttpStatusCode: status, ...body }), { status });
const client = new FlinksClient({
  instance: "toolbox",
  customerId: "43387ca6-0391-4c82-857d-70d95f087ecb",
  secretKey: "made-up",
  fetch: async (url, { body }) => {
    if (url.endsWith("/GenerateAuthorizeToken")) return reply(200, { Token: "made-up" });
    if (JSON.parse(body).Password === "not-the-one") sent++;
    return reply(401, { FlinksCode: "INVALID_PASSWORD" });
  },
});
const login = { institution: "FlinksCapital", username: "made-up", password: "not-the-one" };
const error = await client.authorize.authorize(login).catch((refused) => refused);
console.log(`${sent} Authorize with the refused password, one error: ${error.httpStatusCode} ${error.flinksCode}`);
JS
)
echo "$seen"
[ "$seen" = "2 Authorize with the refused password, one error: 401 INVALID_PASSWORD" ]
