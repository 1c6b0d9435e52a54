#!/usr/bin/env bash
# ofxstatement-mt940 1.3.1 (PyPI) turns an MT940 statement into OFX and puts the reference of an entry where OFX has the account of
# the payee. NONREF, by which the standard says that there is no reference, becomes an account that everything was paid to. And
# the balance of 2 March is dated 3 March. Seen: "paid to account NONREF, balance of 20260303".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ofxstatement==0.9.3 ofxstatement-mt940==1.3.1 mt-940==5.1.1
cat > statement.sta <<'MT940'
:20:STATEMENT
:25:000011111/2222222
:28C:00001/001
:60F:C260301CAD1000,00
:61:2603020302D12,50NMSCNONREF
:86:COFFEE
:62F:C260302CAD987,50
MT940
venv/bin/ofxstatement convert -t mt940 statement.sta statement.ofx 2> log
account=$(sed -nE 's/.*<BANKACCTTO><ACCTID>([^<]*)<.*/\1/p' statement.ofx)
balance=$(sed -nE 's/.*<LEDGERBAL>.*<DTASOF>([0-9]{8}).*/\1/p' statement.ofx)
seen="paid to account $account, balance of $balance"
echo "$seen"
[ "$seen" = "paid to account NONREF, balance of 20260303" ]
