#!/usr/bin/env bash
# currency.js 2.0.4 (npm) rounds half a cent towards the greater number, not away from zero: a charge of 1.005 is 1.01 and its reversal of
# -1.005 is -1.00, so an account that was charged and refunded keeps a cent. It does so for each of 1,000 amounts that end in half a
# cent; dinero.js 1.9.1 and big.js 7.0.1 for none. Seen: "currency.js 1000, dinero.js 0, big.js 0 of 1000 do not cancel; 1.01 and -1".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund currency.js@2.0.4 dinero.js@1.9.1 big.js@7.0.1
seen=$(node <<'JS'
const Big = require("big.js");
const currency = require("currency.js");
const Dinero = require("dinero.js");

const round = {
  "currency.js": (amount) => currency(amount).value,
  "dinero.js": (amount) => Dinero({ amount: Number(amount.replace(".", "")), precision: 3 }).convertPrecision(2).toUnit(),
  "big.js": (amount) => Number(new Big(amount).round(2)),
};
const amounts = Array.from({ length: 1000 }, (_, cents) => `${(cents / 100).toFixed(2)}5`);
const kept = (name) => amounts.filter((amount) => round[name](amount) + round[name](`-${amount}`) !== 0).length;
const counts = Object.keys(round).map((name) => `${name} ${kept(name)}`);
console.log(`${counts.join(", ")} of 1000 do not cancel; ${currency("1.005")} and ${currency("-1.005").value}`);
JS
)
echo "$seen"
[ "$seen" = "currency.js 1000, dinero.js 0, big.js 0 of 1000 do not cancel; 1.01 and -1" ]
