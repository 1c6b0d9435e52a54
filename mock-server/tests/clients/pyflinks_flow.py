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
        flow.run_logins()
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
        session = self.authorize()
        expect("Login.Id", LOGIN_ID, session["Login"]["Id"])
        request_id = session["RequestId"]
        data = self.data(request_id)
        expect("Login", session["Login"], data["Login"])
        banking = self.client.banking_services
        summary = self.data_step(
            "GetAccountsSummary", 200, lambda: banking.get_accounts_summary(request_id), request_id
        )
        expect("GetAccountsSummary: accounts", len(data["Accounts"]), len(summary["Accounts"]))
        self.run_insights(request_id)

    def run_logins(self):
        """What concerns logins and not sessions; the deletion comes last."""
        banking = self.client.banking_services
        opened = banking.authorize_multiple([LOGIN_ID])
        expect("InvalidLoginIds", [], opened["InvalidLoginIds"])
        [valid] = opened["ValidLoginIds"]
        expect("ValidLoginIds", LOGIN_ID, valid["LoginId"])
        print("  AuthorizeMultiple: 200")
        request_id = valid["RequestId"]
        statements = self.polled(
            "GetStatements",
            lambda: banking.get_statements(request_id),
            lambda: banking.get_statements_async(request_id),
            request_id,
        )
        if not statements["StatementsByAccount"]:
            raise Difference("StatementsByAccount: expected an account, got none")

        said = banking.set_scheduled_refresh(LOGIN_ID, is_activated=True)
        text = f"LoginId {LOGIN_ID} has now been activated for automatic refresh"
        expect("SetScheduledRefresh", text, said)
        print(f"  SetScheduledRefresh: {self.status}")

        question = {"Question": "What shape do people like most?", "Answer": "Triangle"}
        updated = banking.set_mfa_questions(LOGIN_ID, [question])
        expect("AnswerMFAQuestions", {"Message": "Answers updated"}, updated)
        stored = banking.get_mfa_questions(LOGIN_ID)
        expect("GetMFAQuestions", [{"Question": question["Question"]}], stored["Questions"])
        print("  AnswerMFAQuestions, GetMFAQuestions: 200")

        session = self.authorize()
        expect("IsScheduledRefresh", True, session["Login"]["IsScheduledRefresh"])
        self.data(session["RequestId"])
        deleted = banking.delete_card(LOGIN_ID)
        expect("DeleteCard", 200, deleted["StatusCode"])
        print("  DeleteCard: 200")

    def authorize(self):
        banking = self.client.banking_services
        return self.step(
            "Authorize", 200, lambda: banking.authorize(most_recent_cached=True, login_id=LOGIN_ID)
        )

    def data(self, request_id):
        banking = self.client.banking_services

        data = self.polled(
            "GetAccountsDetail",
            lambda: banking.get_accounts_detail(
                request_id, with_account_identity=True, with_transactions=True
            ),
            lambda: banking.get_accounts_detail_async(request_id),
            request_id,
        )
        if not data["Accounts"] or not data["Accounts"][0]["Transactions"]:
            raise Difference("Accounts: expected an account with transactions, got none")
        return data

    def polled(self, name, ask, poll, request_id):
        def poll_later():
            time.sleep(INTERVAL)
            return poll()

        self.data_step(name, 202, ask, request_id)
        self.data_step(f"{name}Async", 202, poll_later, request_id)
        return self.data_step(f"{name}Async", 200, poll_later, request_id)

    def run_insights(self, request_id):
        """The forerunner has none of them."""
        ids = LOGIN_ID, request_id
        attributes = getattr(self.client, "attributes", None)
        if attributes is None:
            return
        lending = self.step("GetLendingAttributes", 200, lambda: attributes.get_lending_attributes(*ids))
        expect("total_debits_30_days", 132.58, lending["Card"]["total_debits_30_days"])
        # This one asks for the attributes of income, too: findings/pyflinks-categorization.sh.
        for ask in attributes.get_income_attributes, attributes.get_categorization:
            income = self.step("GetIncomeAttributes", 200, lambda: ask(*ids))
            expect("Card.Id", LOGIN_ID, income["Card"]["Id"])
            expect("account_age_days", 28, income["Card"]["account_age_days"])
        categories = self.step(
            "Categorization", 200, lambda: self.client.categorization.get_categorization(*ids)
        )
        found = [transaction["SubCategory"] for transaction in categories["Transactions"]]
        expect("SubCategory", ["Other", "Deposit", "Interest", "Transfer", "Cash Withdrawal"], found)

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
