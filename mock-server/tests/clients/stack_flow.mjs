// A right client on one HTTP stack of Node.js, Deno or Bun, or a wrong one:
// stack_flow.mjs STACK [right|fast|gives-up|twice].
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const { FLINKS_BASE_URL, FLINKS_CUSTOMER_ID, FLINKS_LOGIN_ID, FLINKS_POLL_INTERVAL_MS } = process.env;
const base = `${FLINKS_BASE_URL}/v3/${FLINKS_CUSTOMER_ID}/BankingServices`;
const [stack, kind = 'right'] = process.argv.slice(2);
const headers = { 'content-type': 'application/json' };
// From the folder that npm has installed into.
const load = async (name) =>
  import(pathToFileURL(createRequire(`${process.cwd()}/`).resolve(name)));

const stacks = {
  async fetch() {
    return async (method, url, body) => {
      const reply = await fetch(url, { method, body, headers });
      return [reply.status, await reply.text()];
    };
  },
  async undici() {
    const { request } = await load('undici');
    return async (method, url, body) => {
      const reply = await request(url, { method, body, headers });
      return [reply.statusCode, await reply.body.text()];
    };
  },
  async axios() {
    const { default: axios } = await load('axios');
    return async (method, url, data) => {
      const settings = { method, url, data, headers, responseType: 'text' };
      const reply = await axios({ ...settings, validateStatus: () => true, transformResponse: (text) => text });
      return [reply.status, reply.data];
    };
  },
  async got() {
    const { default: got } = await load('got');
    return async (method, url, body) => {
      const reply = await got(url, { method, body, headers, throwHttpErrors: false });
      return [reply.statusCode, reply.body];
    };
  },
  async urllib() {
    const { request } = await load('urllib');
    return async (method, url, data) => {
      const reply = await request(url, { method, data, headers, dataType: 'text' });
      return [reply.status, reply.data];
    };
  },
  async ky() {
    const { default: ky } = await load('ky');
    return async (method, url, body) => {
      const reply = await ky(url, { method, body, headers, throwHttpErrors: false });
      return [reply.status, await reply.text()];
    };
  },
};

const send = await stacks[stack]();

// Status and body of an answer; 0 where it was lost.
async function call(method, name, body) {
  try {
    const [status, text] = await send(method, `${base}/${name}`, body && JSON.stringify(body));
    return [status, JSON.parse(text)];
  } catch (lost) {
    console.error(`${stack}: ${lost.code ?? lost.name}`);
    return [0, {}];
  }
}

const wait = () => sleep(Number(FLINKS_POLL_INTERVAL_MS) * (kind === 'fast' ? 0.3 : 1) + 1);

async function authorize() {
  const login = { LoginId: FLINKS_LOGIN_ID, MostRecentCached: true };
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const [status, body] = await call('POST', 'Authorize', login);
    if (status === 200) return body.RequestId;
    await wait();
  }
}

let session = await authorize();
if (kind === 'twice') session = await authorize();
let pending = false;
for (let attempt = 0; attempt < (kind === 'gives-up' ? 2 : 180); attempt += 1) {
  if (attempt > 0) await wait();
  const [status] = pending
    ? await call('GET', `GetAccountsDetailAsync/${session}`)
    : await call('POST', 'GetAccountsDetail', { RequestId: session });
  if (status === 200) break;
  pending ||= status === 202;
}
