#!/usr/bin/env bash
# mt940-writer 0.8 (PyPI) puts the narrative of a transaction, of any length, where MT940 has a reference of 16 characters. Readers cut it
# there: mt940js 1.3.5 (npm) keeps no more than that, in the reference, and has no description; mt-940 5.1.1 (PyPI) has the rest in
# a third field. No reader finds the text where its writer meant it. Seen, of "Coffee at the station in Montreal": "mt940js
# reference Coffee at the st, details none; mt-940 reference Coffee at the st, extra ation in Montreal, details none".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund mt940js@1.3.5
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mt940-writer==0.8 mt-940==5.1.1
python=$(venv/bin/python <<'PY'
import datetime
import pathlib
from decimal import Decimal

import mt940
from mt940_writer import Account, Balance, Statement, Transaction, TransactionType

DAY = datetime.date(2026, 3, 2)
statement = Statement(
    "STATEMENT",
    Account("2222222", "000011111"),
    "1",
    Balance(Decimal("1000.00"), DAY, "CAD"),
    Balance(Decimal("987.50"), DAY, "CAD"),
    [Transaction(DAY, Decimal("-12.50"), TransactionType.miscellaneous, "Coffee at the station in Montreal")],
)
text = str(statement)
pathlib.Path("statement.sta").write_text(text)
[read] = mt940.parse(text)
details = read.data.get("transaction_details") or "none"
print(f"mt-940 reference {read.data['customer_reference']}, extra {read.data['extra_details']}, details {details}")
PY
)
node=$(node --input-type=module <<'JS'
import { readFileSync } from "node:fs";
import { Parser } from "mt940js";

const [{ transactions: [read] }] = new Parser().parse(readFileSync("statement.sta", "utf8"));
console.log(`mt940js reference ${read.reference}, details ${read.details || read.extraDetails || "none"}`);
JS
)
seen="$node; $python"
echo "$seen"
[ "$seen" = "mt940js reference Coffee at the st, details none; \
mt-940 reference Coffee at the st, extra ation in Montreal, details none" ]
