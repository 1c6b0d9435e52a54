#!/usr/bin/env bash
# Faker 40.63.0 and Mimesis 22.2.0 (PyPI) make up phone numbers of Canada that are somebody's elsewhere: of those that phonenumbers 9.0.43
# takes for valid, one in seven is Canadian with Faker and none with Mimesis, the others ring in the United States or the Caribbean.
# Six of ten postal codes of Mimesis have letters that Canada does not use. A form that checks either fails at random, and a
# text message of a test leaves the country. Seen, of 2,000: "Faker 111 CA, 702 elsewhere; Mimesis 0 CA, 1576 elsewhere, 795
# postal codes".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check faker==40.63.0 mimesis==22.2.0 phonenumbers==9.0.43
seen=$(venv/bin/python <<'PY'
import re

import phonenumbers
from faker import Faker
from mimesis import Generic, Locale

POSTAL_CODE = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d")
faker = Faker("en_CA")
faker.seed_instance(1)
mimesis = Generic(Locale.EN_CA, seed=1)


def say(name, make):
    regions = []
    for _ in range(2000):
        number = phonenumbers.parse(make(), "CA")
        if phonenumbers.is_valid_number(number):
            regions.append(phonenumbers.region_code_for_number(number))
    canadian = regions.count("CA")
    return f"{name} {canadian} CA, {len(regions) - canadian} elsewhere"


codes = sum(bool(POSTAL_CODE.fullmatch(mimesis.address.postal_code())) for _ in range(2000))
print(f"{say('Faker', faker.phone_number)}; {say('Mimesis', mimesis.person.phone_number)}, {codes} postal codes")
PY
)
echo "$seen"
[ "$seen" = "Faker 111 CA, 702 elsewhere; Mimesis 0 CA, 1576 elsewhere, 795 postal codes" ]
