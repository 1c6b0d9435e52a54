#!/usr/bin/env bash
# haralyzer 2.4.0 (PyPI) fails with KeyError when it is asked for the load time of a page that has none. In HAR 1.2 all members of `pageTimings`
# may be missing, and a recording of an API, where nothing loads a page, has no `onLoad`. The host of the page is None without a
# Host header, though it stands in every URL. Seen: "no onLoad: KeyError, onLoad -1: -1; host: None, with a header: bank.test".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check haralyzer==2.4.0
seen=$(venv/bin/python <<'PY'
from haralyzer import HarParser


def page(timings, headers):
    started = "2026-03-02T12:00:00.000Z"
    request = {"method": "GET", "url": "https://bank.test/GetAccountsDetailAsync/5b6a0e1c", "httpVersion": "HTTP/1.1",
               "cookies": [], "headers": headers, "queryString": [], "headersSize": -1, "bodySize": 0}
    response = {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
                "content": {"size": 2, "mimeType": "application/json", "text": "{}"}, "redirectURL": "",
                "headersSize": -1, "bodySize": 2}
    entry = {"pageref": "run", "startedDateTime": started, "time": 12, "request": request, "response": response,
             "cache": {}, "timings": {"send": 0, "wait": 12, "receive": 0}}
    pages = [{"id": "run", "title": "run", "startedDateTime": started, "pageTimings": timings}]
    log = {"version": "1.2", "creator": {"name": "recorder", "version": "1"}, "pages": pages, "entries": [entry]}
    return HarParser({"log": log}).pages[0]


def load_time(timings):
    try:
        return page(timings, []).page_load_time
    except KeyError as error:
        return type(error).__name__


host = [{"name": "Host", "value": "bank.test"}]
print(
    f"no onLoad: {load_time({})}, onLoad -1: {load_time({'onLoad': -1})}",
    f"host: {page({}, []).hostname}, with a header: {page({}, host).hostname}",
    sep="; ",
)
PY
)
echo "$seen"
[ "$seen" = "no onLoad: KeyError, onLoad -1: -1; host: None, with a header: bank.test" ]
