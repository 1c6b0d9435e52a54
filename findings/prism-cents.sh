#!/usr/bin/env bash
# json-schema-faker 0.5.8, with which Prism 5.14.2 (npm) makes dynamic answers, gives amounts with multipleOf 0.01 nothing but 1 to 11
# cents: no client is ever shown 0.50, 19.99 or a round sum. Prism then checks its own answer, and by the remainder of two
# binary fractions calls some of them no multiple of 0.01. Seen of 2,000 amounts, and of up to 200 answers: "cents 1 to 11;
# Prism objects to its own answer".
set -euo pipefail
folder=$(mktemp -d)
prism=
trap '[ -z "$prism" ] || kill "$prism" || :; rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund @stoplight/prism-cli@5.14.2 json-schema-faker@0.5.8
cat > api.json <<'JSON'
{
  "openapi": "3.0.3",
  "info": { "title": "Balances", "version": "3" },
  "paths": { "/balance": { "get": { "responses": { "200": { "description": "done", "content": { "application/json": {
    "schema": { "type": "object", "required": ["Current"],
      "properties": { "Current": { "type": "number", "multipleOf": 0.01, "minimum": 0, "maximum": 1000 } } }
  } } } } } } }
}
JSON
cents=$(node -e '
const { generate } = require("json-schema-faker");
const schema = { type: "number", multipleOf: 0.01, minimum: 0, maximum: 1000 };
const cents = Array.from({ length: 2000 }, () => Math.round(generate(schema) * 100) % 100);
console.log(`cents ${Math.min(...cents)} to ${Math.max(...cents)}`)')
touch log
node node_modules/@stoplight/prism-cli/dist/index.js mock --dynamic --port 0 api.json > log 2>&1 &
prism=$!
until port=$(grep -oE 'listening on http://127.0.0.1:[0-9]+' log); do kill -0 "$prism"; sleep 0.2; done
for _ in $(seq 200); do
  curl -s -o /dev/null "${port#listening on }/balance"
  grep -q 'Current must be multiple of 0.01' log && break
done
seen="$cents; Prism $(grep -q 'Current must be multiple of 0.01' log && echo objects to || echo takes) its own answer"
echo "$seen"
[ "$seen" = "cents 1 to 11; Prism objects to its own answer" ]
