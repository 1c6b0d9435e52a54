#!/usr/bin/env bash
# junit2json 4.0.0 (npm) makes numbers of every attribute of a JUnit report that looks like one, names and property values included. A
# transit number loses its zeros, an account number of 19 digits its last ones, an amount its form; and it stops at an exponent, so
# the commit 6e4 is 6. A classname can be a number where its own types say string. Seen, for five property values and a name:
# "00123 -> 123, 1234567890123456789 -> 1234567890123456800, 12.50 -> 12.5, 1e3 -> 1, 6e4 -> 6, name 007 -> 7 (number)".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund junit2json@4.0.0
seen=$(node --input-type=module <<'JS'
import { parse } from "junit2json";

const values = ["00123", "1234567890123456789", "12.50", "1e3", "6e4"];
const properties = values.map((value) => `<property name="p" value="${value}"/>`).join("");
const report = await parse(`<testsuites><testsuite name="judge" tests="1">
  <properties>${properties}</properties><testcase classname="poll" name="007"/></testsuite></testsuites>`);
const [suite] = report.testsuite;
const seen = values.map((value, index) => `${value} -> ${suite.properties[index].value}`);
const { name } = suite.testcase[0];
console.log(`${seen.join(", ")}, name 007 -> ${name} (${typeof name})`);
JS
)
echo "$seen"
[ "$seen" = "00123 -> 123, 1234567890123456789 -> 1234567890123456800, 12.50 -> 12.5, 1e3 -> 1, 6e4 -> 6, name 007 -> 7 (number)" ]
