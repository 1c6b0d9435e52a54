#!/usr/bin/env bash
# Faker 40.63.0 (PyPI, en_CA) and social-insurance-number 0.2.2 (npm) make up nothing but social insurance numbers that a resident of
# Canada can have: the check digit is right and the first digit one of those that are given out, never 0 or 8. Test data made
# so may be somebody's. fr_CA of the same Faker gives the form of another country's number, 3-2-4 digits, and a few of those
# pass for Canadian. Seen, of 2,000 each: "en_CA 2000 valid, begin with 1234567, 3-3-3; npm 2000 valid, begin with 1234567; fr_CA
# 123 valid, begin with 012345678, 3-2-4".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund social-insurance-number@0.2.2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check faker==40.63.0 python-stdnum==2.2
node -e '
const { SocialInsuranceNumber } = require("social-insurance-number");
for (let i = 0; i < 2000; i++) console.log(SocialInsuranceNumber.generate())' > npm.txt
seen=$(venv/bin/python <<'PY'
from faker import Faker
from stdnum.ca import sin


def made(locale):
    fake = Faker(locale)
    fake.seed_instance(1)
    return [fake.ssn() for _ in range(2000)]


def say(name, numbers):
    valid = sum(sin.is_valid(number) for number in numbers)
    first = "".join(sorted({number[0] for number in numbers}))
    groups = {"-".join(str(len(group)) for group in number.replace(" ", "-").split("-")) for number in numbers}
    return f"{name} {valid} valid, begin with {first}, {' '.join(groups)}".removesuffix(", 9")


print(say("en_CA", made("en_CA")), say("npm", open("npm.txt").read().split()), say("fr_CA", made("fr_CA")), sep="; ")
PY
)
echo "$seen"
[ "$seen" = "en_CA 2000 valid, begin with 1234567, 3-3-3; npm 2000 valid, begin with 1234567; \
fr_CA 123 valid, begin with 012345678, 3-2-4" ]
