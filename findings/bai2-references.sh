#!/usr/bin/env bash
# bai2 0.15.0 (PyPI) does not read the transactions that it writes. For those without an availability, which are most, it writes one
# field too many: in the next reading the reference of the bank is that of the customer, and this one stands before the text.
# Another round and both are gone into the text. Amounts and control totals still agree, so nothing complains. Seen, of
# bank reference, customer reference and text: "BANK7 CUST9 COFFEE, then None BANK7 CUST9,COFFEE, then None None BANK7,CUST9,COFFEE".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check bai2==0.15.0
cat > statement.bai <<'BAI'
01,000011111,123456789,260302,1200,1,80,1,2/
02,123456789,000011111,1,260302,1200,CAD,2/
03,0002222222,CAD,010,100000,,/
16,475,1250,Z,BANK7,CUST9,COFFEE
49,101250,3/
98,101250,1,5/
99,101250,1,7/
BAI
seen=$(venv/bin/python <<'PY'
from bai2 import bai2

text = open("statement.bai").read()
rounds = []
for _ in range(3):
    file = bai2.parse_from_string(text)
    transaction = file.children[0].children[0].children[0]
    rounds.append(f"{transaction.bank_reference} {transaction.customer_reference} {transaction.text}")
    text = bai2.write(file)
print(", then ".join(rounds))
PY
)
echo "$seen"
[ "$seen" = "BANK7 CUST9 COFFEE, then None BANK7 CUST9,COFFEE, then None None BANK7,CUST9,COFFEE" ]
