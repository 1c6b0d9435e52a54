#!/usr/bin/env bash
# node-flinks 0.6.0 (npm), a published client of the Flinks API, turns the keys of SecurityResponses into PascalCase with all
# others. The keys are the questions of the bank, word for word, so an answer reaches the bank under a question that it
# never asked. Seen: "What city were you born in?" is sent as "WhatCityWereYouBornIn?".
set -euo pipefail
recorder=$(cd "$(dirname "$0")" && pwd)/node-flinks-recorder.cjs
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund node-flinks@0.6.0
cp "$recorder" record.js

seen=$(node -e '
require("./record.js")((client) => client.authorize({
  requestId: "5b6a0e1c-6f0f-4a3e-9e39-6f1f3c8f1d11",
  securityResponses: { "What city were you born in?": ["Montreal"] },
})).then(({ body }) => console.log(JSON.stringify(body.SecurityResponses)))')
echo "$seen"
[ "$seen" = '{"WhatCityWereYouBornIn?":["Montreal"]}' ]
