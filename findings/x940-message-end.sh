#!/usr/bin/env bash
# x940 0.1.1 (PyPI) takes the hyphen that ends an MT940 message, on a line of its own, for a part of the field before it: the closing
# balance is then "985,50-" and the whole statement is refused. Files as banks send them end so; only one that was cut before
# can be read. mt-940 5.1.1 takes all three. Seen, of a statement with no end, with "-" and with "-}": "x940: 985.5, ValueError,
# ValueError; mt-940: 985.50, 985.50, 985.50".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check x940==0.1.1 mt-940==5.1.1
seen=$(venv/bin/python <<'PY'
import mt940
import x940

STATEMENT = """:20:STATEMENT
:25:000011111/2222222
:28C:00001/001
:60F:C260301CAD1000,00
:61:2603020302D14,50NMSCNONREF
:86:COFFEE
:62F:C260302CAD985,50
"""


def read(reader):
    seen = []
    for end in "", "-\n", "-}\n":
        try:
            seen.append(str(reader(STATEMENT + end)))
        except ValueError as error:
            seen.append(type(error).__name__)
    return ", ".join(seen)


with_x940 = read(lambda text: x940.MT940(text).closing_balance)
with_mt940 = read(lambda text: mt940.parse(text).data["final_closing_balance"].amount.amount)
print(f"x940: {with_x940}; mt-940: {with_mt940}")
PY
)
echo "$seen"
[ "$seen" = "x940: 985.5, ValueError, ValueError; mt-940: 985.50, 985.50, 985.50" ]
