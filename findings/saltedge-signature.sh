#!/usr/bin/env bash
# saltedge 0.1.3 (PyPI), a client of another bank aggregator, signs the URL as its caller wrote it and lets requests send it percent-encoded:
# with a space, a plus or an accent in a parameter the signature is not that of the request. And its post() is a generator, so
# a call whose answer nobody looks at is never sent. Seen: "connection_id=7 signed; q=pay+day not signed; post() alone: 0
# requests, post() with list(): 1".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check saltedge==0.1.3 requests==2.34.2 cryptography==42.0.8
seen=$(venv/bin/python 2> log <<'PY'
import base64
import http.server
import threading

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from saltedge.http import SaltedgeHttpClient

key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
pem = key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
arrived = []


class Signed(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        message = f"{self.headers['Expires-at']}|{self.command}|http://{self.headers['Host']}{self.path}|{body}"
        try:
            key.public_key().verify(
                base64.b64decode(self.headers["Signature"]), message.encode(), padding.PKCS1v15(), hashes.SHA256())
            arrived.append(f"{self.path.split('?')[-1]} signed")
        except InvalidSignature:
            arrived.append(f"{self.path.split('?')[-1]} not signed")
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_GET

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Signed)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}/transactions"
client = SaltedgeHttpClient("app", "made-up", pem)
for parameters in {"connection_id": "7"}, {"q": "pay day"}:
    list(client.get(base, query_params=parameters))
client.post(base, payload={"data": {}})
alone = len(arrived) - 2
list(client.post(base, payload={"data": {}}))
print(*arrived[:2], f"post() alone: {alone} requests, post() with list(): {len(arrived) - 2}", sep="; ")
PY
)
echo "$seen"
[ "$seen" = "connection_id=7 signed; q=pay+day not signed; post() alone: 0 requests, post() with list(): 1" ]
