# A right client on Tcl's http, or a wrong one: stack_flow.tcl STACK [right|fast|gives-up|twice].
package require http
lassign $argv stack kind
set base $env(FLINKS_BASE_URL)/v3/$env(FLINKS_CUSTOMER_ID)/BankingServices

# Status and body of an answer; 0 where it was lost.
proc call {method name {body {}}} {
    set request [list $::base/$name -method $method -keepalive 1 -timeout 30000 -headers {Accept */*}]
    if {$body ne {}} { lappend request -type application/json -query $body }
    if {[catch {http::geturl {*}$request} reply]} {
        puts stderr "$::stack: $reply"
        return {0 {}}
    }
    set answer [list [http::ncode $reply] [http::data $reply]]
    if {[http::status $reply] ne {ok} || [lindex $answer 0] eq {}} {
        puts stderr "$::stack: [http::status $reply]"
        set answer {0 {}}
    }
    http::cleanup $reply
    return $answer
}

proc pause {} {
    after [expr {int(ceil($::env(FLINKS_POLL_INTERVAL_MS) * ($::kind eq {fast} ? 0.3 : 1)))}]
}

proc authorize {} {
    set login "{\"LoginId\":\"$::env(FLINKS_LOGIN_ID)\",\"MostRecentCached\":true}"
    for {set attempt 0} {$attempt < 4} {incr attempt} {
        lassign [call POST Authorize $login] status text
        if {$status == 200} {
            regexp {"RequestId":"([^"]*)"} $text -> session
            return $session
        }
        pause
    }
}

set session [authorize]
if {$kind eq {twice}} { set session [authorize] }
set pending 0
for {set attempt 0} {$attempt < ($kind eq {gives-up} ? 2 : 180)} {incr attempt} {
    if {$attempt > 0} { pause }
    if {$pending} {
        set status [lindex [call GET GetAccountsDetailAsync/$session] 0]
    } else {
        set status [lindex [call POST GetAccountsDetail "{\"RequestId\":\"$session\"}"] 0]
    }
    if {$status == 200} break
    if {$status == 202} { set pending 1 }
}
