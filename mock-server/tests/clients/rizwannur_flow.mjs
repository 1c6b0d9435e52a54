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
const client = () => new FlinksClient({
  instance: 'toolbox',
  customerId: randomUUID(),
  secretKey: 'any',
  xApiKey: 'any',
  hosts: { banking: base, wealth: base },
});
const flinks = client();

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

const summary = await flinks.connect.getAccountsSummaryAndWait({ requestId }, POLLING);
const statements = await flinks.connect.getStatements({ requestId });
const summaryAgain = await flinks.connect.getAccountsSummaryAsync(requestId);
assert.equal(summary.accounts.length, detail.accounts.length);
assert.equal(statements.statementsByAccount.length, detail.accounts.length);
assert.deepEqual(summaryAgain, summary);
console.log('  GetAccountsSummary with its Async, GetStatements: 200');

const query = { loginId: LOGIN_ID, requestId };
const { enrich } = flinks;
for (const name of ['Income', 'CreditRisk', 'Lending', 'UserAnalysis', 'All', 'BusinessAnalysis', 'AllBusiness']) {
  const ask = name.startsWith('All') ? `getAll${name.slice(3)}Attributes` : `get${name}Attributes`;
  const { card } = await enrich[ask](query);
  assert.equal(card.id, LOGIN_ID, ask);
  assert.ok(Object.keys(card).length > 5, ask);
}
const { card } = await enrich.requestAttributes({
  ...query,
  attributes: { card: ['total_debits_30_days', 'total_credits_30_days'] },
  filters: { accountCategory: 'Operations' },
  accountFilter: { accountId: [detail.accounts[0].id] },
  attributesDetail: { attributesDetail: ['total_credits_30_days'] },
  limitDays: 365,
});
const details = card.attributesDetail[0].transactions.map((transaction) => transaction.credit);
assert.deepEqual([card.totalDebits30Days, card.totalCredits30Days, details], [12.08, 12.07, [12.07]]);
await assert.rejects(
  enrich.requestAttributes({ ...query, attributes: { card: ['income'] } }),
  (error) => error.flinksCode === 'INVALID_REQUEST' && error.httpStatusCode === 400,
);
console.log('  Attributes, seven packages and by name: 200, 400 INVALID_REQUEST');

const { transactions } = await enrich.getCategorization(query);
assert.deepEqual(
  transactions.map((transaction) => transaction.subCategory),
  ['Other', 'Deposit', 'Interest', 'Transfer', 'Cash Withdrawal'],
);
for (const ask of ['getConsumerLibrary', 'getBusinessLibrary']) {
  const [group] = await enrich[ask]();
  assert.deepEqual(Object.keys(group.attributes[0]), ['name', 'description'], ask);
}
const schedule = await enrich.prepayment({
  ...query,
  loanFrequency: 'BiWeekly',
  expectedRepaymentTotal: '1200.00',
  fundingDate: '2019-05-01',
  duration: '2',
});
const days = schedule.accountsInformation[0].optimalPayments;
assert.deepEqual(days.map((day) => day.slice(0, 3)), ['05/', '05/']);
console.log('  Categorization, libraries, prepayment: 200');

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

const match = await flinks.identity.fieldMatch({ loginId: LOGIN_ID, fullName: 'John Doe', phone: '514-333-7777', threshold: '0.9' });
assert.equal(match.overallMatch, true);
assert.deepEqual(match.fieldLevelMatchRate, { fullName: 1, phone: 1, noData: [] });
console.log('  FieldMatch: 200');

const { connect } = flinks;
const institutions = await connect.getInstitutions();
assert.equal(institutions.count, institutions.data.length);
assert.ok(institutions.data.some((it) => it.id === 14 && it.localizations[0].name === 'FlinksCapital'));
const institution = await connect.getInstitutionByRoutingNumber('990000014');
assert.ok(institution.routingNumbers.includes('990000014'));
const categories = await flinks.enrich.getCategories('CA');
assert.ok(categories.length > 0 && categories.every((it) => it.primaryCategoryName && it.description));
console.log('  Institutions, RoutingNumber, Categories: 200');

const refreshed = await connect.setScheduledRefresh({ loginId: LOGIN_ID, isActivated: true });
assert.equal(refreshed, `LoginId ${LOGIN_ID} has now been activated for automatic refresh`);
const again = await flinks.authorize.authorize({ loginId: LOGIN_ID });
assert.equal(again.login.isScheduledRefresh, true);
assert.deepEqual((await connect.getNightlyRefreshStatus()).ineligibleCards, []);
console.log('  SetScheduledRefresh, GetNightlyRefreshStatus: 200');

const questions = [{ question: 'What shape do people like most?', answer: 'Triangle' }];
const updated = await connect.answerMfaQuestions({ loginId: LOGIN_ID, questions });
assert.equal(updated.message, 'Answers updated');
const stored = await connect.getMfaQuestions(LOGIN_ID);
assert.deepEqual(stored.questions, [{ question: questions[0].question }]);
console.log('  AnswerMFAQuestions, GetMFAQuestions: 200');

const deleted = await flinks.wealth.deleteInvestments(LOGIN_ID);
assert.match(deleted.message, /has been removed$/);
const isGone = (error) => error.flinksCode === 'INVALID_LOGIN' && error.httpStatusCode === 401;
await assert.rejects(flinks.authorize.authorize({ loginId: LOGIN_ID }), isGone);
await assert.rejects(connect.deleteCard(LOGIN_ID), isGone);
console.log('  Investments/Delete: 200; then Authorize and DeleteCard: 401 INVALID_LOGIN');

const other = client();
assert.equal((await other.getAccountDetails({ loginId: LOGIN_ID }, { poll: POLLING })).status, 'done');
assert.equal((await other.connect.deleteCard(LOGIN_ID)).statusCode, 200);
console.log('  The whole flow in one call; DeleteCard: 200');

await assert.rejects(
  flinks.authorize.authorize({ loginId: '0badc0de-1209-4f19-641c-08d6d484e2fe' }),
  (error) => error.flinksCode === 'INVALID_LOGIN' && error.httpStatusCode === 401,
);
console.log('  Authorize with an unknown LoginId: 401 INVALID_LOGIN');
