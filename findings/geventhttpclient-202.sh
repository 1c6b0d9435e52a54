#!/usr/bin/env bash
# geventhttpclient 2.6.1 (PyPI): `UserAgent`, its requests-like interface, raises BadStatusCode on 202 Accepted. A client of Flinks gets
# 202 OPERATION_PENDING to most of its first data calls. `HTTPClient` of the same package takes it. Seen: "BadStatusCode 202, HTTPClient 202".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check geventhttpclient==2.6.1
seen=$(venv/bin/python <<'PY'
import http.server
import threading

from geventhttpclient import HTTPClient
from geventhttpclient.useragent import BadStatusCode, UserAgent


class Pending(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"HttpStatusCode":202,"FlinksCode":"OPERATION_PENDING"}'
        self.send_response(202)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Pending)
threading.Thread(target=server.serve_forever, daemon=True).start()
port = server.server_port
try:
    UserAgent().urlopen(f"http://127.0.0.1:{port}/")
    agent = "no error"
except BadStatusCode as error:
    agent = f"BadStatusCode {str(error)[-3:]}"
plain = HTTPClient("127.0.0.1", port).get("/").status_code
print(f"{agent}, HTTPClient {plain}")
PY
)
echo "$seen"
[ "$seen" = "BadStatusCode 202, HTTPClient 202" ]
