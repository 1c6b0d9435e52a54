#!/usr/bin/env bash
# sarif-tools 3.0.5 (PyPI) counts a suppressed result like any other: `sarif --check error` fails a build over an error that the file itself
# marks as accepted, with its reason. Only a filter file of one's own keeps it out. Seen for a file with nothing else:
# "error: 1, exit 1".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check sarif-tools==3.0.5
cat > accepted.sarif <<'JSON'
{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [{
    "tool": { "driver": { "name": "judge", "rules": [{ "id": "POLL-INTERVAL" }] } },
    "results": [{
      "ruleId": "POLL-INTERVAL",
      "level": "error",
      "message": { "text": "polled after 2 s" },
      "locations": [{ "physicalLocation": { "artifactLocation": { "uri": "client.py" }, "region": { "startLine": 1 } } }],
      "suppressions": [{ "kind": "external", "status": "accepted", "justification": "known, to be mended in March" }]
    }]
  }]
}
JSON
code=0
venv/bin/sarif --check error summary accepted.sarif > summary 2> /dev/null || code=$?
seen="$(grep '^error' summary), exit $code"
echo "$seen"
[ "$seen" = "error: 1, exit 1" ]
