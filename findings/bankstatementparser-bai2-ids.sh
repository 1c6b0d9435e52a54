#!/usr/bin/env bash
# bankstatementparser 0.0.29 (PyPI) reads the fields of a BAI2 transaction by their place, and does not know that a value date or a split of
# the availability stands before them. The id of a value-dated deposit is then its date, its reference the time and its description the
# bank's reference: two deposits of one day have one id. bai2 0.15.0 reads both. Seen, of two with the references BANK7 and BANK8:
# "ids 260303 260303, descriptions BANK7 BANK8; bai2: BANK7 BANK8, SALARY RENT".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check bankstatementparser==0.0.29 bai2==0.15.0
cat > statement.bai <<'BAI'
01,000011111,123456789,260302,1200,1,80,1,2/
02,123456789,000011111,1,260302,1200,CAD,2/
03,0002222222,CAD,010,100000,,/
16,165,10000,V,260303,0900,BANK7,CUST7,SALARY
16,165,20000,V,260303,0900,BANK8,CUST8,RENT
49,130000,4/
98,130000,1,6/
99,130000,1,8/
BAI
seen=$(venv/bin/python <<'PY'
from bai2 import bai2
from bankstatementparser import Bai2Parser

table = Bai2Parser("statement.bai").parse()
with open("statement.bai") as file:
    transactions = bai2.parse_from_file(file).children[0].children[0].children
print(
    f"ids {' '.join(table['transaction_id'])}, descriptions {' '.join(table['description'])}",
    f"bai2: {' '.join(t.bank_reference for t in transactions)}, {' '.join(t.text for t in transactions)}",
    sep="; ",
)
PY
)
echo "$seen"
[ "$seen" = "ids 260303 260303, descriptions BANK7 BANK8; bai2: BANK7 BANK8, SALARY RENT" ]
