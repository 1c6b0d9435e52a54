#!/usr/bin/env bash
# promise-poller 1.9.1 (npm) rejects with "master timeout" when masterTimeout is over, and goes on polling: the caller has its error, and as
# long as the API answers "pending" the requests do not stop. p-wait-for 6.0.0 ends with its timeout. Seen, of the 2 s after
# the error: "promise-poller: master timeout, polls after it: more than 5; p-wait-for: TimeoutError, polls after it: 0".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund promise-poller@1.9.1 p-wait-for@6.0.0
seen=$(node --input-type=module <<'JS'
import { setTimeout as sleep } from "node:timers/promises";
import pWaitFor from "p-wait-for";
import promisePoller from "promise-poller";

let polls = 0;
const pending = async () => {
  polls++;
  return { HttpStatusCode: 202 };
};

async function watch(name, poll) {
  const error = await poll().catch((reason) => reason);
  const before = polls;
  await sleep(2000);
  const after = polls - before;
  return `${name}: ${error.name ?? error}, polls after it: ${after > 5 ? "more than 5" : after}`;
}

// The one that does not stop is last, so that its polls are not counted with the other's.
const wait = await watch("p-wait-for", () =>
  pWaitFor(async () => (await pending()).HttpStatusCode === 200, { interval: 100, timeout: 500 }));
const poller = await watch("promise-poller", () =>
  promisePoller.default({
    taskFn: pending,
    shouldContinue: (_, answer) => answer?.HttpStatusCode === 202,
    interval: 100,
    masterTimeout: 500,
  }));
console.log(`${poller}; ${wait}`);
process.exit();
JS
)
echo "$seen"
[ "$seen" = "promise-poller: master timeout, polls after it: more than 5; p-wait-for: TimeoutError, polls after it: 0" ]
