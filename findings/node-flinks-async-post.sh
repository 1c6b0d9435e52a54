#!/usr/bin/env bash
# node-flinks 0.6.0 (npm), a published client of the Flinks API, polls with POST GetAccountsDetailAsync/{RequestId}; the guides of
# Flinks say GET. Seen: "POST BankingServices/GetAccountsDetailAsync/5b6a0e1c-...".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund node-flinks@0.6.0

cat >record.js <<'JS'
// Replaces the HTTP client inside the library's client by one that keeps what it is asked to send.
const { default: FlinksClient } = require("node-flinks");

module.exports = async function sent(call) {
  let request;
  const client = new FlinksClient("toolbox", "43387ca6-0391-4c82-857d-70d95f087ecb");
  const http = {
    extend: () => http,
    get: async (path, options) => keep("GET", path, options),
    post: async (path, options) => keep("POST", path, options),
  };
  const keep = (method, path, options) => {
    request = { method, path, body: options.json };
    return { body: { HttpStatusCode: 200 } };
  };
  client.client = http;
  await call(client);
  return request;
};
JS

seen=$(node -e '
require("./record.js")((client) => client.getAccountsDetailAsync({ requestId: "5b6a0e1c-6f0f-4a3e-9e39-6f1f3c8f1d11" }))
  .then(({ method, path }) => console.log(method, path))')
echo "$seen"
[ "$seen" = "POST BankingServices/GetAccountsDetailAsync/5b6a0e1c-6f0f-4a3e-9e39-6f1f3c8f1d11" ]
