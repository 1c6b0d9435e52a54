#!/usr/bin/env bash
# The two OFX readers of PyPI do not agree what time it is in Newfoundland, three hours and a half behind Greenwich. ofxtools 1.1.1 writes
# and reads hours and minutes, -3.30; ofxparse 0.21 reads decimal hours, -3.5. The one is 12 minutes early with what the other writes,
# and the other way round it fails. A transaction shortly before midnight has another day. Seen, for 23:45 in St. John's on
# 2 March: "ofxtools writes -3.30:NST, reads it 03:15, ofxparse 03:03; -3.5:NST: ofxtools OFXSpecError, ofxparse 03:15".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ofxtools==1.1.1 ofxparse==0.21 tzdata==2025.3
seen=$(venv/bin/python -W ignore <<'PY'
import datetime
import zoneinfo

from ofxparse import OfxParser
from ofxtools.Types import DateTime


def with_ofxtools(text):
    try:
        return DateTime().convert(text).strftime("%H:%M")
    except Exception as error:
        return type(error).__name__


def with_ofxparse(text):
    return OfxParser.parseOfxDateTime(text).strftime("%H:%M")


posted = datetime.datetime(2026, 3, 2, 23, 45, tzinfo=zoneinfo.ZoneInfo("America/St_Johns"))
written = DateTime().unconvert(posted)
decimal = written.replace("-3.30", "-3.5")
print(
    f"ofxtools writes {written.split('[')[1].rstrip(']')}, reads it {with_ofxtools(written)}, ofxparse {with_ofxparse(written)}",
    f"-3.5:NST: ofxtools {with_ofxtools(decimal)}, ofxparse {with_ofxparse(decimal)}",
    sep="; ",
)
PY
)
echo "$seen"
[ "$seen" = "ofxtools writes -3.30:NST, reads it 03:15, ofxparse 03:03; -3.5:NST: ofxtools OFXSpecError, ofxparse 03:15" ]
