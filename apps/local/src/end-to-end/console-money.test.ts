import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { actorIn, confirm, goTo, historyRow, staffAt } from "./console-staff.ts";
import { OneCommand } from "./one-command.ts";
import { oneSubscriber } from "./one-subscriber.ts";
import { openBrowser, person, signIn } from "./person.ts";

let cinema: OneCommand;
let browser: Browser;

beforeAll(async () => {
  // One Manager alone may give back 150 roubles of a payment.
  const settings = { APPROVAL_ABOVE_REFUND_KOPECKS: "15000" };
  [browser, cinema] = await Promise.all([openBrowser(), OneCommand.prepare(settings)]);
  await cinema.start();
  await oneSubscriber(browser, { url: cinema.url, story: "money" });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await cinema?.remove();
}, 90_000);

/** What the service keeps, as nobody should have to read it. */
const raw = /succeeded|pending|requested|partial|bank_card|active|true|false|null|\dT\d\d:\d\d/;

test("a Manager finds the viewer by the keyboard, opens his payment and gives a part of it back", async () => {
  const options = { baseURL: cinema.url, locale: "en-US", viewport: { width: 1280, height: 800 } };
  const { page, troubles, look, leave } = await person(browser, "console-money", options);
  await signIn(page, "manager@cinema.test", "/manager");
  await page.getByRole("link", { name: "Viewers" }).click();
  await page.getByRole("heading", { level: 1, name: "Viewers" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("viewer@");
  await page.keyboard.press("Enter");
  await page.getByRole("table").getByRole("link", { name: "viewer@cinema.test" }).waitFor();
  await look("found");
  await page.getByRole("link", { name: "viewer@cinema.test" }).click();
  await page.getByRole("table", { name: "What happened" }).getByText("Paid", { exact: true }).waitFor();
  await look("viewer");
  await page.getByRole("button", { name: "Erase" }).click();
  await page.getByRole("dialog").getByText("payments: 1, ₽399 in all").waitFor();
  await look("erase");
  await page.getByRole("dialog").getByRole("button", { name: "Leave it as it is" }).click();

  await page.getByRole("link", { name: "Paid", exact: true }).click();
  await page.getByRole("button", { name: "Show the provider's object" }).click();
  await page.getByText('"status": "succeeded"').waitFor();
  await look("payment");
  await page.getByRole("button", { name: "Give money back" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Sum in roubles").fill("99,50");
  await dialog.getByText("The subscription goes on.").waitFor();
  await dialog.getByText("It goes back at once.").waitFor();
  await dialog.getByLabel(/^Reason/).fill("the sound failed");
  await look("refund");
  await dialog.getByRole("button", { name: "Give back ₽99.50" }).click();
  await dialog.waitFor({ state: "detached" });
  const refunds = page.getByRole("table", { name: "Refunds" });
  await refunds.getByText("the sound failed").waitFor();
  await refunds.getByText("done", { exact: true }).waitFor({ timeout: 60_000 });
  await look("refunded");

  await page.getByRole("link", { name: "Subscriptions" }).click();
  await page.getByRole("heading", { level: 1, name: "Subscriptions" }).waitFor();
  await page.getByRole("table", { name: "Subscriptions" }).getByRole("link").first().waitFor();
  await look("subscriptions");
  await page.getByRole("table", { name: "Subscriptions" }).getByRole("link").first().click();
  await page.getByRole("table", { name: "Payments" }).getByText("₽99.50").waitFor();
  await page.getByRole("button", { name: "Give free days" }).click();
  await dialog.getByLabel(/^Reason/).fill("the sound failed");
  await look("extend");
  await dialog.getByRole("button", { name: "Give free days" }).click();
  await dialog.waitFor({ state: "detached" });
  await look("subscription");
  await page.getByRole("link", { name: "Payments", exact: true }).click();
  await page.getByRole("table", { name: "Payments" }).getByText("₽99.50").waitFor();
  await look("payments");
  expect(troubles).toEqual([]);
  await leave();
}, 240_000);

test("a part above the limit waits for a second Manager, goes back when he agrees, and the history tells all of it", async () => {
  const at = { url: cinema.url, story: "second-eyes" };
  const anna = await staffAt(browser, { ...at, who: "manager", part: "Payments" });
  await anna.page.getByRole("table", { name: "Payments" }).getByRole("link").first().click();
  await anna.page.getByRole("button", { name: "Give money back" }).click();
  const dialog = anna.page.getByRole("dialog");
  await dialog.getByLabel("Sum in roubles").fill("200");
  await dialog.getByText(/^A second Manager has to agree/).waitFor();
  await anna.look("above-the-limit");
  await confirm(anna.page, "Ask a second Manager", "the film broke off");
  await anna.page.getByText("the film broke off").waitFor();
  await anna.look("waits");
  const table = anna.page.getByRole("table", { name: "Refunds" });
  const refunds = await table.getByRole("row").count();

  const boris = await staffAt(browser, { ...at, who: "manager2", part: "Approvals" });
  await boris.page.getByText("A part of a payment: ₽200 at most").waitFor();
  const people = { anna: "Мария Менеджер, manager@cinema.test", boris: /^.+, manager2@cinema\.test$/ };
  await boris.page.getByText(people.anna, { exact: true }).waitFor();
  await boris.look("approvals");
  await boris.page.getByRole("button", { name: "Approve" }).click();
  await boris.look("approving");
  await confirm(boris.page, "Approve", "saw the complaint");
  await boris.page.getByText("Nothing is here.").waitFor();

  await anna.page.reload();
  await table.getByText("the film broke off").waitFor();
  expect(await table.getByRole("row").count()).toBe(refunds + 1);
  const given = table.getByRole("row").filter({ hasText: "the film broke off" });
  await given.getByText("done", { exact: true }).waitFor({ timeout: 60_000 });
  await given.getByText("₽200").waitFor();
  await anna.look("given-back");

  await goTo(boris.page, "History");
  const asked = historyRow(boris.page, "Approval asked for", "the film broke off");
  const approved = historyRow(boris.page, "Approved", "saw the complaint");
  const changed = historyRow(boris.page, "Payment: changed", "saw the complaint");
  await Promise.all([asked.waitFor(), approved.waitFor(), changed.waitFor()]);
  await boris.look("history");
  const [by, agreedBy] = await Promise.all([actorIn(asked), actorIn(approved)]);
  expect(by).not.toBe(agreedBy);
  expect(await actorIn(changed)).toBe(agreedBy);
  await asked.getByText(people.anna, { exact: true }).waitFor();
  await approved.getByText(people.boris).waitFor();
  await approved.getByText(`(asked for by ${people.anna} (`).waitFor();
  await changed.getByText(/₽99\.50 → ₽299\.50/).waitFor();

  await boris.page.getByText("Рус", { exact: true }).click();
  const history = boris.page.getByRole("table", { name: "История" });
  await history.getByText("возвращено: 99,50 ₽ → 299,50 ₽").waitFor();
  await history.getByText("статус: пусто → запрошено").first().waitFor();
  await history.getByText("вид: пусто → часть").first().waitFor();
  await boris.look("history-in-russian");
  expect(await history.textContent()).not.toMatch(raw);
  await boris.page.getByRole("link", { name: "Зрители" }).click();
  await boris.page.getByRole("searchbox").fill("viewer@");
  await boris.page.keyboard.press("Enter");
  await boris.page.getByRole("link", { name: "viewer@cinema.test" }).click();
  const timeline = boris.page.getByRole("table", { name: "Что было" });
  await timeline.getByText("бесплатные дни: пусто → всего 7 начиная с периода 1").waitFor();
  await timeline.getByText("возвращает деньги").first().waitFor();
  await timeline.getByText("оформляет подписку").first().waitFor();
  await boris.look("timeline-in-russian");
  expect(await timeline.textContent()).not.toMatch(raw);
  expect([...anna.troubles, ...boris.troubles]).toEqual([]);
  await Promise.all([anna.leave(), boris.leave()]);
}, 240_000);
