#!/usr/bin/env bash
# mt-940 5.1.1 (PyPI) makes the amounts of debits negative and leaves RC positive, though the reversal of a credit takes money off the
# account. Whoever adds up the amounts of a statement with a returned deposit is wrong by twice its amount. mt940js 1.3.5 (npm)
# has the sign. Seen, of a statement that opens with 1000.00 and closes with 985.50, what opening balance and amounts give:
# "mt-940 999.50, mt940js 985.50".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund mt940js@1.3.5
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mt-940==5.1.1
cat > statement.sta <<'MT940'
:20:REVERSALS
:25:000011111/2222222
:28C:00001/001
:60F:C260301CAD1000,00
:61:2603020302D12,50NMSCNONREF
:86:A DEBIT
:61:2603020302RD5,00NMSCNONREF
:86:REVERSAL OF A DEBIT
:61:2603020302RC7,00NMSCNONREF
:86:REVERSAL OF A CREDIT
:62F:C260302CAD985,50
MT940
python=$(venv/bin/python <<'PY'
import mt940

statement = mt940.parse("statement.sta")
opening = statement.data["final_opening_balance"].amount.amount
print(opening + sum(transaction.data["amount"].amount for transaction in statement))
PY
)
node=$(node --input-type=module <<'JS'
import { readFileSync } from "node:fs";
import { Parser } from "mt940js";

const [statement] = new Parser().parse(readFileSync("statement.sta", "utf8"));
console.log(statement.transactions.reduce((sum, { amount }) => sum + amount, statement.openingBalance).toFixed(2));
JS
)
seen="mt-940 $python, mt940js $node"
echo "$seen"
[ "$seen" = "mt-940 999.50, mt940js 985.50" ]
