"""The documented flow, with nothing but Python's standard library: Authorize, GetAccountsDetail, then polls until the data is there.

    flinks-mock run --speed 60 -- python3 examples/client.py
"""

import json
import os
import sys
import time
import urllib.request

HOST = os.environ.get("FLINKS_BASE_URL", "https://toolbox-api.private.fin.ag")
CUSTOMER = os.environ.get("FLINKS_CUSTOMER_ID", "43387ca6-0391-4c82-857d-70d95f087ecb")
LOGIN = os.environ.get("FLINKS_LOGIN_ID", "5e115eac-1209-4f19-641c-08d6d484e2fe")
INTERVAL = int(os.environ.get("FLINKS_POLL_INTERVAL_MS", "10000")) / 1000
# Flinks takes at most 30 minutes: as long as 180 intervals of 10 s, however fast the clock of a mock is.
LONGEST = 180 * INTERVAL


def main():
    session = call("POST", "Authorize", {"LoginId": LOGIN, "MostRecentCached": True})["RequestId"]
    began = time.monotonic()
    reply = call("POST", "GetAccountsDetail", {"RequestId": session})
    while reply["HttpStatusCode"] == 202:
        time.sleep(INTERVAL)
        if time.monotonic() > began + LONGEST:
            sys.exit("The data was not there within 30 minutes.")
        reply = call("GET", f"GetAccountsDetailAsync/{session}")
    for account in reply["Accounts"]:
        print(account["Title"], account["Balance"]["Current"])


def call(method, path, body=None):
    request = urllib.request.Request(
        f"{HOST}/v3/{CUSTOMER}/BankingServices/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


if __name__ == "__main__":
    main()
