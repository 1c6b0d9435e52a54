#!/usr/bin/env bash
# py-moneyed 3.0 (PyPI) shows an amount rounded and gives its cents cut off: 19.999, as a tax or a rate of exchange leaves it, is $20.00 on
# the page and 1999 in the call of a payment API. Half a cent is cut too, where `round` and the page agree on the even cent. Seen,
# shown and in cents: "19.999: $20.00, 1999; 0.015: $0.02, 1".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check py-moneyed==3.0
seen=$(venv/bin/python <<'PY'
from moneyed import Money
from moneyed.l10n import format_money

seen = []
for amount in "19.999", "0.015":
    money = Money(amount, "CAD")
    seen.append(f"{amount}: {format_money(money, locale='en_CA')}, {money.get_amount_in_sub_unit()}")
print("; ".join(seen))
PY
)
echo "$seen"
[ "$seen" = "19.999: \$20.00, 1999; 0.015: \$0.02, 1" ]
