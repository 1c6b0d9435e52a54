#!/usr/bin/env bash
# WireMock 3.13.2 (npm wiremock, which needs Java) takes a JSON amount for a double and writes it as Java does. A template that echoes
# 12345678.90 answers 1.23456789E7, 100000000000000.01 loses its cent, and a stub that wants "$.Amount" equal to
# "12345678.9" matches the text "12345678.9" but not the number. Amounts below ten millions hide it. Seen:
# "12345678.90 -> 1.23456789E7, 100000000000000.01 -> 1.0000000000000002E14, number 404, text 200".
set -euo pipefail
folder=$(mktemp -d)
wiremock=
trap '[ -z "$wiremock" ] || kill "$wiremock" || :; rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund wiremock@3.13.2
mkdir mappings
cat > mappings/echo.json <<'JSON'
{ "request": { "method": "POST", "url": "/echo" },
  "response": { "body": "{{jsonPath request.body '$.Amount'}}", "transformers": ["response-template"] } }
JSON
cat > mappings/match.json <<'JSON'
{ "request": { "method": "POST", "url": "/match",
    "bodyPatterns": [{ "matchesJsonPath": { "expression": "$.Amount", "equalTo": "12345678.9" } }] },
  "response": { "status": 200 } }
JSON
touch log
java -jar node_modules/wiremock/build/wiremock-standalone-3.13.2.jar --port 0 --bind-address 127.0.0.1 > log 2>&1 &
wiremock=$!
until port=$(grep -oP '^port: +\K[0-9]+' log); do kill -0 "$wiremock"; sleep 0.2; done
post() {
  curl -s -d "{\"Amount\":$2}" "http://127.0.0.1:$port/$1" "${@:3}"
}
seen="12345678.90 -> $(post echo 12345678.90), 100000000000000.01 -> $(post echo 100000000000000.01)"
seen+=", number $(post match 12345678.9 -o log -w '%{http_code}'), text $(post match '"12345678.9"' -o log -w '%{http_code}')"
echo "$seen"
[ "$seen" = "12345678.90 -> 1.23456789E7, 100000000000000.01 -> 1.0000000000000002E14, number 404, text 200" ]
