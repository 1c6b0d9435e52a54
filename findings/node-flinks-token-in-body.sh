#!/usr/bin/env bash
# node-flinks 0.6.0 (npm), a published client of the Flinks API, takes an access token for the Authorization header and sends it a
# second time as the member AccessToken of the JSON body, where a log of request bodies keeps it. Seen: the members of an Authorize.
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
require("./record.js")((client) => client.authorize({ accessToken: "made-up", loginId: "5e115eac-1209-4f19-641c-08d6d484e2fe" }))
  .then(({ body }) => console.log(Object.keys(body).join(" ")))')
echo "$seen"
[ "$seen" = "MostRecentCached Save AccessToken LoginId" ]
