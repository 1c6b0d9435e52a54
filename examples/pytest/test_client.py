"""Ten tests with one bank: with pytest-xdist, `pytest -n 4`. docs/tests.md says how to install the plugin."""

import json
import time
import urllib.request

import pytest

WAITING = ["two-polls", "data-after-25-minutes", "extra-members", "ready-at-once"]


def fetch(bank):
    """The client under test. It waits 10 s between polls, as Flinks asks for, at most half an hour."""
    session = call(bank, "POST", "Authorize", {"LoginId": bank.login_id, "MostRecentCached": True})["RequestId"]
    reply = call(bank, "POST", "GetAccountsDetail", {"RequestId": session})
    end = time.monotonic() + 1800
    while reply["HttpStatusCode"] == 202 and time.monotonic() < end:
        time.sleep(10)
        reply = call(bank, "GET", f"GetAccountsDetailAsync/{session}")
    return reply.get("Accounts")


def call(bank, method, path, body=None):
    request = urllib.request.Request(
        f"{bank.url}/v3/{bank.customer_id}/BankingServices/{path}",
        method=method,
        data=body and json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


@pytest.mark.parametrize("scenario", WAITING)
def test_the_data_comes(bank, scenario):
    bank.play(scenario)
    with bank.clock_bound():
        assert fetch(bank)
    assert bank.verdict()[0] == "pass"


@pytest.mark.parametrize("minutes", range(5))
def test_each_test_has_its_own_clock(bank, minutes):
    bank.advance(f"{minutes}m")
    with bank.clock_bound():
        fetch(bank)
    start = minutes * 60_000
    assert [exchange["decided"]["ms"] - start for exchange in bank.exchanges()] == [0, 0, 10_000, 20_000]


def test_half_an_hour_is_the_limit(bank):
    bank.play("never-ready")
    with bank.clock_bound():
        assert fetch(bank) is None
