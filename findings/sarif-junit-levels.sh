#!/usr/bin/env bash
# sarif-junit 1.1.4 (npm) takes the level of a SARIF result from the result alone. SARIF lets it stand at the rule, and says "warning" where it
# stands nowhere: both come out as passed tests, so a build over a file of errors is green. A result that was suppressed with a
# reason fails it, and one whose place is no file ends it with TypeError. Seen: "at the result failed, at the rule passed,
# nowhere passed, suppressed failed; no file: TypeError".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund sarif-junit@1.1.4
cat > write.js <<'JS'
const { writeFileSync } = require("node:fs");

const file = [{ physicalLocation: { artifactLocation: { uri: "client.py" }, region: { startLine: 1 } } }];
const result = (text, more) => ({ ruleId: "PLAIN", message: { text }, locations: file, ...more });
const write = (name, results) => writeFileSync(name, JSON.stringify({
  $schema: "https://json.schemastore.org/sarif-2.1.0.json",
  version: "2.1.0",
  runs: [{
    tool: { driver: { name: "judge", rules: [{ id: "PLAIN" }, { id: "RULE", defaultConfiguration: { level: "error" } }] } },
    results,
  }],
}));
write("levels.sarif", [
  result("at the result", { level: "error" }),
  result("at the rule", { ruleId: "RULE", ruleIndex: 1 }),
  result("nowhere"),
  result("suppressed", { level: "error", suppressions: [{ kind: "external", status: "accepted", justification: "known" }] }),
]);
write("logical.sarif", [result("no file", { level: "error", locations: [{ logicalLocations: [{ name: "poll 3" }] }] })]);
JS
node write.js
node_modules/.bin/sarif-junit -i levels.sarif -o levels.xml > log
node_modules/.bin/sarif-junit -i logical.sarif -o logical.xml > log 2>&1 || :
seen=$(for text in 'at the result' 'at the rule' nowhere suppressed; do
  grep -A1 "name=\".*$text\"" levels.xml | grep -q '<failure' && echo "$text failed" || echo "$text passed"
done | paste -sd, | sed 's/,/, /g')
seen+="; no file: $(grep -oE '^TypeError' log)"
echo "$seen"
[ "$seen" = "at the result failed, at the rule passed, nowhere passed, suppressed failed; no file: TypeError" ]
