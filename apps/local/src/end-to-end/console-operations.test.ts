import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import { OneCommand } from "./one-command.ts";
import { openBrowser, person, signIn } from "./person.ts";

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

const desk = { locale: "en-US", viewport: { width: 1280, height: 800 } } as const;

/** A member of the staff at one part of the console. */
async function staff(who: string, part: string) {
  const somebody = await person(browser, `operations-${who}`, { baseURL: cinema.url, ...desk });
  await signIn(somebody.page, `${who}@cinema.test`, "/manager");
  await go(somebody.page, part);
  return somebody;
}

async function go(page: Page, part: string): Promise<void> {
  await page.getByRole("link", { name: part, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: part }).waitFor();
}

/** Gives the reason in the open dialog and presses its button. */
async function confirm(page: Page, button: string, reason: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Reason/).fill(reason);
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

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
  await go(boris.page, "Plans and prices");
  await boris.page.getByText(/₽777\.50 from .*\(planned\)/).waitFor();

  await go(boris.page, "History");
  const trail = boris.page.getByRole("table", { name: "History" });
  const asked = trail
    .getByRole("row")
    .filter({ hasText: "Approval asked for" })
    .filter({ hasText: "dearer films" });
  const approved = trail.getByRole("row").filter({ has: boris.page.getByText("Approved", { exact: true }) });
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

/** Who stands in a row of the history. */
async function actorIn(row: Locator): Promise<string> {
  const actor = await row.getByText(/^manager:/).textContent();
  if (actor === null) throw new Error("nobody stands in the row");
  return actor;
}

test("a dry run of a job shows its counts, and dead letters and differences are looked at", async () => {
  const { page, troubles, look, leave } = await staff("manager", "Jobs");
  await page.getByRole("button", { name: "Dry run: renewals" }).click();
  await page.getByText("Nothing is saved, charged or sent").waitFor();
  await confirm(page, "Dry run", "how many are due");
  const run = page.getByRole("status").filter({ hasText: "The run that you asked for" });
  await run.getByText("done").waitFor({ timeout: 60_000 });
  await run.getByText(/^subscriptions looked at: \d+, charges queued: \d+$/).waitFor();
  await look("jobs");
  await go(page, "Dead letters");
  await page.getByText("At rest in all: 0.").waitFor();
  await look("dead-letters");
  await go(page, "Reconciliation");
  await page.getByLabel("Class").selectOption("payment_charged_twice");
  await page.getByText("Nothing is here.").first().waitFor();
  await look("reconciliation");
  expect(troubles).toEqual([]);
  await leave();
}, 180_000);
