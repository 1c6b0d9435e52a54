// The documented flow, with nothing but Node.js: Authorize, GetAccountsDetail, then polls until the data is there.
//
//     flinks-mock run --speed 60 -- node examples/client.mjs
import { setTimeout as sleep } from "node:timers/promises";

const {
  FLINKS_BASE_URL: host = "https://toolbox-api.private.fin.ag",
  FLINKS_CUSTOMER_ID: customer = "43387ca6-0391-4c82-857d-70d95f087ecb",
  FLINKS_LOGIN_ID: LoginId = "5e115eac-1209-4f19-641c-08d6d484e2fe",
  FLINKS_POLL_INTERVAL_MS: interval = "10000",
} = process.env;
const polls = 180; // at one every 10 s: the 30 minutes that Flinks takes at most

const { RequestId } = await call("POST", "Authorize", { LoginId, MostRecentCached: true });
let reply = await call("POST", "GetAccountsDetail", { RequestId });
for (let poll = 0; poll < polls && reply.HttpStatusCode === 202; poll++) {
  await sleep(Number(interval));
  reply = await call("GET", `GetAccountsDetailAsync/${RequestId}`);
}
for (const account of reply.Accounts) {
  console.log(account.Title, account.Balance.Current);
}

async function call(method, path, body) {
  const response = await fetch(`${host}/v3/${customer}/BankingServices/${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) {
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
  return response.json();
}
