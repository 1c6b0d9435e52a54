-- A right client on LuaSocket, or a wrong one: stack_flow.lua STACK [right|fast|gives-up|twice].
local socket, http, ltn12 = require 'socket', require 'socket.http', require 'ltn12'
local stack, kind = arg[1], arg[2] or 'right'
local base = os.getenv 'FLINKS_BASE_URL' .. '/v3/' .. os.getenv 'FLINKS_CUSTOMER_ID' .. '/BankingServices/'
http.TIMEOUT = 30

-- Status and body of an answer; 0 where it was lost.
local function call(method, name, body)
  local parts, headers = {}, { ['Content-Type'] = 'application/json', ['Content-Length'] = body and #body }
  local done, status = http.request {
    method = method, url = base .. name, headers = headers,
    source = body and ltn12.source.string(body), sink = ltn12.sink.table(parts),
  }
  if done then return status, table.concat(parts) end
  io.stderr:write(stack, ': ', status, '\n')
  return 0, ''
end

local function pause()
  socket.sleep(os.getenv 'FLINKS_POLL_INTERVAL_MS' / 1000 * (kind == 'fast' and 0.3 or 1))
end

local function authorize()
  local login = '{"LoginId":"' .. os.getenv 'FLINKS_LOGIN_ID' .. '","MostRecentCached":true}'
  for _ = 1, 4 do
    local status, text = call('POST', 'Authorize', login)
    if status == 200 then return text:match '"RequestId":"([^"]*)"' end
    pause()
  end
end

local session = authorize()
if kind == 'twice' then session = authorize() end
local pending = false
for attempt = 1, kind == 'gives-up' and 2 or 180 do
  if attempt > 1 then pause() end
  local status
  if pending then
    status = call('GET', 'GetAccountsDetailAsync/' .. session)
  else
    status = call('POST', 'GetAccountsDetail', '{"RequestId":"' .. session .. '"}')
  end
  if status == 200 then break end
  pending = pending or status == 202
end
