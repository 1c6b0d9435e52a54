#!/usr/bin/env bash
# node-flinks 0.6.0 (npm), a published client of the Flinks API, polls with POST GetAccountsDetailAsync/{RequestId}; the guides of
# Flinks say GET. Seen: "POST BankingServices/GetAccountsDetailAsync/5b6a0e1c-...".
set -euo pipefail
recorder=$(cd "$(dirname "$0")" && pwd)/node-flinks-recorder.cjs
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund node-flinks@0.6.0
cp "$recorder" record.js

seen=$(node -e '
require("./record.js")((client) => client.getAccountsDetailAsync({ requestId: "5b6a0e1c-6f0f-4a3e-9e39-6f1f3c8f1d11" }))
  .then(({ method, path }) => console.log(method, path))')
echo "$seen"
[ "$seen" = "POST BankingServices/GetAccountsDetailAsync/5b6a0e1c-6f0f-4a3e-9e39-6f1f3c8f1d11" ]
