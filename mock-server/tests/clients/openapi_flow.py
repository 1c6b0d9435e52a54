"""Drives the client that openapi-python-client generates of /openapi.json through the flow.

    python openapi_flow.py http://127.0.0.1:8780

The server has to play its scenario `two-polls`. Prints a line; exits 1 at the first difference.
"""

import sys
import uuid

from flinks_api_client import Client
from flinks_api_client.api.default import authorize, delete_card, get_accounts_detail, get_accounts_detail_async
from flinks_api_client.models import AccountsDetailOk, AccountsDetailRequest, AuthorizeRequest, Error

LOGIN_ID = "5e115eac-1209-4f19-641c-08d6d484e2fe"  # of the Flinks guide "Make API calls"

client = Client(base_url=sys.argv[1])
customer = str(uuid.uuid4())


def expect(what, expected, actual):
    if actual != expected:
        sys.exit(f"the generated client: {what}: expected {expected}, got {actual}")


request = AuthorizeRequest(login_id=LOGIN_ID, most_recent_cached=True)
session = authorize.sync(customer, client=client, body=request)
request = AccountsDetailRequest(request_id=session.request_id)
answers = [get_accounts_detail.sync(customer, client=client, body=request)]
while answers[-1].http_status_code == 202:
    answers.append(get_accounts_detail_async.sync(customer, session.request_id, client=client))
expect("statuses", [202, 202, 200], [answer.http_status_code for answer in answers])
expect("the data", AccountsDetailOk, type(answers[-1]))
expect("Balance.Current", 49993.96, answers[-1].accounts[0].balance.current)
expect("DeleteCard", 200, delete_card.sync(customer, LOGIN_ID, client=client).status_code)
refused = authorize.sync(customer, client=client, body=AuthorizeRequest(login_id=LOGIN_ID))
expect("a deleted card", (Error, "INVALID_LOGIN"), (type(refused), refused.flinks_code))
print("the client of openapi-python-client: 200, 202, 202, 200, deleted")
