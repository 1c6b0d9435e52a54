#!/usr/bin/env bash
# An OFX file can hold several accounts, and banks send all of a customer's in one. ofx-data-extractor 1.5.0 (npm) fails on the second one; in
# its lenient mode, which a batch of uploads would use, it says that the file is valid and has no transactions. ofx-js 1.1.1 and
# node-ofx-parser 0.5.1 have both accounts. Seen, transactions of a file with two accounts of one each: "ofx-data-extractor
# SyntaxError, lenient: valid, 0; ofx-js 2; node-ofx-parser 2".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund ofx-data-extractor@1.5.0 ofx-js@1.1.1 node-ofx-parser@0.5.1
seen=$(node <<'JS'
const { Ofx } = require("ofx-data-extractor");
const { parse } = require("ofx-js");
const parser = require("node-ofx-parser");

const account = (number, payee) => `<STMTTRNRS>
<TRNUID>1
<STMTRS>
<CURDEF>CAD
<BANKACCTFROM>
<BANKID>000011111
<ACCTID>${number}
<ACCTTYPE>CHECKING
</BANKACCTFROM>
<BANKTRANLIST>
<DTSTART>20260301
<DTEND>20260302
<STMTTRN>
<TRNTYPE>DEBIT
<DTPOSTED>20260302
<TRNAMT>-12.50
<FITID>${number}1
<NAME>${payee}
</STMTTRN>
</BANKTRANLIST>
</STMTRS>
</STMTTRNRS>`;
const header = ["OFXHEADER:100", "DATA:OFXSGML", "VERSION:102", "SECURITY:NONE", "ENCODING:USASCII", "CHARSET:1252",
  "COMPRESSION:NONE", "OLDFILEUID:NONE", "NEWFILEUID:NONE"].join("\n");
const file = `${header}\n\n<OFX>\n<BANKMSGSRSV1>\n${account("2222222", "Coffee")}\n${account("3333333", "Tea")}\n</BANKMSGSRSV1>\n</OFX>\n`;
const count = (read) => JSON.stringify(read).match(/"FITID"/g)?.length ?? 0;
let strict;
try {
  strict = count(new Ofx(file).toJson());
} catch (error) {
  strict = error.name;
}
const { isValid, stats } = new Ofx(file, { parserMode: "lenient" }).validate();
const lenient = `${isValid ? "valid" : "invalid"}, ${stats.totalTransactions}`;
const other = count(parser.parse(file));
parse(file).then((read) =>
  console.log(`ofx-data-extractor ${strict}, lenient: ${lenient}; ofx-js ${count(read)}; node-ofx-parser ${other}`));
JS
)
echo "$seen"
[ "$seen" = "ofx-data-extractor SyntaxError, lenient: valid, 0; ofx-js 2; node-ofx-parser 2" ]
