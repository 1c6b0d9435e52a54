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
// Flinks takes at most 30 minutes: as long as 180 intervals of 10 s, however fast the clock of a mock is.
const longest = 180 * Number(interval);

const { RequestId } = await call("POST", "Authorize", { LoginId, MostRecentCached: true });
const began = performance.now();
let reply = await call("POST", "GetAccountsDetail", { RequestId });
while (reply.HttpStatusCode === 202) {
  await sleep(Number(interval));
  if (performance.now() > began + longest) {
    console.error("The data was not there within 30 minutes.");
    process.exit(1);
  }
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
