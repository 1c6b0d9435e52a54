// A right client on net/http of Go, or a wrong one: stack_flow STACK [right|fast|gives-up|twice].
package main

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	base   = os.Getenv("FLINKS_BASE_URL") + "/v3/" + os.Getenv("FLINKS_CUSTOMER_ID") + "/BankingServices/"
	client = &http.Client{Timeout: 30 * time.Second}
	id     = regexp.MustCompile(`"RequestId":"([^"]*)"`)
	kind   = "right"
)

// Status and body of an answer; 0 where it was lost.
func call(method, name, body string) (int, string) {
	request, err := http.NewRequest(method, base+name, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	request.Header.Set("Content-Type", "application/json")
	reply, err := client.Do(request)
	if err == nil {
		defer reply.Body.Close()
		var text []byte
		if text, err = io.ReadAll(reply.Body); err == nil {
			return reply.StatusCode, string(text)
		}
	}
	fmt.Fprintln(os.Stderr, "go:", err)
	return 0, ""
}

func pause() {
	interval, _ := strconv.ParseFloat(os.Getenv("FLINKS_POLL_INTERVAL_MS"), 64)
	if kind == "fast" {
		interval *= 0.3
	}
	time.Sleep(time.Duration(math.Ceil(interval)) * time.Millisecond)
}

func authorize() string {
	login := `{"LoginId":"` + os.Getenv("FLINKS_LOGIN_ID") + `","MostRecentCached":true}`
	for attempt := 0; attempt < 4; attempt++ {
		if status, text := call("POST", "Authorize", login); status == 200 {
			return id.FindStringSubmatch(text)[1]
		}
		pause()
	}
	return ""
}

func main() {
	if len(os.Args) > 2 {
		kind = os.Args[2]
	}
	session := authorize()
	if kind == "twice" {
		session = authorize()
	}
	most, pending, status := 180, false, 0
	if kind == "gives-up" {
		most = 2
	}
	for attempt := 0; attempt < most && status != 200; attempt++ {
		if attempt > 0 {
			pause()
		}
		if pending {
			status, _ = call("GET", "GetAccountsDetailAsync/"+session, "")
		} else {
			status, _ = call("POST", "GetAccountsDetail", `{"RequestId":"`+session+`"}`)
		}
		pending = pending || status == 202
	}
}
