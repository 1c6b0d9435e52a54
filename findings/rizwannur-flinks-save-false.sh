#!/usr/bin/env bash
# @rizwannur/flinks 0.2.0 (npm), a published client of the Flinks API, forgets what the caller asked for once the bank has a security
# question. `answer` of getAccountDetails builds a new Authorize from the client's defaults, so a session that was opened
# with Save=false, fresh data and French goes on with Save=true, cached data and English. Seen, of the two calls:
# "Save=false MostRecentCached=false Language=fr, then Save=true MostRecentCached=true Language=en".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund @rizwannur/flinks@0.2.0
seen=$(node --input-type=module <<'JS'
import { FlinksClient } from "@rizwannur/flinks";

const question = "What city were you born in?";
const sent = [];
const reply = (status, body) => new Response(JSON.stringify({ HttpStatusCode: status, ...body }), { status });
const client = new FlinksClient({
  instance: "toolbox",
  customerId: "43387ca6-0391-4c82-857d-70d95f087ecb",
  authorizeToken: "made-up",
  xApiKey: "made-up",
  fetch: async (url, { body }) => {
    if (!url.endsWith("/Authorize")) return reply(200, { Accounts: [] });
    const call = JSON.parse(body);
    sent.push(`Save=${call.Save} MostRecentCached=${call.MostRecentCached} Language=${call.Language}`);
    const RequestId = "5b6a0e1c-6f0f-4a3e-9e39-6f1f3c8f1d11";
    if (call.SecurityResponses) return reply(200, { RequestId });
    return reply(203, { RequestId, SecurityChallenges: [{ Type: "QuestionAndAnswer", Prompt: question }] });
  },
});
const asked = await client.getAccountDetails({
  institution: "FlinksCapital",
  username: "made-up",
  password: "made-up",
  save: false,
  mostRecentCached: false,
  language: "fr",
});
await asked.answer({ [question]: ["Montreal"] });
console.log(sent.join(", then "));
JS
)
echo "$seen"
[ "$seen" = "Save=false MostRecentCached=false Language=fr, then Save=true MostRecentCached=true Language=en" ]
