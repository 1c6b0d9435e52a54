#!/usr/bin/env bash
# quiffen 4.0.1 (PyPI) writes QIF dates as year-month-day. Its own reader, told that days come before months, as one must for the
# files of many Canadian banks, reads them year-day-month: each pass swaps day and month where it can, and leaves the others. Seen:
# "03/04/2026 -> 2026-04-03 -> 2026-03-04, 25/04/2026 -> 2026-04-25 -> 2026-04-25".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check quiffen==4.0.1
seen=$(venv/bin/python <<'PY'
from quiffen import Qif


def dates(qif):
    return [
        str(transaction.date.date())
        for account in qif.accounts.values()
        for transactions in account.transactions.values()
        for transaction in transactions
    ]


DAYS = "03/04/2026", "25/04/2026"
entries = "".join(f"D{day}\nT-12.50\nPCoffee\n^\n" for day in DAYS)
first = Qif.parse_string(f"!Account\nNChequing\nTBank\n^\n!Type:Bank\n{entries}", day_first=True)
again = Qif.parse_string(first.to_qif(), day_first=True)
print(", ".join(" -> ".join(steps) for steps in zip(DAYS, dates(first), dates(again))))
PY
)
echo "$seen"
[ "$seen" = "03/04/2026 -> 2026-04-03 -> 2026-03-04, 25/04/2026 -> 2026-04-25 -> 2026-04-25" ]
