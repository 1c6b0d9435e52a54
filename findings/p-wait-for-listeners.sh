#!/usr/bin/env bash
# p-wait-for 6.0.0 (npm) leaves a listener on the signal with every poll that had to wait, and removes none when it is done. With one signal
# for the life of a service, half an hour of polling every 10 s leaves 179, each with its closure, and the next session adds as
# many; Node.js warns of a leak from the eleventh on. Seen: "180 polls, 179 listeners left; again: 358; MaxListenersExceededWarning".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund p-wait-for@6.0.0
seen=$(node --input-type=module <<'JS'
import { getEventListeners } from "node:events";
import pWaitFor from "p-wait-for";

const warnings = new Set();
process.removeAllListeners("warning");
process.on("warning", ({ name }) => warnings.add(name));
const { signal } = new AbortController();

async function session() {
  let polls = 0;
  await pWaitFor(() => ++polls === 180, { interval: 1, signal });
  return polls;
}

const polls = await session();
const left = getEventListeners(signal, "abort").length;
await session();
const again = getEventListeners(signal, "abort").length;
console.log(`${polls} polls, ${left} listeners left; again: ${again}; ${[...warnings].join(" ")}`);
JS
)
echo "$seen"
[ "$seen" = "180 polls, 179 listeners left; again: 358; MaxListenersExceededWarning" ]
