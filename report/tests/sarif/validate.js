// Compares each log of a folder with the schema. Exits with 1 where one is refused.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const Ajv = require("ajv");

const read = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
const schema = read(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
const ajv = new Ajv({ schemaId: "auto", allErrors: true });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const valid = ajv.compile(schema);

const folder = process.argv[2];
const logs = fs.readdirSync(folder).filter((name) => name.endsWith(".sarif"));
let refused = 0;
for (const name of logs) {
  const good = valid(read(path.join(folder, name)));
  console.log(`${good ? "valid  " : "REFUSED"} ${name}`);
  for (const error of valid.errors ?? []) {
    console.log(`        ${error.dataPath || "the whole log"} ${error.message}`);
  }
  refused += good ? 0 : 1;
}

// A check that takes everything would take these.
const matrix = () => read(path.join(folder, "matrix.sarif"));
const broken = {
  "a result without a message": (log) => delete log.runs[0].results[0].message,
  "an unknown level": (log) => (log.runs[0].results[0].level = "fatal"),
  "a member that does not exist": (log) => (log.runs[0].results[0].verdict = "FAIL"),
  "a line 0": (log) => (log.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0),
};
for (const [what, spoil] of Object.entries(broken)) {
  const log = matrix();
  spoil(log);
  if (valid(log)) {
    console.log(`TAKEN   ${what}`);
    refused += 1;
  }
}
console.log(`sarif: ${logs.length - refused} passed, ${refused} failed`);
process.exit(refused === 0 && logs.length > 0 ? 0 : 1);
