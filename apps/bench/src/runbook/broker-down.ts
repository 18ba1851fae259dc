import { expect } from "bun:test";
import type { RunbookInstallation } from "./open-runbook.ts";
import type { BookInHand } from "./type-section.ts";
import { buys, mayWatch, pays, written } from "./viewers.ts";

/** RabbitMQ is killed while a viewer buys; what he paid for comes when it is back. */
export async function brokerDown(cinema: RunbookInstallation, book: BookInHand): Promise<void> {
  const { servers, driver } = cinema;
  await servers.rabbitmq.kill();
  const purchase = await buys(cinema, "broker-down@cinema.test");
  pays(cinema, purchase);
  await servers.twin.delivered();
  await book.next("health/ready");
  const [waiting] = await driver.sql<
    { count: number }[]
  >`select count(*) from outbox where topic = 'payment.settle'`;
  expect(waiting?.count).toBe(1);

  await book.next("up -d rabbitmq");
  await book.next("outbox_due_messages");
  await mayWatch(cinema, purchase.email);
  await written(cinema, purchase.email, 1);
  await book.next("job inquiries");
}
