import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startTestCluster } from "./cluster.ts";
import { givenRabbitmq, startTestRabbitmq } from "./rabbitmq.ts";

/** What a run needs that would be too slow to start in each test file. */
export interface TestServers {
  /** Where the tests find the servers. */
  readonly environment: Record<string, string>;
  /** Twice is once. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL, and RabbitMQ when one of the packages mentions its part of the test kit. */
export async function startTestServers(packages: readonly string[]): Promise<TestServers> {
  const needsRabbitmq = packages.some((folder) => mentions(folder, "@cinema/testkit/rabbitmq"));
  const started = await Promise.allSettled([
    process.env.TEST_DATABASE_URL === undefined ? startTestCluster() : undefined,
    needsRabbitmq && givenRabbitmq() === undefined ? startTestRabbitmq() : undefined,
  ]);
  const stop = async () => {
    await Promise.all(started.map((one) => (one.status === "fulfilled" ? one.value?.stop() : undefined)));
  };
  const failure = started.find((one) => one.status === "rejected");
  if (failure !== undefined) {
    await stop();
    throw failure.reason;
  }
  const [postgres, rabbitmq] = started.map((one) =>
    one.status === "fulfilled" ? one.value?.url : undefined,
  );
  return {
    environment: {
      ...(postgres === undefined ? {} : { TEST_DATABASE_URL: postgres }),
      ...(rabbitmq === undefined ? {} : { TEST_AMQP_URL: rabbitmq }),
    },
    stop,
  };
}

function mentions(folder: string, module: string): boolean {
  const files = new Bun.Glob("{src,test}/**/*.{ts,tsx}").scanSync(folder);
  return [...files].some((file) => readFileSync(join(folder, file), "utf8").includes(`"${module}"`));
}
