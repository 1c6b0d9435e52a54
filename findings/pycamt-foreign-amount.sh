#!/usr/bin/env bash
# pycamt 1.1.1 (PyPI) takes the first amount inside the details of a camt.053 entry for the amount of the transaction, and the currency
# from the entry. For a purchase abroad the first one is what was instructed, in the foreign currency: 9.10 US dollars, booked as
# 12.50, come out as 9.10 Canadian dollars. Two payments booked as one sum of 300.00 without amounts of their own come out
# as 300.00 each. Seen: "9.10 CAD, 300.00 CAD, 300.00 CAD" of a statement whose entries are 12.50 and 300.00.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pycamt==1.1.1
cat > statement.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
  <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T12:00:00</CreDtTm></GrpHdr>
  <Stmt><Id>S1</Id><CreDtTm>2026-03-02T12:00:00</CreDtTm><Acct><Id><Othr><Id>0002222222</Id></Othr></Id><Ccy>CAD</Ccy></Acct>
    <Ntry><Amt Ccy="CAD">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt>
      <BkTxCd><Prtry><Cd>CARD</Cd></Prtry></BkTxCd>
      <NtryDtls><TxDtls><AmtDtls>
        <InstdAmt><Amt Ccy="USD">9.10</Amt></InstdAmt>
        <TxAmt><Amt Ccy="CAD">12.50</Amt></TxAmt>
      </AmtDtls></TxDtls></NtryDtls></Ntry>
    <Ntry><Amt Ccy="CAD">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt>
      <BkTxCd><Prtry><Cd>BATCH</Cd></Prtry></BkTxCd>
      <NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>
        <TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs></TxDtls>
        <TxDtls><Refs><EndToEndId>E2</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
  </Stmt></BkToCstmrStmt></Document>
XML
seen=$(venv/bin/python <<'PY'
from pycamt.parser import Camt053Parser

transactions = Camt053Parser.from_file("statement.xml").get_transactions()
print(", ".join(f"{transaction['Amount']} {transaction['Currency']}" for transaction in transactions))
PY
)
echo "$seen"
[ "$seen" = "9.10 CAD, 300.00 CAD, 300.00 CAD" ]
