#!/usr/bin/env bash
# workalendar 17.0.0 (PyPI) takes Good Friday for a working day in its calendars of Canada and of Quebec, though banks are closed: it
# is a holiday of the federal law that banks are under. A transfer due "in two business days" comes a day late against it, and a test
# that waits for the posting fails once a year. holidays 0.109 has it. Seen, of 3 April 2026: "Canada works, Quebec works, Ontario
# rests; holidays: Good Friday".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check workalendar==17.0.0 holidays==0.109
seen=$(venv/bin/python <<'PY'
import datetime

import holidays
from workalendar.america import Canada, Ontario, Quebec

DAY = datetime.date(2026, 4, 3)
calendars = [
    f"{calendar.__name__} {'works' if calendar().is_working_day(DAY) else 'rests'}" for calendar in (Canada, Quebec, Ontario)
]
print(f"{', '.join(calendars)}; holidays: {holidays.Canada(years=2026).get(DAY)}")
PY
)
echo "$seen"
[ "$seen" = "Canada works, Quebec works, Ontario rests; holidays: Good Friday" ]
