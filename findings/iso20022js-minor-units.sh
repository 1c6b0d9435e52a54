#!/usr/bin/env bash
# iso20022.js 0.0.15 (npm) reads the amounts of a camt.053 statement as minor units, by multiplying a binary fraction by 100, and
# does not round. 19.99 becomes 1998.9999999999998 cents, which no column of whole numbers takes and which does not equal the
# cents of any other source. Seen: "1146 of 10000 amounts are no whole cents, 19.99 is
# 1998.9999999999998".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund iso20022.js@0.0.15
seen=$(node --input-type=module <<'JS'
import { CashManagementEndOfDayReport } from "iso20022.js";

const amounts = Array.from({ length: 10000 }, (_, cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`);
const entries = amounts.map((amount) => `<Ntry><Amt Ccy="CAD">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
  <BookgDt><Dt>2026-03-02</Dt></BookgDt><BkTxCd><Prtry><Cd>PAY</Cd></Prtry></BkTxCd></Ntry>`);
const report = CashManagementEndOfDayReport.fromXML(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
  <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T12:00:00</CreDtTm></GrpHdr>
  <Stmt><Id>S1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-03-02T12:00:00</CreDtTm>
    <Acct><Id><Othr><Id>77</Id></Othr></Id><Ccy>CAD</Ccy><Svcr><FinInstnId><BIC>AAAACAT1</BIC></FinInstnId></Svcr></Acct>
    ${entries.join("")}
  </Stmt></BkToCstmrStmt></Document>`);
const read = report.statements[0].entries.map((entry) => entry.amount);
const broken = read.filter((amount) => !Number.isInteger(amount)).length;
console.log(`${broken} of ${read.length} amounts are no whole cents, 19.99 is ${read[1999]}`);
JS
)
echo "$seen"
[ "$seen" = "1146 of 10000 amounts are no whole cents, 19.99 is 1998.9999999999998" ]
