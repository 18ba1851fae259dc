import { afterAll, beforeAll, expect, test } from "bun:test";
import { differenceObstacles } from "@cinema/core/difference-obstacle";
import type { Browser } from "playwright-core";
import { openBrowser, person, signIn } from "./person.ts";
import { openSurroundings, type Surroundings } from "./surroundings.ts";

let around: Surroundings;
let browser: Browser;

beforeAll(async () => {
  [browser, around] = await Promise.all([openBrowser(), openSurroundings(20261130)]);
  await around.cinema.start();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await around?.close();
}, 90_000);

const at = "2026-11-02T09:30:00.000Z";
const theirs = {
  ...{ externalId: "2e1b-5000", status: "succeeded", amount: 39_950, refunded: 0, createdAt: at },
  ...{ isMethodSaved: true, isTest: false, methodType: "bank_card", receiptRegistration: "canceled" },
};

/** A payment that only the provider knows, which something keeps from being recorded. */
async function difference(object: string, obstacle: string): Promise<void> {
  await around.sql`
    insert into difference (id, class, object, sides, obstacle, status, occurred_at, found_at, seen_at, seen_by)
    values (${crypto.randomUUID()}, 'payment_missing_here', ${object}, ${around.sql.json({ kind: "payment", theirs })},
      ${obstacle}, 'open', ${at}, ${at}, ${at}, 'a run')`;
}

test("a difference is said in Russian: both sides, and what kept it from being put right", async () => {
  await difference("payment:1", differenceObstacles.price_unknown);
  await difference("payment:2", "there is no payment 2");
  const options = { baseURL: around.cinema.url, locale: "ru-RU", viewport: { width: 1280, height: 800 } };
  const { page, troubles, look, leave } = await person(browser, "console-difference", options);
  await signIn(page, "manager@cinema.test", "/manager/reconciliation");
  const table = page.getByRole("table", { name: "Расхождения" });
  const row = table.getByRole("row").filter({ hasText: "payment:1" });
  await row.getByText("Само не исправилось: Цены, по которой списали, нет среди цен.").waitFor();
  for (const fact of [
    "статус: выполнено",
    "сумма: 399,50 ₽",
    "создано: 2 ноября 2026 г. в 12:30",
    "карта там сохранена: да",
    "игрушечные деньги: нет",
    "чем оплачено: банковская карта",
    "чек: отклонён",
  ])
    await row.getByText(fact, { exact: true }).waitFor();
  await look("in-russian");
  // What a broken repair said stands as it was said.
  const broken = table.getByRole("row").filter({ hasText: "payment:2" });
  expect(await broken.getByText("there is no payment 2").getAttribute("lang")).toBe("en");
  expect(troubles).toEqual([]);
  await leave();
}, 120_000);
