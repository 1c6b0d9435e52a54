#!/usr/bin/env bash
# flinks 0.1.0a2 and pyflinks 0.1.2 (PyPI), published clients of the Flinks API, have an option for the retries of a connection. 0 does not
# turn them off: it stands for 3, as if the option were not given. A poll whose connection is lost then reaches the server
# four times within a second, where the guides want 10 s between two. Seen, by option: "0: 4 GET, 1: 2 GET" of both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check flinks==0.1.0a2 pyflinks==0.1.2 requests==2.34.2
seen=$(venv/bin/python <<'PY'
import http.server
import logging
import threading

import flinks
import pyflinks
import requests

logging.disable()
arrived = 0


class Lost(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global arrived
        arrived += 1
        self.close_connection = True

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Lost)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}/v3/"


def count(library, retries):
    global arrived
    arrived = 0
    client = library.Client("43387ca6-0391-4c82-857d-70d95f087ecb", base, http_max_retries=retries)
    try:
        client.banking_services.get_accounts_detail_async("5b6a0e1c-6f0f-4a3e-9e39-6f1f3c8f1d11")
    except requests.ConnectionError:
        return f"{retries}: {arrived} GET"


for library in flinks, pyflinks:
    print(library.__name__, ", ".join(count(library, retries) for retries in (0, 1)))
PY
)
echo "$seen"
[ "$seen" = "flinks 0: 4 GET, 1: 2 GET
pyflinks 0: 4 GET, 1: 2 GET" ]
