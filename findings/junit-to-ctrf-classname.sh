#!/usr/bin/env bash
# junit-to-ctrf 0.0.14 (npm) drops `classname`, the half of a JUnit test's name that says which class or scenario it ran in: two tests
# that differ in nothing else have one name in the CTRF report, one passed and one failed, which its readers take for a flaky test.
# The reason of a skipped test is dropped as well. Seen: "judge: polls every 10 s passed; judge: polls every 10 s failed; judge:
# stops after 30 min skipped".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund junit-to-ctrf@0.0.14
cat > report.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<testsuites><testsuite name="judge" tests="3" failures="1" skipped="1">
  <testcase classname="two-polls" name="polls every 10 s" time="20"/>
  <testcase classname="stuck-session" name="polls every 10 s" time="20"><failure message="polled after 2 s">2 s</failure></testcase>
  <testcase classname="two-polls" name="stops after 30 min"><skipped message="the session ended before"/></testcase>
</testsuite></testsuites>
XML
node_modules/.bin/junit-to-ctrf report.xml --output report.json > log
seen=$(node -p 'require("./report.json").results.tests.map(({ name, status }) => `${name} ${status}`).join("; ")')
echo "$seen"
[ "$seen" = "judge: polls every 10 s passed; judge: polls every 10 s failed; judge: stops after 30 min skipped" ]
! grep -qE 'two-polls|stuck-session|the session ended before' report.json
