// node manifests.js PROGRAM DESCRIPTION VERSION FOLDER: writes FOLDER/{main,platform}/package.json.
"use strict";

const fs = require("node:fs");

const [program, description, version, folder] = process.argv.slice(2);
const { platform, arch } = process;
const native = `${program}-${platform}-${arch}`;
const shared = { version, license: "MIT OR Apache-2.0" };

write("main", {
  name: program,
  description,
  keywords: ["flinks", "banking", "mock", "testing", "contract"],
  ...shared,
  bin: { [program]: "program.js" },
  files: ["program.js", "share", "LICENSE-*"],
  man: fs.readdirSync(`${folder}/main/share/man/man1`).map((page) => `./share/man/man1/${page}`),
  engines: { node: ">=18" },
  optionalDependencies: { [native]: version },
});
write("platform", {
  name: native,
  description: `The program ${program} for ${platform}-${arch}`,
  ...shared,
  os: [platform],
  cpu: [arch],
  ...(platform === "linux" && { libc: ["glibc"] }),
  files: ["bin", "LICENSE-*"],
});

function write(name, content) {
  fs.writeFileSync(`${folder}/${name}/package.json`, JSON.stringify(content, null, 2) + "\n");
}
