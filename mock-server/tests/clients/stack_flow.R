# A right client on one HTTP stack of R, or a wrong one: Rscript stack_flow.R STACK [right|fast|gives-up|twice].
arguments <- c(commandArgs(TRUE), 'right')
stack <- arguments[1]
kind <- arguments[2]
base <- paste0(Sys.getenv('FLINKS_BASE_URL'), '/v3/', Sys.getenv('FLINKS_CUSTOMER_ID'), '/BankingServices/')

handle <- curl::new_handle()
stacks <- list(
  curl = function(method, url, body) {
    curl::handle_reset(handle)
    curl::handle_setopt(handle, customrequest = method, timeout = 30)
    if (!is.null(body)) curl::handle_setopt(handle, copypostfields = body)
    curl::handle_setheaders(handle, 'Content-Type' = 'application/json')
    reply <- curl::curl_fetch_memory(url, handle)
    list(status = reply$status_code, text = rawToChar(reply$content))
  },
  httr = function(method, url, body) {
    reply <- httr::VERB(method, url, body = body, httr::content_type_json(), httr::timeout(30))
    list(status = httr::status_code(reply), text = rawToChar(reply$content))
  }
)

# Status and body of an answer; 0 where it was lost.
call <- function(method, name, body = NULL) {
  tryCatch(stacks[[stack]](method, paste0(base, name), body), error = function(lost) {
    message(stack, ': ', conditionMessage(lost))
    list(status = 0, text = '')
  })
}

pause <- function() {
  Sys.sleep(as.numeric(Sys.getenv('FLINKS_POLL_INTERVAL_MS')) / 1000 * (if (kind == 'fast') 0.3 else 1))
}

authorize <- function() {
  login <- sprintf('{"LoginId":"%s","MostRecentCached":true}', Sys.getenv('FLINKS_LOGIN_ID'))
  for (attempt in 1:4) {
    reply <- call('POST', 'Authorize', login)
    if (reply$status == 200) return(sub('.*"RequestId":"([^"]*)".*', '\\1', reply$text))
    pause()
  }
}

session <- authorize()
if (kind == 'twice') session <- authorize()
pending <- FALSE
for (attempt in seq_len(if (kind == 'gives-up') 2 else 180)) {
  if (attempt > 1) pause()
  reply <- if (pending) {
    call('GET', paste0('GetAccountsDetailAsync/', session))
  } else {
    call('POST', 'GetAccountsDetail', sprintf('{"RequestId":"%s"}', session))
  }
  if (reply$status == 200) break
  pending <- pending || reply$status == 202
}
