#!/usr/bin/env bash
# The bank provider of Faker 40.63.0 (PyPI) has no data for en_CA and fr_CA and falls back on Great Britain without a word: account
# numbers, IBANs and BICs are British, though Canada has no IBAN, and `aba` is a routing number of the United States. Tests of a
# form with institution, transit and account are filled with numbers that no Canadian bank has. Seen, of 500 of each locale: "en_CA: IBAN
# GB, BIC GB, country GB; fr_CA: IBAN GB, BIC GB, country GB; transit numbers: none".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check faker==40.63.0
seen=$(venv/bin/python <<'PY'
from faker import Faker


def say(locale):
    fake = Faker(locale)
    fake.seed_instance(1)
    ibans = {fake.iban()[:2] for _ in range(500)}
    bics = {fake.swift()[4:6] for _ in range(500)}
    countries = {fake.bank_country() for _ in range(500)}
    return f"{locale}: IBAN {' '.join(ibans)}, BIC {' '.join(bics)}, country {' '.join(countries)}"


transit = [name for name in dir(Faker("en_CA")) if "transit" in name or "institution" in name]
print(say("en_CA"), say("fr_CA"), f"transit numbers: {transit or 'none'}", sep="; ")
PY
)
echo "$seen"
[ "$seen" = "en_CA: IBAN GB, BIC GB, country GB; fr_CA: IBAN GB, BIC GB, country GB; transit numbers: none" ]
