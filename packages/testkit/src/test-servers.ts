import { startTestCluster } from "./cluster.ts";

export interface TestServers {
  /** Where the tests find the servers. */
  readonly environment: Record<string, string>;
  /** Twice is once. */
  stop(): Promise<void>;
}

/** Starts what tests need that would be too slow to start in each of them. */
export async function startTestServers(packages: readonly string[]): Promise<TestServers> {
  const postgres = process.env.TEST_DATABASE_URL === undefined ? await startTestCluster() : undefined;
  return {
    environment: { ...(postgres === undefined ? {} : { TEST_DATABASE_URL: postgres.url }) },
    async stop() {
      await postgres?.stop();
    },
  };
}
