// flinks-mock: for this process, the hosts of Flinks are the mock on this machine.
//
// Node reads this before the program, because NODE_OPTIONS says so. It patches the one method below
// http, https, tls, fetch and every library on top of them. Other hosts and ports go their way.
'use strict';

const net = require('node:net');

const PORTS = {
  443: Number(process.env.FLINKS_MOCK_TLS_PORT),
  80: Number(process.env.FLINKS_MOCK_HTTP_PORT),
};
const ADDRESS = process.env.FLINKS_MOCK_ADDRESS ?? '127.0.0.1';
const FLINKS = /^(?:[^.]+\.private\.fin\.ag|sandbox\.flinks\.(?:io|com))\.?$/i;

function mockPort(host, port) {
  return typeof host === 'string' && FLINKS.test(host) ? PORTS[port] : undefined;
}

// What the name of the certificate is compared with stays: tls has taken it from its own options.
function moved(options) {
  const port = options && !options.path && mockPort(options.host, options.port);
  return port ? { ...options, host: ADDRESS, port, family: 0, lookup: undefined } : options;
}

const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  const [first, second] = args;
  if (Array.isArray(first)) {
    // From net.connect and tls.connect: [options, callback], made for this call.
    first[0] = moved(first[0]);
  } else if (first !== null && typeof first === 'object') {
    args[0] = moved(first);
  } else if (mockPort(second, first)) {
    args.splice(0, 2, mockPort(second, first), ADDRESS);
  }
  return connect.apply(this, args);
};
