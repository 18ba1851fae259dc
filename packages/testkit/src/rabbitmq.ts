import { join } from "node:path";
import { type Rabbitmq, startRabbitmq } from "@cinema/embedded/rabbitmq";

/** The RabbitMQ that test files share; each works under a prefix of its own. */
export interface TestRabbitmq {
  /** As a user who may do everything. */
  readonly url: string;
  /** As another service's user, named `visitor`. */
  readonly visitorUrl: string;
  /** Begins the name of everything that this test file declares. */
  readonly prefix: string;
  /** What `afterAll` calls. */
  leave(): Promise<void>;
}

/**
 * The test command's RabbitMQ, else that of `AMQP_URL` (which needs a user `visitor` with that password), else one in
 * `.data` that all such runs share. The first start takes seconds: give `beforeAll` a minute.
 */
export async function testRabbitmq(): Promise<TestRabbitmq> {
  const given = givenRabbitmq();
  const server = given === undefined ? await startTestRabbitmq() : undefined;
  const url = given ?? server?.url ?? "";
  const visitor = new URL(url);
  visitor.username = visitorName;
  visitor.password = visitorName;
  return {
    url,
    visitorUrl: visitor.href,
    prefix: `${crypto.randomUUID()}.`,
    leave: async () => server?.stop(),
  };
}

const visitorName = "visitor";

/** The address of a RabbitMQ that runs already. */
export function givenRabbitmq(): string | undefined {
  return process.env.TEST_AMQP_URL ?? process.env.AMQP_URL;
}

/** Starts the tests' RabbitMQ or joins it. */
export function startTestRabbitmq(): Promise<Rabbitmq> {
  return startRabbitmq({
    directory: join(import.meta.dirname, "../../../.data/test-rabbitmq"),
    users: { [visitorName]: visitorName },
  });
}
