// Drives the published client @rizwannur/flinks through both flows.
//
//     node rizwannur_flow.mjs http://127.0.0.1:8780
//
// The server has to play its scenario `two-polls`. Prints a line for each step; exits 1 at the first
// difference. The client mints a token first, and throws away the bodies of the 202s.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const LOGIN_ID = '5e115eac-1209-4f19-641c-08d6d484e2fe'; // of the Flinks guide "Make API calls"
const POLLING = { intervalMs: 1 };

// From the folder it was installed into, which is the one this is run in.
const require = createRequire(pathToFileURL(`${process.cwd()}/`));
const { FlinksClient } = require('@rizwannur/flinks');

const base = process.argv[2];
const flinks = new FlinksClient({
  instance: 'toolbox',
  customerId: randomUUID(),
  secretKey: 'any',
  xApiKey: 'any',
  hosts: { banking: base, wealth: base },
});

const session = await flinks.authorize.authorize({ loginId: LOGIN_ID, mostRecentCached: true });
assert.equal(session.httpStatusCode, 200);
assert.equal(session.login.id, LOGIN_ID);
console.log('  Authorize: 200');

const { requestId } = session;
const detail = await flinks.connect.getAccountsDetailAndWait({ requestId }, POLLING);
assert.equal(detail.httpStatusCode, 200);
assert.equal(detail.requestId, requestId);
assert.equal(detail.accounts[0].balance.current, 49993.96);
console.log('  GetAccountsDetail, polled: 200');

const statuses = [];
for (let call = 1; call <= 3; call += 1) {
  const answer = await flinks.wealth.getInvestments({
    requestId,
    loginId: LOGIN_ID,
    mostRecentCached: 'true',
  });
  statuses.push(answer.httpStatusCode);
}
assert.deepEqual(statuses, [202, 202, 200]);
console.log('  Investments, repeated: 202, 202, 200');

await assert.rejects(
  flinks.authorize.authorize({ loginId: '0badc0de-1209-4f19-641c-08d6d484e2fe' }),
  (error) => error.flinksCode === 'INVALID_LOGIN' && error.httpStatusCode === 401,
);
console.log('  Authorize with an unknown LoginId: 401 INVALID_LOGIN');
