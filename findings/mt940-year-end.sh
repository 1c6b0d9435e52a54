#!/usr/bin/env bash
# An entry of an MT940 statement has a value date with its year and an entry date without one. mt940js 1.3.5 and
# swiftmessageparser 1.2.1 (npm) give both the same year: what was entered on 31 December for 2 January lies a year ahead, and the
# other way round a year back. x940 0.1.1 (PyPI) is right one way only; mt-940 5.1.1 (PyPI) takes the nearer year both times. Seen: the
# entry dates of ":61:2601021231" and ":61:2512310102".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund mt940js@1.3.5 swiftmessageparser@1.2.1
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mt-940==5.1.1 x940==0.1.1
cat > statement.sta <<'MT940'
:20:NEWYEAR
:25:000011111/2222222
:28C:00001/001
:60F:C251231CAD1000,00
:61:2601021231C100,00NTRFNONREF
:86:ENTERED ON THE LAST DAY OF THE OLD YEAR
:61:2512310102D12,50NMSCNONREF
:86:ENTERED ON THE SECOND DAY OF THE NEW YEAR
:62F:C260102CAD1087,50
MT940
cat > read.mjs <<'JS'
import { readFileSync } from "node:fs";
import { Parser } from "mt940js";
import swift from "swiftmessageparser";

const text = readFileSync("statement.sta", "utf8");
const day = ({ entryDate }) => new Date(entryDate).toISOString().slice(0, 10);
const say = (name, [statement]) => console.log(name, ...statement.transactions.map(day));
say("mt940js", new Parser().parse(text));
say("swiftmessageparser", swift.parse({ type: "mt940", data: text }));
JS
cat > read.py <<'PY'
import mt940
import x940

text = open("statement.sta").read()
print("x940", *(transaction.entry_date for transaction in x940.MT940(text).transactions))
print("mt-940", *(transaction.data["entry_date"] for transaction in mt940.parse(text)))
PY
seen=$(node read.mjs && venv/bin/python read.py)
echo "$seen"
[ "$seen" = "mt940js 2026-12-31 2025-01-02
swiftmessageparser 2026-12-31 2025-01-02
x940 2026-12-31 2026-01-02
mt-940 2025-12-31 2026-01-02" ]
