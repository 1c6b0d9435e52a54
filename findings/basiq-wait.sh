#!/usr/bin/env bash
# basiq 1.0.1 (PyPI), the client of another bank aggregator, waits for a login with an interval in ms and a timeout in s. It sleeps and
# looks at the time between a poll and its answer, so what the last poll brought is thrown away, success or not. And each poll
# is one call deeper: half an hour at 1 s ends in RecursionError before 17 minutes are over. Seen, with a sleep that takes
# no time: "active at poll 4: connection after 4; active at poll 5: False after 5; half an hour: RecursionError, 900 to 1000 polls".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check basiq==1.0.1 requests==2.34.2
seen=$(venv/bin/python <<'PY'
import time
import types

import basiq

time.sleep = lambda _: None


class Api:
    """Answers as the server does: a job whose steps succeed at poll number `ready`."""

    def __init__(self, ready):
        self.polls, self.ready = -1, ready

    def set_header(self, *_):
        return self

    def post(self, *_):
        return {"access_token": "made-up", "expires_in": 3600}

    def get(self, path):
        if not path.startswith("jobs/"):
            return {"id": "c", "status": "active", "lastUsed": "", "institution": {}, "accounts": {}, "links": {}}
        self.polls += 1
        step = {"status": "success" if self.polls >= self.ready else "in-progress"}
        return {"id": "j", "created": "", "updated": "", "links": {"source": "/connections/c"}, "steps": [step] * 3}


def wait(ready, interval, timeout):
    api = Api(ready)
    job = basiq.ConnectionService(basiq.Session(api, "made-up"), types.SimpleNamespace(id="u")).getJob("j")
    try:
        result = job.waitForCredentials(interval, timeout)
    except RecursionError:
        return f"RecursionError, {'900 to 1000' if 900 < api.polls < 1000 else api.polls} polls"
    return f"{'connection' if result else result} after {api.polls}"


print(f"active at poll 4: {wait(4, 10_000, 30)}; active at poll 5: {wait(5, 10_000, 30)}; half an hour: {wait(1800, 1000, 1800)}")
PY
)
echo "$seen"
[ "$seen" = "active at poll 4: connection after 4; active at poll 5: False after 5; half an hour: RecursionError, 900 to 1000 polls" ]
