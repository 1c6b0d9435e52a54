// A right client on one HTTP stack of Node.js, or a wrong one: stack_flow.mjs STACK [right|fast|gives-up].
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
      const settings = { method, url, data, headers, proxy: false, responseType: 'text' };
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

let opened;
for (let attempt = 0; attempt < 4; attempt += 1) {
  const [status, body] = await call('POST', 'Authorize', { LoginId: FLINKS_LOGIN_ID, MostRecentCached: true });
  opened = body;
  if (status === 200) break;
  await wait();
}
const session = opened.RequestId;
let ask = ['POST', 'GetAccountsDetail', { RequestId: session }];
for (let attempt = 0; attempt < 180; attempt += 1) {
  const [status] = await call(...ask);
  if (status === 200 || (status === 0 && kind === 'gives-up')) break;
  if (status === 202) ask = ['GET', `GetAccountsDetailAsync/${session}`];
  await wait();
}
