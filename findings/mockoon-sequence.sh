#!/usr/bin/env bash
# Mockoon 9.9.0 (npm, @mockoon/cli) counts the answers of a sequential route for the route, not for the path that was asked for. Two
# sessions that poll one route share 202, 202, 200: one of them has its data a poll too early. And after the last answer it
# starts again, so a session that is done is pending once more. Seen, for polls of A, B, A, A: "A 202, B 202, A 200, A 202".
set -euo pipefail
folder=$(mktemp -d)
mockoon=
trap '[ -z "$mockoon" ] || kill "$mockoon" || :; rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund @mockoon/cli@9.9.0
port=$(node -e 'const s = require("node:net").createServer().listen(0, () => { console.log(s.address().port); s.close(); })')
node > api.json <<'JS'
const answer = (uuid, statusCode) => ({
  uuid, statusCode, body: "{}", latency: 0, label: "", headers: [], bodyType: "INLINE", filePath: "", databucketID: "",
  sendFileAsBody: false, rules: [], rulesOperator: "OR", disableTemplating: true, fallbackTo404: false, default: uuid === "1",
  crudKey: "id", callbacks: [],
});
const route = {
  uuid: "poll", type: "http", documentation: "", method: "get", endpoint: "GetAccountsDetailAsync/:id",
  responses: [answer("1", 202), answer("2", 202), answer("3", 200)],
  responseMode: "SEQUENTIAL", streamingMode: null, streamingInterval: 0,
};
console.log(JSON.stringify({
  uuid: "bank", lastMigration: 33, name: "bank", port: 3000, hostname: "127.0.0.1", endpointPrefix: "", latency: 0, folders: [],
  routes: [route], rootChildren: [{ type: "route", uuid: "poll" }], proxyMode: false, proxyHost: "", proxyRemovePrefix: false,
  tlsOptions: { enabled: false }, cors: false, headers: [], proxyReqHeaders: [], proxyResHeaders: [], data: [], callbacks: [],
}));
JS
touch log
node_modules/.bin/mockoon-cli start --data api.json --port "$port" --repair > log 2>&1 &
mockoon=$!
until grep -q 'Server started' log; do kill -0 "$mockoon"; sleep 0.2; done
seen=$(for id in A B A A; do
  curl -s -o /dev/null -w "$id %{http_code}\n" "http://127.0.0.1:$port/GetAccountsDetailAsync/$id"
done | paste -sd, | sed 's/,/, /g')
echo "$seen"
[ "$seen" = "A 202, B 202, A 200, A 202" ]
