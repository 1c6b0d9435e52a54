#!/usr/bin/env bash
# pyflinks 0.1.2 (PyPI), a published client of the Flinks API: attributes.get_categorization asks for GetIncomeAttributes, as
# get_income_attributes does, so whoever wants the transactions with their categories gets figures about income and no
# error. Seen: the last part of both paths.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyflinks==0.1.2
seen=$(venv/bin/python <<'PY'
import http.server
import threading

import pyflinks

arrived = []


class Attributes(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        arrived.append(self.path.rsplit("/", 1)[1])
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Attributes)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = pyflinks.Client("43387ca6-0391-4c82-857d-70d95f087ecb", f"http://127.0.0.1:{server.server_port}/v3/")
ids = "5e115eac-1209-4f19-641c-08d6d484e2fe", "5b6a0e1c-6f0f-4a3e-9e39-6f1f3c8f1d11"
for ask in client.attributes.get_categorization, client.attributes.get_income_attributes:
    ask(*ids)
    print(f"{ask.__name__}: {arrived[-1]}")
PY
)
echo "$seen"
[ "$seen" = "get_categorization: GetIncomeAttributes
get_income_attributes: GetIncomeAttributes" ]
