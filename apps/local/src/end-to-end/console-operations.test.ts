import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { actorIn, confirm, goTo, historyRow, staffAt } from "./console-staff.ts";
import { OneCommand } from "./one-command.ts";
import { openBrowser } from "./person.ts";

let cinema: OneCommand;
let browser: Browser;

beforeAll(async () => {
  [browser, cinema] = await Promise.all([openBrowser(), OneCommand.prepare()]);
  await cinema.start();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await cinema?.remove();
}, 90_000);

const staff = (who: string, part: string) =>
  staffAt(browser, { url: cinema.url, who, part, story: "operations" });

/** The first of January in two years, as a field for a moment holds it: later than any planned charge. */
const start = `${new Date().getFullYear() + 2}-01-01T00:00`;

test("one Manager asks for a new price, another one approves, and the history names both", async () => {
  const anna = await staff("manager", "Plans and prices");
  await anna.look("catalogue");
  await anna.page
    .getByRole("button", { name: /^New price: / })
    .first()
    .click();
  const dialog = anna.page.getByRole("dialog");
  await dialog.getByLabel(/^Price for a period/).fill("777,50");
  await dialog.getByLabel(/^Start/).fill(start);
  await dialog.getByText("→ ₽777.50 for a period.").waitFor();
  await dialog.getByText(/^Renewing subscriptions that will be charged it/).waitFor();
  await anna.look("price");
  await confirm(anna.page, "Ask for the price", "dearer films");
  await anna.page.getByText("Asked for:").waitFor();
  expect(await anna.page.getByText("₽777.50").count()).toBe(0);

  const boris = await staff("manager2", "Approvals");
  await boris.page.getByText("dearer films").waitFor();
  await boris.page.getByRole("button", { name: "Approve" }).click();
  await confirm(boris.page, "Approve", "agreed with the owner");
  await goTo(boris.page, "Plans and prices");
  await boris.page.getByText(/₽777\.50 from .*\(planned\)/).waitFor();

  await goTo(boris.page, "History");
  const asked = historyRow(boris.page, "Approval asked for", "dearer films");
  const approved = historyRow(boris.page, "Approved", "dearer films");
  await Promise.all([asked.waitFor(), approved.waitFor()]);
  await boris.look("history");
  const [by, agreedBy] = await Promise.all([actorIn(asked), actorIn(approved)]);
  expect(by).not.toBe(agreedBy);
  await boris.page.getByLabel("Look up").selectOption("actor");
  await boris.page.getByLabel(/^Who/).fill(by);
  await boris.page.getByRole("button", { name: "Look", exact: true }).click();
  await asked.waitFor();
  expect(await approved.count()).toBe(0);
  expect([...anna.troubles, ...boris.troubles]).toEqual([]);
  await Promise.all([anna.leave(), boris.leave()]);
}, 180_000);

test("a dry run of a job shows its counts, and dead letters and differences are looked at", async () => {
  const { page, troubles, look, leave } = await staff("manager", "Jobs");
  await page.getByRole("button", { name: "Dry run: renewals" }).click();
  await page.getByText("Nothing is saved, charged or sent").waitFor();
  await confirm(page, "Dry run", "how many are due");
  const run = page.getByRole("status").filter({ hasText: "The run that you asked for" });
  await run.getByText("done").waitFor({ timeout: 60_000 });
  await run.getByText(/^subscriptions looked at: \d+, charges queued: \d+$/).waitFor();
  await look("jobs");
  await goTo(page, "Dead letters");
  await page.getByText("At rest in all: 0.").waitFor();
  await look("dead-letters");
  await goTo(page, "Reconciliation");
  await page.getByLabel("Class").selectOption("payment_charged_twice");
  await page.getByText("Nothing is here.").first().waitFor();
  await look("reconciliation");
  expect(troubles).toEqual([]);
  await leave();
}, 180_000);
