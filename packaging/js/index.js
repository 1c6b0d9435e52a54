// One flinks-mock server for the tests of a process, and a bank with a clock of its own for each.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

const LOGIN = "5e115eac-1209-4f19-641c-08d6d484e2fe";
let server;

export function withBank(test) {
  return async () => {
    server ??= start();
    const bank = new Bank(await server);
    // Makes the customer, so that its clock and its journal are there before its first call.
    await bank.play("two-polls");
    try {
      await test(bank);
    } catch (error) {
      const shown = await bank.exchanges().then(lines, String);
      if (error instanceof Error) {
        error.message += `\n\nExchanges with the bank:\n${shown}`;
      }
      throw error;
    }
    const { outcome, text } = await bank.verdict();
    if (outcome === "fail") {
      throw new Error(`the client breaks the protocol of Flinks\n\n${text}`);
    }
  };
}

class Bank {
  #ready;

  constructor(ready) {
    this.#ready = ready;
    this.url = ready.url;
    this.customerId = randomUUID();
    this.loginId = LOGIN;
    this.env = { FLINKS_BASE_URL: this.url, FLINKS_CUSTOMER_ID: this.customerId, FLINKS_LOGIN_ID: LOGIN };
  }

  async play(scenario) {
    await this.#call("PUT", "/scenario", { scenario });
  }

  async advance(by) {
    const time = typeof by === "number" ? `${Math.round(by)}ms` : by;
    return (await (await this.#call("POST", "/clock/advance", { by: time })).json()).happened;
  }

  async sleep(milliseconds) {
    await this.advance(milliseconds);
  }

  async exchanges() {
    const found = [];
    for (let after = 0; ; after = found.at(-1).seq) {
      const page = await (await this.#call("GET", `/journal?limit=1000&after=${after}`)).json();
      if (page.exchanges.length === 0) {
        return found;
      }
      found.push(...page.exchanges);
    }
  }

  async verdict(done = true) {
    const reply = await this.#call("GET", `/verdict?text=true&done=${done}`);
    return { outcome: reply.headers.get("X-Verdict"), text: await reply.text() };
  }

  async #call(method, path, body) {
    const { admin, token } = this.#ready;
    const reply = await fetch(`${admin}/customers/${this.customerId}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (!reply.ok) {
      const problem = await reply.json().catch(() => ({}));
      throw new Error(problem.detail ?? `the admin API of flinks-mock answered ${reply.status}`);
    }
    return reply;
  }
}

/** Starts the program. FLINKS_MOCK names it, if it is not in PATH. */
async function start() {
  const program = process.env.FLINKS_MOCK ?? "flinks-mock";
  const flags = ["--listen", "127.0.0.1:0", "--clock", "manual", "--quiet", "--ready-json", "-"];
  // It ends when its input does: with this process, or with this thread, however that ends.
  const script = '"$0" "$@" & exec >/dev/null; cat; kill $!';
  const child = spawn("sh", ["-c", script, program, "serve", ...flags]);
  child.stderr.pipe(process.stderr);
  const line = await new Promise((resolve, reject) => {
    const output = createInterface(child.stdout).once("line", resolve);
    output.once("close", () => reject(new Error(`${program} did not start`)));
  });
  // What it says at its end is of no use, and nothing of it keeps the process of the tests alive.
  child.stderr.unpipe().resume();
  [child, ...child.stdio].forEach((handle) => handle.unref());
  return JSON.parse(line);
}

function lines(exchanges) {
  const line = ({ decided, status, code, method, path }) =>
    `${decided.text}  ${status} ${(code ?? "").padEnd(20)}  ${method.padEnd(4)} ${path}`;
  return exchanges.map(line).join("\n");
}
