#!/usr/bin/env bash
# ofxstatement 0.9.3 (PyPI) writes an empty DTSTART for a statement whose start is not set, which its model allows. The OFX standard
# wants a date there, and neither of the two usual readers takes the file: ofxparse 0.21 fails over the empty element, ofxtools 1.1.1
# misses the date. With a start date both read it. Seen: "without: IndexError, OFXSpecError; with: 1, 1 transactions".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ofxstatement==0.9.3 ofxparse==0.21 ofxtools==1.1.1
seen=$(venv/bin/python -W ignore <<'PY'
import datetime
import io
from decimal import Decimal

from ofxparse import OfxParser
from ofxstatement.ofx import OfxWriter
from ofxstatement.statement import Statement, StatementLine
from ofxtools.Parser import OFXTree

DAY = datetime.datetime(2026, 3, 2)


def write(start):
    statement = Statement(bank_id="000011111", account_id="2222222", currency="CAD")
    statement.lines.append(StatementLine("1", DAY, "coffee", Decimal("-12.50")))
    statement.start_date, statement.end_date, statement.end_balance = start, DAY, Decimal("87.50")
    return OfxWriter(statement).toxml().encode()


def with_ofxparse(file):
    return len(OfxParser.parse(io.BytesIO(file)).account.statement.transactions)


def with_ofxtools(file):
    tree = OFXTree()
    tree.parse(io.BytesIO(file))
    return len(tree.convert().statements[0].transactions)


def read(file):
    seen = []
    for reader in with_ofxparse, with_ofxtools:
        try:
            seen.append(str(reader(file)))
        except Exception as error:
            seen.append(type(error).__name__)
    return ", ".join(seen)


print(f"without: {read(write(None))}; with: {read(write(DAY))} transactions")
PY
)
echo "$seen"
[ "$seen" = "without: IndexError, OFXSpecError; with: 1, 1 transactions" ]
