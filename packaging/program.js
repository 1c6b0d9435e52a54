#!/usr/bin/env node
// Starts the native program of this platform in the place of this process: its arguments, its streams,
// its signals and its exit code.
"use strict";

const { spawn } = require("node:child_process");
const os = require("node:os");
const { name } = require("./package.json");

const child = spawn(find(), process.argv.slice(2), { stdio: "inherit" });
// A terminal sends Ctrl-C to both processes; this one waits for the program to end by it.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => fail(`cannot start the program: ${error.message}`));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? 128 + os.constants.signals[signal];
});

function find() {
  const platform = `${name}-${process.platform}-${process.arch}`;
  try {
    return require.resolve(`${platform}/bin/${name}`);
  } catch {
    return fail(
      `${platform} is not in node_modules. A package exists for linux-x64 with glibc; a package manager\n` +
        "that leaves out optional dependencies (--omit=optional) leaves it out as well.",
    );
  }
}

function fail(message) {
  console.error(`${name}: ${message}`);
  process.exit(4);
}
