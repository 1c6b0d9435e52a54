// Drives the published client node-flinks through the flow, at its own host.
//
//     node node_flinks_flow.cjs [INSTANCE]
//
// The client has https://{instance}-api.private.fin.ag written into it, and asks no environment; the
// instance is `toolbox` unless another is given. The server has to play its scenario `two-polls`.
// Prints a line for each step; exits 1 at the first difference.
'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const { createRequire } = require('node:module');
const { setTimeout: sleep } = require('node:timers/promises');

const LOGIN_ID = '5e115eac-1209-4f19-641c-08d6d484e2fe'; // of the Flinks guide "Make API calls"
const INTERVAL_MS = Number(process.env.FLINKS_POLL_INTERVAL_MS ?? 10_000);

// From the folder it was installed into, which is the one this is run in.
const { default: FlinksClient } = createRequire(`${process.cwd()}/`)('node-flinks');

async function main() {
  const customer = process.env.FLINKS_CUSTOMER_ID ?? randomUUID();
  const flinks = new FlinksClient(process.argv[2] ?? 'toolbox', customer);

  for (const testing of [false, true]) {
    const token = await flinks.token({ clientId: 'any', secret: 'any' }, testing);
    assert.match(token.accessToken, /^[0-9a-f]{32}$/);
    assert.equal(token.expiresIn, 1800);
  }
  console.log('  Token: 200');

  for (const name of ['getAccountsDetail', 'getAccountsSummary', 'getStatements']) {
    const session = await flinks.authorize({ loginId: LOGIN_ID });
    assert.equal(session.httpStatusCode, 200);
    console.log('  Authorize: 200');

    const { requestId } = session;
    let answer = await flinks[name]({ requestId });
    const statuses = [answer.httpStatusCode];
    while (answer.httpStatusCode === 202) {
      await sleep(INTERVAL_MS);
      answer = await flinks[`${name}Async`]({ requestId });
      statuses.push(answer.httpStatusCode);
    }
    assert.deepEqual(statuses, [202, 202, 200]);
    assert.equal(answer.requestId, requestId);
    if (name === 'getStatements') {
      assert.equal(answer.statementsByAccount[0].statements[0].fileType, 'PDF');
    } else {
      assert.equal(answer.accounts[0].balance.current, 49993.96);
    }
    console.log(`  ${name}, polled: 202, 202, 200`);
  }
}

main().catch((error) => {
  console.error(`node-flinks: ${error.stack}`);
  process.exitCode = 1;
});
