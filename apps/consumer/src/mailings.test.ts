import { afterAll, beforeAll, expect, test } from "bun:test";
import { createMailing } from "@cinema/billing/create-mailing";
import { orderMailing } from "@cinema/billing/run-mailing";
import { saveTemplate } from "@cinema/billing/templates";
import { later, minute } from "@cinema/core/instant";
import { waitFor } from "@cinema/testkit/wait";
import { openConsumer } from "../test/open-consumer.ts";

type House = Awaited<ReturnType<typeof openConsumer>>;

const by = { actor: "manager:anna", reason: "a test", requestId: undefined };
const viewers = 60;

let house: House;
beforeAll(async () => {
  house = await openConsumer("2026-11-25T12:00:00.000Z", new Map());
  await house.sql`
    insert into viewer (user_id, email, name, language, updated_at)
    select 'viewer-' || n, 'viewer-' || n || '@cinema.test', 'Anna', 'en', now() from generate_series(1, ${viewers}) n`;
}, 300_000);
afterAll(() => house.close());

test("over RabbitMQ a mailing goes page by page, in its pace, once to each, to its end", async () => {
  const { world } = house;
  await saveTemplate(world, by, {
    ...{ event: "film_added", language: "en", basedOn: 0 },
    ...{ subject: "New: {{film}}", html: "<p>{{film}}</p>" },
    variables: { film: { kind: "text", sample: { ru: "x", en: "x" } } },
  });
  const { mailingId } = await createMailing(world, by, {
    ...{ event: "film_added", data: { film: "Stalker" }, userId: "anna" },
    ...{ audience: { kind: "filter" }, isService: false, fallbackLanguage: undefined },
    ...{ sendAt: world.now(), lettersPerMinute: 40 },
  });
  await orderMailing(world, by, { mailingId, userId: "anna", event: "started" });
  const arrived = () => house.mailbox.letters().filter(({ subject }) => subject === "New: Stalker");
  const waitForLetters = (count: number) =>
    waitFor(() => arrived().length === count, { what: `${count} letters`, timeout: 30_000 });
  // The first letter of the first page; then all of that page and the first of the next.
  await waitForLetters(1);
  house.setClocks(later(world.now(), minute));
  await waitForLetters(41);
  house.setClocks(later(world.now(), minute));
  await waitForLetters(viewers);
  house.setClocks(later(world.now(), minute));
  await waitFor(async () => (await world.store.mailings.get(mailingId))?.state === "finished", {
    what: "the end of the mailing",
    timeout: 30_000,
  });
  expect(new Set(arrived().map(({ to }) => to[0])).size).toBe(viewers);
  const rows =
    await house.sql`select status, count(*) as count from letter where mailing_id = ${mailingId} group by 1`;
  expect([...rows]).toEqual([{ status: "sent", count: viewers }]);
}, 120_000);
