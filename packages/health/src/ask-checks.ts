/** What a process needs in order to work: each is asked anew and throws when it does not hold. */
export type Checks = { readonly [name: string]: () => Promise<void> };

export interface HealthOptions {
  readonly checks: Checks;
  /** Whether the process is on its way out: then it is alive, but takes no new work. */
  readonly isStopping: () => boolean;
  /** Hears why a check has failed: outsiders are only told that it has. */
  readonly onFailure: (check: string, error: unknown) => void;
}

export interface Readiness {
  readonly status: "ready" | "not_ready" | "stopping";
  readonly checks: { readonly [name: string]: "ok" | "failed" };
}

/** A check that has not answered by then, in milliseconds, has failed. */
const patience = 2_000;

/** Whether a process can work, by all its checks at once. */
export async function askChecks({ checks, isStopping, onFailure }: HealthOptions): Promise<Readiness> {
  const outcomes = await Promise.all(
    Object.entries(checks).map(
      async ([name, check]) => [name, await outcomeOf(name, check, onFailure)] as const,
    ),
  );
  const isReady = outcomes.every(([, outcome]) => outcome === "ok");
  return {
    status: isStopping() ? "stopping" : isReady ? "ready" : "not_ready",
    checks: Object.fromEntries(outcomes),
  };
}

async function outcomeOf(
  name: string,
  check: () => Promise<void>,
  onFailure: HealthOptions["onFailure"],
): Promise<"ok" | "failed"> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience);
  try {
    await Promise.race([check(), late]);
    return "ok";
  } catch (error) {
    onFailure(name, error);
    return "failed";
  } finally {
    clearTimeout(timer);
  }
}
