# A right client on one HTTP stack of Ruby, or a wrong one: stack_flow.rb STACK [right|fast|gives-up|twice].
require 'json'

STACK, KIND = ARGV[0], ARGV[1] || 'right'
BASE = "#{ENV['FLINKS_BASE_URL']}/v3/#{ENV['FLINKS_CUSTOMER_ID']}/BankingServices"
HEADER = { 'Content-Type' => 'application/json' }

case STACK
when 'net'
  require 'net/http'
  $http = Net::HTTP.new(URI(BASE).host, URI(BASE).port)
  $http.use_ssl = BASE.start_with?('https')

  def ask(method, url, body)
    $http.start unless $http.started?
    reply = $http.send_request(method, URI(url).request_uri, body, HEADER)
    [reply.code.to_i, reply.body]
  rescue StandardError
    $http.finish if $http.started?
    raise
  end
when 'httpclient'
  require 'httpclient'
  $http = HTTPClient.new

  def ask(method, url, body)
    reply = $http.request(method, url, body: body, header: HEADER)
    [reply.status, reply.body]
  end
end

# Status and body of an answer; 0 where it was lost.
def call(method, name, body = nil)
  status, text = ask(method, "#{BASE}/#{name}", body)
  [status, JSON.parse(text)]
rescue StandardError => lost
  warn "#{STACK}: #{lost.class}"
  [0, {}]
end

def pause
  sleep ENV['FLINKS_POLL_INTERVAL_MS'].to_f / 1000 * (KIND == 'fast' ? 0.3 : 1)
end

def authorize
  login = %({"LoginId":"#{ENV['FLINKS_LOGIN_ID']}","MostRecentCached":true})
  4.times do
    status, reply = call('POST', 'Authorize', login)
    return reply['RequestId'] if status == 200

    pause
  end
end

session = authorize
session = authorize if KIND == 'twice'
pending = false
(KIND == 'gives-up' ? 2 : 180).times do |attempt|
  pause if attempt > 0
  status, = if pending
              call('GET', "GetAccountsDetailAsync/#{session}")
            else
              call('POST', 'GetAccountsDetail', %({"RequestId":"#{session}"}))
            end
  break if status == 200

  pending ||= status == 202
end
