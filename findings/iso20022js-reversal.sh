#!/usr/bin/env bash
# iso20022.js 0.0.15 (npm) lets its XML reader guess types, and then compares with texts. `reversal` of a camt.053 entry is false
# whatever the statement says, as the reader has made a boolean of "true"; and an account number of digits loses its leading zeros,
# which a Canadian number with its transit number often has. Seen, for an entry with RvslInd true of account 0001234567:
# "reversal false, account 1234567".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund iso20022.js@0.0.15
seen=$(node --input-type=module <<'JS'
import { CashManagementEndOfDayReport } from "iso20022.js";

const report = CashManagementEndOfDayReport.fromXML(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
  <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T12:00:00</CreDtTm></GrpHdr>
  <Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-03-02T12:00:00</CreDtTm>
    <Acct><Id><Othr><Id>0001234567</Id></Othr></Id><Ccy>CAD</Ccy><Svcr><FinInstnId><BIC>AAAACAT1</BIC></FinInstnId></Svcr></Acct>
    <Ntry><Amt Ccy="CAD">12.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts>
      <BookgDt><Dt>2026-03-02</Dt></BookgDt><BkTxCd><Prtry><Cd>PAY</Cd></Prtry></BkTxCd></Ntry>
  </Stmt></BkToCstmrStmt></Document>`);
const { account, entries } = report.statements[0];
console.log(`reversal ${entries[0].reversal}, account ${account.accountNumber ?? account.iban}`);
JS
)
echo "$seen"
[ "$seen" = "reversal false, account 1234567" ]
