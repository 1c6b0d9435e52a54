// Every way in which Node.js opens a connection comes to the mock, and no other host or port does.
//
//     node preload_check.mjs
//
// In the environment of `flinks-mock run`, with nothing else of it than NODE_OPTIONS, NODE_EXTRA_CA_CERTS
// and the two FLINKS_MOCK_*_PORT. Prints a line for each way; exits 1 at the first difference.

import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { Worker } from 'node:worker_threads';

const HOST = 'toolbox-api.private.fin.ag';
const URL = `https://${HOST}/v3/`; // a 404 of the mock's own
const { FLINKS_MOCK_HTTP_PORT, FLINKS_MOCK_TLS_PORT } = process.env;

const get = (module, url) =>
  new Promise((resolve, reject) => {
    module.get(url, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
  });

const port = (connect) =>
  new Promise((resolve, reject) => {
    const socket = connect(() => {
      resolve(String(socket.remotePort));
      socket.destroy();
    }).on('error', reject);
  });

const worker = (url) =>
  new Promise((resolve, reject) => {
    const code = `fetch('${url}').then((answer) => require('node:worker_threads').parentPort.postMessage(answer.status))`;
    new Worker(code, { eval: true }).on('message', resolve).on('error', reject);
  });

const failed = (promise) => promise.then(String, (error) => error.code ?? error.cause?.code);

const ways = [
  ['https', () => get(https, URL), 404],
  ['https, full name', () => get(https, URL.replace(HOST, `${HOST}.`)), 404],
  ['http', () => get(http, URL.replace('https', 'http')), 404],
  ['fetch', async () => (await fetch(URL)).status, 404],
  ['fetch in a worker', () => worker(URL), 404],
  ['tls.connect with options', () => port((done) => tls.connect({ host: HOST, port: 443, servername: HOST }, done)), FLINKS_MOCK_TLS_PORT],
  ['tls.connect', () => port((done) => tls.connect(443, 'sandbox.flinks.io', done)), FLINKS_MOCK_TLS_PORT],
  ['net.connect', () => port((done) => net.connect(80, HOST, done)), FLINKS_MOCK_HTTP_PORT],
  ['Socket.connect', () => port((done) => new net.Socket().connect(80, HOST, done)), FLINKS_MOCK_HTTP_PORT],
  ['the mock itself', () => get(http, `http://127.0.0.1:${FLINKS_MOCK_HTTP_PORT}/`), 404],
  ['another host', () => failed(get(https, 'https://flinks.invalid/')), 'ENOTFOUND'],
  ['another port', () => failed(get(https, `https://127.0.0.1:1/`)), 'ECONNREFUSED'],
];
for (const [name, way, expected] of ways) {
  assert.equal(await way(), expected, name);
  console.log(`  ${name}: ${expected}`);
}
