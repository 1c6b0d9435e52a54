// Ten tests with one mock: `npx node --test`. docs/tests.md says how to install the packages. In vitest and jest only the
// import of `test` differs.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withBank } from "flinks-mock-testing";

/** The client under test. It waits 10 s between polls, as Flinks asks for, at most half an hour. */
async function fetchAccounts({ url, customerId, loginId }, sleep) {
  const call = async (method, path, body) => {
    const reply = await fetch(`${url}/v3/${customerId}/BankingServices/${path}`, {
      method,
      headers: { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    return reply.json();
  };
  const { RequestId } = await call("POST", "Authorize", { LoginId: loginId, MostRecentCached: true });
  let reply = await call("POST", "GetAccountsDetail", { RequestId });
  for (let poll = 0; reply.HttpStatusCode === 202 && poll < 180; poll += 1) {
    await sleep(10_000);
    reply = await call("GET", `GetAccountsDetailAsync/${RequestId}`);
  }
  return reply.Accounts;
}

const client = (bank) => fetchAccounts(bank, (milliseconds) => bank.sleep(milliseconds));

describe("a client", { concurrency: true }, () => {
  for (const scenario of ["two-polls", "data-after-25-minutes", "extra-members", "ready-at-once"]) {
    test(`gets its data: ${scenario}`, withBank(async (bank) => {
      await bank.play(scenario);
      const accounts = await client(bank);
      assert.ok(accounts.length > 0);
      assert.equal((await bank.verdict()).outcome, "pass");
    }));
  }

  for (const minutes of [0, 1, 2, 3, 4]) {
    test(`has a clock of its own: ${minutes} min`, withBank(async (bank) => {
      await bank.advance(`${minutes}m`);
      await client(bank);
      const [first] = await bank.exchanges();
      assert.equal(first.decided.ms, minutes * 60_000);
    }));
  }

  test("gives up after half an hour", withBank(async (bank) => {
    await bank.play("never-ready");
    assert.equal(await client(bank), undefined);
  }));
});
