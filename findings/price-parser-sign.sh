#!/usr/bin/env bash
# price-parser 0.5.1 (PyPI), much used for amounts in texts, has no negative ones: a minus before or after the number and the brackets of
# accounting are dropped without a word, though its answer is a Decimal. A statement read with it has no debits. Babel 2.18.0 writes
# -1234.50 dollars in four ways for Canada, and each is read as money that came in. Seen: "4 formats, 4 read as 1234.50".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check price-parser==0.5.1 babel==2.18.0
seen=$(venv/bin/python <<'PY'
from decimal import Decimal

from babel.numbers import format_currency
from price_parser import Price

AMOUNT = Decimal("-1234.50")
written = {
    format_currency(AMOUNT, "CAD", locale=locale, format_type=kind)
    for locale in ("en_CA", "fr_CA")
    for kind in ("standard", "accounting")
}
read = [str(Price.fromstring(text).amount) for text in written]
print(f"{len(written)} formats, {read.count('1234.50')} read as 1234.50")
PY
)
echo "$seen"
[ "$seen" = "4 formats, 4 read as 1234.50" ]
