import { expect, test } from "bun:test";
import { answersAmqp } from "@cinema/embedded/answers-amqp";
import { testRabbitmq } from "./rabbitmq.ts";

test("test files share a RabbitMQ, each with a prefix of its own", async () => {
  const [one, other] = await Promise.all([testRabbitmq(), testRabbitmq()]);
  expect(one.url).toBe(other.url);
  expect(one.prefix).not.toBe(other.prefix);
  expect(new URL(one.visitorUrl).username).toBe("visitor");
  const port = Number(new URL(one.url).port);
  expect(await answersAmqp(port)).toBe(true);
  await one.leave();
  expect(await answersAmqp(port)).toBe(true);
  await other.leave();
}, 300_000);
