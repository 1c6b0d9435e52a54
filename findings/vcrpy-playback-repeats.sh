#!/usr/bin/env bash
# vcrpy 9.4.2 and betamax 0.9.0 (PyPI) play a recorded poll in its order: 202, 202, 200. With allow_playback_repeats, which is there for a
# client that asks once more than was recorded, both play the first answer for ever: the session stays pending and the
# 200 on the tape is never reached. Seen: "once: 202 202 200, repeats: 202 202 202 202 202 202" of both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check vcrpy==9.4.2 betamax==0.9.0 requests==2.34.2
seen=$(venv/bin/python <<'PY'
import http.server
import threading

import betamax
import requests
import vcr

polls = 0


class Session(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global polls
        polls += 1
        self.send_response(202 if polls % 3 else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Session)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/GetAccountsDetailAsync/5b6a0e1c-6f0f-4a3e-9e39-6f1f3c8f1d11"


def poll(times, session):
    return " ".join(str(session.get(url).status_code) for _ in range(times))


def with_vcrpy(times, **options):
    with vcr.use_cassette("vcrpy.yaml", **options):
        return poll(times, requests.Session())


def with_betamax(times, **options):
    session = requests.Session()
    with betamax.Betamax(session, cassette_library_dir=".").use_cassette("betamax", **options):
        return poll(times, session)


for name, play in ("vcrpy", with_vcrpy), ("betamax", with_betamax):
    play(3)
    print(f"{name} once: {play(3)}, repeats: {play(6, allow_playback_repeats=True)}")
print(f"{polls} polls reached the server")
PY
)
echo "$seen"
[ "$seen" = "vcrpy once: 202 202 200, repeats: 202 202 202 202 202 202
betamax once: 202 202 200, repeats: 202 202 202 202 202 202
6 polls reached the server" ]
