"""A right client on one HTTP stack of Python, or a wrong one: stack_flow.py STACK [right|fast|gives-up|twice]."""
import asyncio
import atexit
import json
import os
import sys
import time

BASE = f"{os.environ['FLINKS_BASE_URL']}/v3/{os.environ['FLINKS_CUSTOMER_ID']}/BankingServices"
TENTH = float(os.environ["FLINKS_POLL_INTERVAL_MS"]) / 1000
JSON = {"Content-Type": "application/json"}
STACK, KIND = sys.argv[1], (sys.argv[2:] or ["right"])[0]
# Longer than any answer takes, and far from the pauses of the scenarios.
TIMEOUT = 30


def of_urllib(method, url, body):
    import urllib.error
    import urllib.request

    request = urllib.request.Request(url, method=method, data=body, headers=JSON)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def of_requests():
    import requests

    session = requests.Session()

    def call(method, url, body):
        reply = session.request(method, url, data=body, headers=JSON, timeout=TIMEOUT)
        return reply.status_code, reply.content

    return call


def of_httpx():
    import httpx

    client = httpx.Client(timeout=TIMEOUT)

    def call(method, url, body):
        reply = client.request(method, url, content=body, headers=JSON)
        return reply.status_code, reply.content

    return call


def of_urllib3():
    import urllib3

    pool = urllib3.PoolManager()

    def call(method, url, body):
        reply = pool.request(method, url, body=body, headers=JSON, timeout=TIMEOUT)
        return reply.status, reply.data

    return call


def of_httplib2():
    import httplib2

    http = httplib2.Http(timeout=TIMEOUT)

    def call(method, url, body):
        reply, text = http.request(url, method, body, JSON)
        return reply.status, text

    return call


def of_pycurl():
    import pycurl

    http = pycurl.Curl()

    def call(method, url, body):
        http.reset()
        http.setopt_string(pycurl.URL, url)
        http.setopt(pycurl.CUSTOMREQUEST, method)
        http.setopt(pycurl.HTTPHEADER, ["Content-Type: application/json"])
        http.setopt(pycurl.TIMEOUT, TIMEOUT)
        if body:
            http.setopt(pycurl.POSTFIELDS, body)
        text = http.perform_rb()
        return http.getinfo(pycurl.RESPONSE_CODE), text

    return call


def of_curl_cffi():
    from curl_cffi import requests

    session = requests.Session()

    def call(method, url, body):
        reply = session.request(method, url, data=body, headers=JSON, timeout=TIMEOUT)
        return reply.status_code, reply.content

    return call


def of_aiohttp():
    import aiohttp

    loop = asyncio.new_event_loop()

    async def ask(method, url, body):
        async with session.request(method, url, data=body, headers=JSON) as reply:
            return reply.status, await reply.read()

    async def opened():
        return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))

    session = loop.run_until_complete(opened())
    # An interpreter that ends says of a session that was left open where it was left.
    atexit.register(lambda: loop.run_until_complete(session.close()))
    return lambda method, url, body: loop.run_until_complete(ask(method, url, body))


send = of_urllib if STACK == "urllib" else globals()[f"of_{STACK}"]()


def call(method, name, body=None):
    """Status and body of an answer; 0 where it was lost."""
    try:
        status, text = send(method, f"{BASE}/{name}", json.dumps(body).encode() if body else None)
        return status, json.loads(text)
    except Exception as lost:  # each stack has its own
        print(f"{STACK}: {type(lost).__name__}", file=sys.stderr)
        return 0, {}


def wait():
    time.sleep(TENTH * (0.3 if KIND == "fast" else 1))


def authorize():
    login = {"LoginId": os.environ["FLINKS_LOGIN_ID"], "MostRecentCached": True}
    for _ in range(4):
        status, body = call("POST", "Authorize", login)
        if status == 200:
            return body["RequestId"]
        wait()


def main():
    session = authorize()
    if KIND == "twice":
        session = authorize()
    pending = False
    for attempt in range(2 if KIND == "gives-up" else 180):
        if attempt > 0:
            wait()
        if pending:
            status, _ = call("GET", f"GetAccountsDetailAsync/{session}")
        else:
            status, _ = call("POST", "GetAccountsDetail", {"RequestId": session})
        if status == 200:
            return
        pending = pending or status == 202


main()
