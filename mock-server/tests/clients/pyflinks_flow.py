"""Drives the published client `pyflinks` (or its forerunner `flinks`) through the whole flow.

    python pyflinks_flow.py pyflinks|flinks [http://127.0.0.1:8780/v3/]

Without a base URL the client is at its own default host, https://sandbox.flinks.io, and it is the
environment that leads it to the mock. The server has to play its scenario `two-polls`. Prints a line
for each step; exits 1 at the first difference.
"""

import importlib
import os
import sys
import time
import uuid

LOGIN_ID = "5e115eac-1209-4f19-641c-08d6d484e2fe"  # of the Flinks guide "Make API calls"
UNKNOWN_LOGIN_ID = "0badc0de-1209-4f19-641c-08d6d484e2fe"

INTERVAL = int(os.environ.get("FLINKS_POLL_INTERVAL_MS", "10000")) / 1000
CUSTOMER_ID = os.environ.get("FLINKS_CUSTOMER_ID") or str(uuid.uuid4())


class Difference(Exception):
    """An answer is not the one that the contract promises."""


def main():
    module = importlib.import_module(sys.argv[1])
    where = {"base_url": sys.argv[2]} if len(sys.argv) > 2 else {}
    flow = Flow(module, where)
    print(f"{module.__name__} {module.__version__} at {sys.argv[2] if where else 'its own default host'}")
    try:
        flow.run()
        if where:
            flow.run_with_unknown_login()
    except Difference as difference:
        sys.exit(f"{module.__name__}: {difference}")
    except KeyError as member:
        sys.exit(f"{module.__name__}: an answer has no member {member}")


class Flow:
    def __init__(self, module, where):
        exceptions = importlib.import_module(f"{module.__name__}.exceptions")
        self.transport_error = exceptions.TransportError
        self.client = module.Client(CUSTOMER_ID, **where)
        # The client gives its caller the body alone; the status is taken from below it.
        self.client.session.hooks["response"].append(self.note_status)
        self.status = None

    def run(self):
        banking = self.client.banking_services
        session = self.step(
            "Authorize", 200, lambda: banking.authorize(most_recent_cached=True, login_id=LOGIN_ID)
        )
        expect("Login.Id", LOGIN_ID, session["Login"]["Id"])
        request_id = session["RequestId"]

        def ask():
            return banking.get_accounts_detail(
                request_id, with_account_identity=True, with_transactions=True
            )

        def poll():
            time.sleep(INTERVAL)
            return banking.get_accounts_detail_async(request_id)

        self.data_step("GetAccountsDetail", 202, ask, request_id)
        self.data_step("GetAccountsDetailAsync", 202, poll, request_id)
        data = self.data_step("GetAccountsDetailAsync", 200, poll, request_id)
        expect("Login", session["Login"], data["Login"])
        if not data["Accounts"] or not data["Accounts"][0]["Transactions"]:
            raise Difference("Accounts: expected an account with transactions, got none")

    def run_with_unknown_login(self):
        banking = self.client.banking_services
        self.refused(lambda: banking.authorize(most_recent_cached=True, login_id=UNKNOWN_LOGIN_ID))

    def step(self, name, status, call):
        try:
            body = call()
        except self.transport_error as error:
            raise Difference(f"{name}: expected {status}, got {error}: {error.response.text}")
        print(f"  {name}: {self.status} {body.get('FlinksCode') or ''}".rstrip())
        expect(f"{name}: status", status, self.status)
        expect(f"{name}: HttpStatusCode", status, body["HttpStatusCode"])
        return body

    def data_step(self, name, status, call, request_id):
        body = self.step(name, status, call)
        expect(f"{name}: RequestId", request_id, body["RequestId"])
        code = "OPERATION_PENDING" if status == 202 else None
        expect(f"{name}: FlinksCode", code, body.get("FlinksCode"))
        return body

    def refused(self, call):
        name = "Authorize with an unknown LoginId"
        try:
            body = call()
        except self.transport_error as error:
            self.check_refusal(name, error.response)
        else:
            raise Difference(f"{name}: expected INVALID_LOGIN, got {body}")

    def check_refusal(self, name, response):
        body = response.json()
        print(f"  {name}: {response.status_code} {body.get('FlinksCode')}")
        expect(f"{name}: FlinksCode", "INVALID_LOGIN", body.get("FlinksCode"))
        expect(f"{name}: HttpStatusCode", response.status_code, body.get("HttpStatusCode"))

    def note_status(self, response, **_):
        self.status = response.status_code


def expect(what, expected, actual):
    if expected != actual:
        raise Difference(f"{what}: expected {expected!r}, got {actual!r}")


if __name__ == "__main__":
    main()
