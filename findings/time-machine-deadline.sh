#!/usr/bin/env bash
# time-machine 3.6.0 (PyPI) moves time.time() and leaves time.monotonic() alone; freezegun 1.5.5 moves both. tenacity 9.2.1 measures
# stop_after_delay with the second one: in a test under time-machine, a client that polls every 10 s for at most half an
# hour never gives up. Seen: "freezegun: gave up after 181 polls; time-machine: no end in 1000 polls, 9990 s later".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check time-machine==3.6.0 freezegun==1.5.5 tenacity==9.2.1
seen=$(venv/bin/python <<'PY'
import time

import freezegun
import tenacity
import time_machine

START = "2026-03-02T12:00:00Z"


def watch(pass_seconds):
    polls = 0
    begun = time.time()

    def pending():
        nonlocal polls
        polls += 1
        return polls < 1000

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_result(bool),
        wait=tenacity.wait_fixed(10),
        stop=tenacity.stop_after_delay(1800),
        sleep=pass_seconds,
    )
    try:
        retrying(pending)
    except tenacity.RetryError:
        return f"gave up after {polls} polls"
    return f"no end in {polls} polls, {time.time() - begun:.0f} s later"


with freezegun.freeze_time(START) as clock:
    frozen = watch(clock.tick)
with time_machine.travel(START, tick=False) as clock:
    travelled = watch(clock.shift)
print(f"freezegun: {frozen}; time-machine: {travelled}")
PY
)
echo "$seen"
[ "$seen" = "freezegun: gave up after 181 polls; time-machine: no end in 1000 polls, 9990 s later" ]
