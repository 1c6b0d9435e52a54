# flinks-mock: for this process, the hosts of Flinks are the mock on this machine.
#
# Ruby reads this before the program, because RUBYOPT says so. Net::HTTP and most others ask for a proxy of
# plain HTTP only. Other hosts and ports go their way.
require 'socket'

module FlinksMock
  HOSTS = /\A(?:[^.]+\.private\.fin\.ag|sandbox\.flinks\.(?:io|com))\.?\z/i
  PORTS = { '443' => ENV['FLINKS_MOCK_TLS_PORT'], '80' => ENV['FLINKS_MOCK_HTTP_PORT'] }.freeze

  def self.led(host, port)
    mock = PORTS[port.to_s] if HOSTS.match?(host.to_s)
    mock ? [ENV.fetch('FLINKS_MOCK_ADDRESS', '127.0.0.1'), mock.to_i] : [host, port]
  end

  # TCPSocket.new and TCPSocket.open.
  module New
    def initialize(host, port = nil, *rest, **more)
      super(*FlinksMock.led(host, port), *rest, **more)
    end
  end

  # Socket.tcp.
  module Tcp
    def tcp(host, port, *rest, **more, &block)
      super(*FlinksMock.led(host, port), *rest, **more, &block)
    end
  end
end

TCPSocket.prepend(FlinksMock::New)
Socket.singleton_class.prepend(FlinksMock::Tcp)
