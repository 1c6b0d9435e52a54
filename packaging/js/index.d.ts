/** One request with its reply, as the admin API of flinks-mock describes it. */
export interface Exchange {
  seq: number;
  decided: { ms: number; text: string };
  method: string;
  path: string;
  status: number;
  code: string;
  [member: string]: unknown;
}

export interface Verdict {
  outcome: "pass" | "fail" | "inconclusive" | string;
  /** The report as text. */
  text: string;
}

/** The customer of one test: its sessions, its clock and its exchanges. */
export interface Bank {
  readonly url: string;
  readonly customerId: string;
  readonly loginId: string;
  /** FLINKS_BASE_URL, FLINKS_CUSTOMER_ID and FLINKS_LOGIN_ID. */
  readonly env: Record<string, string>;
  /** Chooses what the next sessions play: the name of a scenario, see `flinks-mock scenarios`. */
  play(scenario: string): Promise<void>;
  /** Moves the clock on, by a time such as "30m" or by milliseconds, and returns what happened on the way. */
  advance(by: string | number): Promise<Array<{ requestId: string | null; what: string }>>;
  /** For a client whose waits can be replaced: moves the clock instead of waiting. */
  sleep(milliseconds: number): Promise<void>;
  exchanges(): Promise<Exchange[]>;
  /** How the client was judged. `done`: it has finished, so what it left undone counts (default). */
  verdict(done?: boolean): Promise<Verdict>;
}

/**
 * A test with a bank of its own: `test("waits", withBank(async (bank) => { ... }))`. The test fails if the client
 * breaks a rule, and a test that fails shows the exchanges. The server starts with the first one.
 */
export function withBank(test: (bank: Bank) => void | Promise<void>): () => Promise<void>;
