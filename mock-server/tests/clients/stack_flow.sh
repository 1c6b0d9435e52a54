#!/usr/bin/env bash
# A right client of curl or wget, or a wrong one: stack_flow.sh STACK [right|fast|gives-up].
set -u
base=$FLINKS_BASE_URL/v3/$FLINKS_CUSTOMER_ID/BankingServices
stack=$1 kind=${2:-right}
pause=$(awk "BEGIN { print $FLINKS_POLL_INTERVAL_MS / 1000 * ($([ "$kind" = fast ] && echo 0.3 || echo 1)) }")
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# call METHOD NAME [BODY]: writes the answer and prints its status, 000 where it was lost.
call() {
    local body=()
    case $stack in
    curl)
        [ $# -lt 3 ] || body=(-d "$3")
        curl -s -m 30 -o "$answer" -w '%{http_code}' -X "$1" -H 'Content-Type: application/json' "${body[@]}" "$base/$2" || true
        ;;
    wget)
        [ $# -lt 3 ] || body=(--post-data "$3")
        wget -q --no-proxy --tries=1 -T 30 -S --content-on-error -O "$answer" --header 'Content-Type: application/json' "${body[@]}" "$base/$2" 2>&1 |
            awk '/^ *HTTP\// { status = $2 } END { print status ? status : "000" }'
        ;;
    esac
}

for _ in 1 2 3 4; do
    status=$(call POST Authorize "{\"LoginId\":\"$FLINKS_LOGIN_ID\",\"MostRecentCached\":true}")
    [ "$status" != 200 ] || break
    sleep "$pause"
done
session=$(sed -n 's/.*"RequestId":"\([^"]*\)".*/\1/p' "$answer")
ask=(POST GetAccountsDetail "{\"RequestId\":\"$session\"}")
for _ in $(seq 180); do
    status=$(call "${ask[@]}")
    [ "$status" != 200 ] || break
    [ "$status" != 000 ] || [ "$kind" != gives-up ] || break
    [ "$status" != 202 ] || ask=(GET "GetAccountsDetailAsync/$session")
    sleep "$pause"
done
