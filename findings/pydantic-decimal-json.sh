#!/usr/bin/env bash
# pydantic 2.14.4 (PyPI): a Decimal that comes as a number of a JSON text goes through a binary fraction, in strict mode too, though the
# validator reads the text itself. A cent changes, and "12.50" is equal but no longer written so. The same digits as a JSON
# string are kept, and msgspec 0.23.0 keeps both. Seen, for 100000000000000.01 and 12.50: "number 100000000000000.02 12.5;
# strict 100000000000000.02 12.5; string 100000000000000.01 12.50; msgspec 100000000000000.01 12.50".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pydantic==2.14.4 msgspec==0.23.0
seen=$(venv/bin/python <<'PY'
from decimal import Decimal

import msgspec
import pydantic

number = "[100000000000000.01,12.50]"
string = '["100000000000000.01","12.50"]'
amounts = pydantic.TypeAdapter(list[Decimal])
read = {
    "number": amounts.validate_json(number),
    "strict": amounts.validate_json(number, strict=True),
    "string": amounts.validate_json(string),
    "msgspec": msgspec.json.decode(number, type=list[Decimal]),
}
print("; ".join(f"{name} {' '.join(map(str, values))}" for name, values in read.items()))
PY
)
echo "$seen"
[ "$seen" = "number 100000000000000.02 12.5; strict 100000000000000.02 12.5; string 100000000000000.01 12.50; \
msgspec 100000000000000.01 12.50" ]
