<?php
// A right client on one HTTP stack of PHP, or a wrong one: stack_flow.php STACK [right|fast|gives-up|twice].
[, $stack, $kind] = $argv + [2 => 'right'];
$base = getenv('FLINKS_BASE_URL') . '/v3/' . getenv('FLINKS_CUSTOMER_ID') . '/BankingServices';
const JSON = 'Content-Type: application/json';

$stacks = [
    'curl' => function ($method, $url, $body) {
        static $http;
        $http ??= curl_init();
        curl_reset($http);
        curl_setopt_array($http, [
            CURLOPT_URL => $url, CURLOPT_CUSTOMREQUEST => $method, CURLOPT_HTTPHEADER => [JSON],
            CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 30,
        ] + ($body === null ? [] : [CURLOPT_POSTFIELDS => $body]));
        $text = curl_exec($http);
        return $text === false ? [0, ''] : [curl_getinfo($http, CURLINFO_RESPONSE_CODE), $text];
    },
    'streams' => function ($method, $url, $body) {
        $http = ['method' => $method, 'header' => JSON, 'content' => $body, 'ignore_errors' => true, 'timeout' => 30];
        $text = @file_get_contents($url, false, stream_context_create(['http' => $http]));
        return $text === false ? [0, ''] : [(int) explode(' ', $http_response_header[0])[1], $text];
    },
];

// Status and body of an answer; 0 where it was lost.
function call($method, $name, $body = null) {
    global $stacks, $stack, $base;
    [$status, $text] = $stacks[$stack]($method, "$base/$name", $body);
    $reply = json_decode($text);
    if ($status !== 0 && $reply !== null) return [$status, $reply];
    fwrite(STDERR, "$stack: lost\n");
    return [0, null];
}

function pause() {
    global $kind;
    usleep((int) ceil(getenv('FLINKS_POLL_INTERVAL_MS') * 1000 * ($kind === 'fast' ? 0.3 : 1)));
}

function authorize() {
    $login = '{"LoginId":"' . getenv('FLINKS_LOGIN_ID') . '","MostRecentCached":true}';
    for ($attempt = 0; $attempt < 4; $attempt++) {
        [$status, $reply] = call('POST', 'Authorize', $login);
        if ($status === 200) return $reply->RequestId;
        pause();
    }
}

$session = authorize();
if ($kind === 'twice') $session = authorize();
$pending = false;
for ($attempt = 0; $attempt < ($kind === 'gives-up' ? 2 : 180); $attempt++) {
    if ($attempt > 0) pause();
    [$status] = $pending
        ? call('GET', "GetAccountsDetailAsync/$session")
        : call('POST', 'GetAccountsDetail', "{\"RequestId\":\"$session\"}");
    if ($status === 200) break;
    $pending = $pending || $status === 202;
}
