"""A pytest plugin: one `flinks-mock` server for all tests, and for each test a bank with a clock of its own.

    def test_waits_for_the_data(bank):
        bank.play("data-after-25-minutes")
        with bank.clock_bound():
            accounts = my_client.fetch(bank.url, bank.customer_id, bank.login_id)
        assert accounts

After the test the client is judged: a broken rule is an error of the test. A test that fails shows what was
sent. With pytest-xdist all workers share the server. FLINKS_MOCK names the program, if it is not in PATH.
"""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
import uuid

import pytest

LOGIN = "5e115eac-1209-4f19-641c-08d6d484e2fe"
SERVER = pytest.StashKey()


class Server:
    """The program, from its start until `stop`."""

    def __init__(self):
        program = os.environ.get("FLINKS_MOCK") or shutil.which("flinks-mock")
        if not program:
            raise pytest.UsageError("there is no flinks-mock in PATH; install its wheel, or set FLINKS_MOCK")
        command = [program, "serve", "--listen", "127.0.0.1:0", "--clock", "manual", "--quiet", "--ready-json", "-"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise pytest.UsageError(f"flinks-mock did not start: exit code {self.process.wait()}")
        self.ready = json.loads(line)

    def stop(self):
        # It keeps nothing that it would have to put away.
        self.process.kill()
        self.process.wait()


class Bank:
    """The customer of one test: its sessions, its clock and its exchanges."""

    def __init__(self, ready):
        self._ready = ready
        self._has_failed = False
        self.url = ready["url"]
        self.customer_id = str(uuid.uuid4())
        self.login_id = LOGIN
        self.env = {
            "FLINKS_BASE_URL": self.url,
            "FLINKS_CUSTOMER_ID": self.customer_id,
            "FLINKS_LOGIN_ID": self.login_id,
        }
        # Makes the customer, so that its clock and its journal are there before its first call.
        self.play("two-polls")

    def play(self, scenario):
        """Chooses what the next sessions play: the name of a scenario, see `flinks-mock scenarios`."""
        self._call("PUT", "/scenario", {"scenario": scenario})

    def advance(self, by):
        """Moves the clock on, by a time such as "30m" or a number of seconds. Returns what happened on the way."""
        by = by if isinstance(by, str) else f"{round(by * 1000)}ms"
        return self._call("POST", "/clock/advance", {"by": by})[0]["happened"]

    def exchanges(self):
        """All requests with their replies, as the admin API describes them."""
        found, after = [], 0
        while True:
            page = self._call("GET", f"/journal?limit=1000&after={after}")[0]["exchanges"]
            if not page:
                return found
            found += page
            after = page[-1]["seq"]

    def verdict(self, done=True):
        """The outcome (`pass`, `fail` or `inconclusive`) and the report as text."""
        text, headers = self._call("GET", f"/verdict?text=true&done={str(done).lower()}")
        return headers["X-Verdict"], text

    @contextlib.contextmanager
    def clock_bound(self):
        """Lets `time.sleep` and `asyncio.sleep` move the bank's clock instead of waiting, and `time.monotonic`
        with it. For clients that wait in one place at a time: each wait moves the clock."""
        before = time.sleep, asyncio.sleep, time.monotonic
        slept = 0.0

        def sleep(seconds):
            nonlocal slept
            self.advance(seconds)
            slept += seconds

        async def asyncio_sleep(delay, result=None):
            if delay > 0:
                sleep(delay)
            return await before[1](0, result)

        time.sleep, asyncio.sleep, time.monotonic = sleep, asyncio_sleep, lambda: before[2]() + slept
        try:
            yield self
        finally:
            time.sleep, asyncio.sleep, time.monotonic = before

    def shown(self):
        """The exchanges, one per line."""
        return "\n".join(
            "{decided[text]}  {status} {code:20}  {method:4} {path}".format(**{"code": "", **exchange})
            for exchange in self.exchanges()
        )

    def _call(self, method, path, body=None):
        __tracebackhide__ = True
        request = urllib.request.Request(
            f"{self._ready['admin']}/customers/{self.customer_id}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._ready['token']}", "Content-Type": "application/json"},
        )
        # A proxy of the environment leads elsewhere.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as response:
                text = response.read().decode()
                is_json = "json" in (response.headers["Content-Type"] or "")
                return (json.loads(text) if is_json else text), response.headers
        except urllib.error.HTTPError as error:
            problem = json.loads(error.read() or b"{}")
            raise ValueError(problem.get("detail", str(error))) from None


@pytest.fixture(scope="session")
def flinks_mock(request):
    """Where the server is: `url`, `admin` and `token`."""
    return _ready(request.config)


@pytest.fixture
def bank(flinks_mock):
    """A customer for this test alone, whose client is judged at the end."""
    bank = Bank(flinks_mock)
    yield bank
    verdict, text = bank.verdict()
    bank._call("DELETE", "")
    if verdict == "fail" and not bank._has_failed:
        pytest.fail(f"the client breaks the protocol of Flinks\n\n{text}", pytrace=False)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    outcome = yield
    report = outcome.get_result()
    bank = getattr(item, "funcargs", {}).get("bank")
    if isinstance(bank, Bank) and report.when == "call" and report.failed:
        bank._has_failed = True
        report.sections.append(("Exchanges with the bank", bank.shown()))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Called by pytest-xdist for each worker, before it starts."""
    node.workerinput["flinks_mock"] = _ready(node.config)


def pytest_unconfigure(config):
    server = config.stash.get(SERVER, None)
    if server:
        server.stop()


def _ready(config):
    if hasattr(config, "workerinput"):
        return config.workerinput["flinks_mock"]
    if SERVER not in config.stash:
        config.stash[SERVER] = Server()
    return config.stash[SERVER].ready
