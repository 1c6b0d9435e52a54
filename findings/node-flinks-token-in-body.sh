#!/usr/bin/env bash
# node-flinks 0.6.0 (npm), a published client of the Flinks API, takes an access token for the Authorization header and sends it a
# second time as the member AccessToken of the JSON body, where a log of request bodies keeps it. Seen: the members of an Authorize.
set -euo pipefail
recorder=$(cd "$(dirname "$0")" && pwd)/node-flinks-recorder.cjs
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund node-flinks@0.6.0
cp "$recorder" record.js

seen=$(node -e '
require("./record.js")((client) => client.authorize({ accessToken: "made-up", loginId: "5e115eac-1209-4f19-641c-08d6d484e2fe" }))
  .then(({ body }) => console.log(Object.keys(body).join(" ")))')
echo "$seen"
[ "$seen" = "MostRecentCached Save AccessToken LoginId" ]
