#!/usr/bin/env bash
# A right client of curl or wget, or a wrong one: stack_flow.sh STACK [right|fast|gives-up|twice].
set -u
base=$FLINKS_BASE_URL/v3/$FLINKS_CUSTOMER_ID/BankingServices
stack=$1 kind=${2:-right}
pause=$(awk "BEGIN { print $FLINKS_POLL_INTERVAL_MS / 1000 * ($([ "$kind" = fast ] && echo 0.3 || echo 1)) }")
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# call METHOD NAME [BODY]: writes the answer and its status, 000 where it was lost.
call() {
    local body=() header='Content-Type: application/json' url=$base/$2
    case $stack in
    curl)
        [ $# -lt 3 ] || body=(-d "$3")
        status=$(curl -s -m 30 -o "$answer" -w '%{http_code}' -X "$1" -H "$header" "${body[@]}" "$url") || status=000
        ;;
    wget)
        [ $# -lt 3 ] || body=(--post-data "$3")
        status=$(wget -q --tries=1 -T 30 -S -O "$answer" --header "$header" "${body[@]}" "$url" 2>&1) || status=
        status=$(awk '/^ *HTTP\// { print $2; exit }' <<<"$status")
        ;;
    esac
    # Wget takes a chunked body that breaks off for a whole one.
    [ "$(tail -c 1 "$answer")" = "}" ] || status=000
}

authorize() {
    for _ in 1 2 3 4; do
        call POST Authorize "{\"LoginId\":\"$FLINKS_LOGIN_ID\",\"MostRecentCached\":true}"
        [ "$status" != 200 ] || break
        sleep "$pause"
    done
    session=$(sed -n 's/.*"RequestId":"\([^"]*\)".*/\1/p' "$answer")
}

authorize
[ "$kind" != twice ] || authorize
ask=(POST GetAccountsDetail "{\"RequestId\":\"$session\"}")
for attempt in $(seq "$([ "$kind" = gives-up ] && echo 2 || echo 180)"); do
    [ "$attempt" -eq 1 ] || sleep "$pause"
    call "${ask[@]}"
    [ "$status" != 200 ] || break
    [ "$status" != 202 ] || ask=(GET "GetAccountsDetailAsync/$session")
done
