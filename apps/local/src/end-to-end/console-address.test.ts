import { afterAll, beforeAll, expect, test } from "bun:test";
import { waitFor } from "@cinema/testkit/wait";
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

async function staff(who: string) {
  const somebody = await person(browser, `address-${who}`, { baseURL: cinema.url, ...desk });
  await signIn(somebody.page, `${who}@cinema.test`, "/manager");
  await somebody.page.getByRole("heading", { level: 1 }).waitFor();
  return somebody;
}

/** What of the address follows the path, once it is so. */
async function addressIs(page: Page, wanted: string): Promise<void> {
  const after = () => page.url().slice(cinema.url.length);
  await waitFor(() => after() === wanted, { what: `${wanted} instead of ${after()}`, timeout: 20_000 });
}

function isFocused(field: Locator): Promise<boolean> {
  return field
    .and(field.page().locator(":focus"))
    .count()
    .then((count) => count === 1);
}

const somebody = "no.such.person@cinema.test";

/** Everything that leaves a browser and could end in a log on its way: addresses and Referers. */
function listenTo(page: Page): readonly string[] {
  const heard: string[] = [];
  page.on("request", (request) => {
    heard.push(decodeURIComponent(request.url()), `from ${request.headers().referer}`);
  });
  return heard;
}

test("a search by e-mail is reloaded, gone back to and sent to a colleague, and no server is told it by an address", async () => {
  const { page, troubles, look, leave } = await staff("manager");
  const heard = listenTo(page);
  await page.getByRole("link", { name: "Viewers" }).click();
  const text = page.getByRole("searchbox", { name: /^What to look for/ });
  await text.fill(somebody);
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByText("Nothing is here.").waitFor();
  const link = "/manager/viewers#email=no.such.person%40cinema.test";
  await addressIs(page, link);
  await page.reload();
  await page.getByText("Nothing is here.").waitFor();
  expect(await text.inputValue()).toBe(somebody);
  await look("viewers");

  await text.fill("viewer@");
  await page.keyboard.press("Enter");
  await addressIs(page, "/manager/viewers#email=viewer%40");
  expect(await isFocused(text)).toBe(true);
  await page.goBack();
  await addressIs(page, link);
  await page.getByText("Nothing is here.").waitFor();
  expect(await text.inputValue()).toBe(somebody);

  await page.getByRole("link", { name: "Subscriptions" }).click();
  await page.getByRole("heading", { level: 1, name: "Subscriptions" }).waitFor();
  await text.fill(somebody);
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByLabel("Parked only").check();
  await addressIs(page, "/manager/subscriptions?isParked=true#email=no.such.person%40cinema.test");
  await page.reload();
  await page.getByText("Nothing is here.").waitFor();
  expect([await text.inputValue(), await page.getByLabel("Parked only").isChecked()]).toEqual([
    somebody,
    true,
  ]);

  // A colleague who has to sign in first comes to the same search.
  const colleague = await person(browser, "address-colleague", { baseURL: cinema.url, ...desk });
  const heardOfColleague = listenTo(colleague.page);
  await signIn(colleague.page, "support@cinema.test", link);
  await colleague.page.getByText("Nothing is here.").waitFor();
  await addressIs(colleague.page, link);

  const all = [...heard, ...heardOfColleague];
  expect(all.some((line) => line.includes("admin.viewers.search"))).toBe(true);
  expect(all).toContain(`from ${cinema.url}/manager/viewers`);
  expect(all.filter((line) => line.includes("no.such.person"))).toEqual([]);
  expect(cinema.said).not.toContain("no.such.person");
  expect([...troubles, ...colleague.troubles]).toEqual([]);
  await Promise.all([leave(), colleague.leave()]);
}, 180_000);

test("filters stand in the address of every list, and survive signing in", async () => {
  const { page, troubles, leave } = await staff("manager");
  await page.getByRole("link", { name: "Payments", exact: true }).click();
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: "done", exact: true }).click();
  await addressIs(page, "/manager/payments?status=succeeded");
  await page.getByRole("searchbox").fill("somebody");
  await page.keyboard.press("Enter");
  await addressIs(page, "/manager/payments?status=succeeded&userId=somebody");
  await page.goBack();
  await addressIs(page, "/manager/payments?status=succeeded");
  expect(await page.getByRole("searchbox").inputValue()).toBe("");

  await page.getByRole("link", { name: "History" }).click();
  await page.getByLabel("Look up").selectOption("actor");
  await page.getByLabel(/^Who/).fill("manager:nobody");
  await page.getByRole("button", { name: "Look", exact: true }).click();
  await addressIs(page, "/manager/audit?way=actor&actor=manager%3Anobody");
  await page.reload();
  await page.getByText("Nothing is here.").waitFor();
  expect(await page.getByLabel(/^Who/).inputValue()).toBe("manager:nobody");

  await page.getByRole("link", { name: "Reconciliation" }).click();
  await page.getByLabel("Class").selectOption("payment_charged_twice");
  await addressIs(page, "/manager/reconciliation?class=payment_charged_twice");
  await page.getByRole("link", { name: "Reports" }).click();
  await page.getByLabel("From").fill("2026-01-01");
  await waitFor(() => page.url().includes("from=2026-01-01"), { what: "the day in the address" });

  // What somebody has mistyped is as if it were not there.
  await page.goto("/manager/payments?status=stolen&purpose=renewal");
  await page.getByText("Nothing is here.").waitFor();

  const colleague = await person(browser, "address-filters", { baseURL: cinema.url, ...desk });
  const link = "/manager/subscriptions?state=active&isRepeatable=false";
  await signIn(colleague.page, "support@cinema.test", link);
  await colleague.page.getByRole("heading", { level: 1, name: "Subscriptions" }).waitFor();
  await addressIs(colleague.page, link);
  expect([...troubles, ...colleague.troubles]).toEqual([]);
  await Promise.all([leave(), colleague.leave()]);
}, 180_000);

test('the key "/" leads to the search until somebody switches it off, and stays off in his browser', async () => {
  const { page, troubles, look, leave } = await staff("manager");
  await page.goto("/manager/viewers");
  const text = page.getByRole("searchbox");
  await text.waitFor();
  const press = async () => {
    await page.getByRole("heading", { level: 1 }).focus();
    await page.keyboard.press("/");
    return isFocused(text);
  };
  expect(await press()).toBe(true);
  await page.getByRole("switch", { name: "Key / leads to the search" }).uncheck();
  expect(await press()).toBe(false);
  await page.reload();
  await text.waitFor();
  expect(await press()).toBe(false);
  await look("without-key");
  await page.getByRole("switch", { name: "Key / leads to the search" }).check();
  expect(await press()).toBe(true);
  expect(troubles).toEqual([]);
  await leave();
}, 120_000);
