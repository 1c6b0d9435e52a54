#!/usr/bin/env bash
# node-ofx-parser 0.5.1 (npm) escapes the text of an OFX file that is escaped already, two times, and unescapes nothing: a payee with
# an ampersand keeps none of its forms, and grows by twelve letters. ofx-js 1.1.1 gives the name. Rules that match a payee and
# a search for duplicates across two sources miss it. Seen, for <NAME>Rod &amp; Reel: "Rod &amp;amp;amp; Reel, ofx-js: Rod & Reel".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund node-ofx-parser@0.5.1 ofx-js@1.1.1
cat > statement.ofx <<'OFX'
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>CAD
<BANKACCTFROM><BANKID>000011111<ACCTID>2222222<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260302
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260302<TRNAMT>-12.50<FITID>1<NAME>Rod &amp; Reel</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
OFX
seen=$(node --input-type=module <<'JS'
import { readFileSync } from "node:fs";
import { parse } from "ofx-js";
import parser from "node-ofx-parser";

const text = readFileSync("statement.ofx", "utf8");
const name = (read) => read.OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN.NAME;
console.log(`${name(parser.parse(text))}, ofx-js: ${name(await parse(text))}`);
JS
)
echo "$seen"
[ "$seen" = "Rod &amp;amp;amp; Reel, ofx-js: Rod & Reel" ]
