#!/usr/bin/env bash
# csv2ofx 0.34.2 (PyPI) makes the FITID of a transaction from what stands in its line, so two coffees of one price on one day get one FITID.
# By OFX it is what tells transactions apart, and importers drop the second one as seen already; the balance is then off by a
# coffee. Seen: "3 transactions, 2 FITIDs".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check csv2ofx==0.34.2
cat > default.csv <<'CSV'
Row,Account,Date,Amount,Reference,Description,Notes,Num
,Chequing,2026-03-02,-3.50,,Coffee,,
,Chequing,2026-03-02,-3.50,,Coffee,,
,Chequing,2026-03-02,1234.56,,Pay,,
CSV
venv/bin/csv2ofx -m default default.csv default.ofx
seen="$(grep -c '<STMTTRN>' default.ofx) transactions, $(grep -o '<FITID>.*</FITID>' default.ofx | sort -u | wc -l) FITIDs"
echo "$seen"
[ "$seen" = "3 transactions, 2 FITIDs" ]
