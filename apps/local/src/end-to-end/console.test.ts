import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createBillingClient } from "@cinema/client/create-client";
import { type Browser, devices, type Page } from "playwright-core";
import { OneCommand } from "./one-command.ts";
import { oneSubscriber } from "./one-subscriber.ts";
import { openBrowser, person, signIn } from "./person.ts";
import { accessTokenOf } from "./sign-in.ts";

let cinema: OneCommand;
let browser: Browser;

beforeAll(async () => {
  [browser, cinema] = await Promise.all([openBrowser(), OneCommand.prepare()]);
  await cinema.start();
  await Promise.all([oneSubscriber(browser, { url: cinema.url, story: "console" }), oneMailing()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await cinema?.remove();
}, 90_000);

/** A draft, for the page of a mailing and for the form that makes another. */
async function oneMailing(): Promise<void> {
  const token = await accessTokenOf(cinema, "manager@cinema.test");
  const { templates, mailings } = createBillingClient({ url: cinema.url, token }).admin;
  const why = (idempotencyKey: string) => ({ reason: "to be looked at", idempotencyKey });
  await templates.save.mutate({
    ...{ event: "film_added", language: "ru", subject: "{{film}}", html: "<p>{{film}}</p>", basedOn: 0 },
    variables: { film: { kind: "text", sample: "Сталкер" } },
    ...why("template"),
  });
  const { id } = await mailings.create.mutate({
    ...{ event: "film_added", data: { film: "Зеркало" } },
    audience: { kind: "filter", states: ["active"], languages: ["ru"] },
    ...why("mailing"),
  });
  parts.push(`/mailings/${id}`);
}

const desk = { locale: "en-US", viewport: { width: 1280, height: 800 } } as const;

/** A member of the staff at the console. */
async function staff(who: string, options: Parameters<typeof person>[2] = { baseURL: cinema.url, ...desk }) {
  const somebody = await person(browser, `console-${who}`, options);
  await signIn(somebody.page, `${who}@cinema.test`, "/manager");
  await somebody.page.getByRole("heading", { level: 1 }).waitFor();
  return somebody;
}

async function decide(page: Page, button: string, reason: string): Promise<void> {
  await page.getByRole("button", { name: button }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^(Reason|Причина)/).fill(reason);
  await dialog.getByRole("button", { name: button }).click();
  await dialog.waitFor({ state: "detached" });
}

test("one Manager halts and asks to resume, another one approves", async () => {
  const anna = await staff("manager");
  await anna.page.getByRole("link", { name: "Kill switch" }).click();
  await decide(anna.page, "Halt charging", "the price is wrong");
  await anna.page.getByText("Charging is halted").waitFor();
  await anna.look("halted");
  await decide(anna.page, "Ask to resume", "the price is mended");
  await anna.page.getByText("Asked for:").waitFor();
  await anna.page.getByRole("link", { name: "Approvals" }).click();
  await anna.page.getByText("the price is mended").waitFor();
  expect(await anna.page.getByRole("button", { name: "Approve" }).count()).toBe(0);

  const boris = await staff("manager2");
  await boris.page.getByText("the price is mended").waitFor();
  await boris.look("approval");
  await decide(boris.page, "Approve", "looked at it");
  await boris.page.getByText("Nothing is here.").waitFor();
  await boris.page.getByRole("link", { name: "Kill switch" }).click();
  await boris.page.getByText("Charging is on").waitFor();
  expect([...anna.troubles, ...boris.troubles]).toEqual([]);
  await Promise.all([anna.leave(), boris.leave()]);
}, 120_000);

/** What a Manager does without a browser. */
async function adminOf(email: string) {
  const { admin } = createBillingClient({ url: cinema.url, token: await accessTokenOf(cinema, email) });
  return admin;
}

test("a Manager who speaks Russian is told in Russian what the service says no to, and about which field", async () => {
  const [anna, boris] = await Promise.all([adminOf("manager@cinema.test"), adminOf("manager2@cinema.test")]);
  const why = () => ({ reason: "a second look", idempotencyKey: crypto.randomUUID() });
  await anna.charging.halt.mutate(why());
  const ask = async () => {
    await anna.charging.resume.mutate(why());
    const { items } = await anna.approvals.list.query({ status: "waiting" });
    return { ...why(), approvalId: items[0]?.id ?? "" };
  };
  const asked = await ask();

  const options = { ...desk, baseURL: cinema.url, locale: "ru-RU" };
  const { page, troubles, look, leave } = await person(browser, "console-refused", options);
  await signIn(page, "manager2@cinema.test", "/manager/approvals");
  await page.getByRole("button", { name: "Согласовать" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Причина/).fill("посмотрел");
  await anna.approvals.withdraw.mutate(asked);
  await dialog.getByRole("button", { name: "Согласовать" }).click();
  const alert = dialog.getByRole("alert");
  await alert.getByText("По этому запросу уже решено.").waitFor();
  await alert.getByText("Поле: запрос").waitFor();
  expect(await alert.textContent()).not.toMatch(/already|admin\./);
  await look("in-russian");
  expect(troubles.filter((trouble) => !trouble.includes("409"))).toEqual([]);
  await leave();
  await boris.approvals.approve.mutate(await ask());
}, 120_000);

test("who may not is not offered it, and who has no role is told so", async () => {
  const auditor = await staff("auditor");
  await auditor.page.getByRole("link", { name: "Kill switch" }).click();
  await auditor.page.getByText("Charging is").first().waitFor();
  expect(await auditor.page.getByRole("button", { name: "Halt charging" }).count()).toBe(0);
  const support = await staff("support");
  expect(await support.page.getByRole("link", { name: "Reports" }).count()).toBe(0);
  expect([...auditor.troubles, ...support.troubles]).toEqual([]);

  const viewer = await person(browser, "console-viewer", { baseURL: cinema.url, ...desk });
  await signIn(viewer.page, "viewer2@cinema.test", "/manager");
  await viewer.page.getByText("have no role here").waitFor();
  await viewer.look("no-role");
  expect(viewer.troubles.filter((trouble) => !trouble.includes("403"))).toEqual([]);
  await Promise.all([auditor.leave(), support.leave(), viewer.leave()]);
}, 120_000);

test("Finance sees what came in, and takes it out as a file", async () => {
  const { page, troubles, look, leave } = await staff("finance");
  await page.getByRole("link", { name: "Reports" }).click();
  await page.getByRole("table", { name: "Revenue" }).getByText("₽399").first().waitFor();
  await page.getByText("₽399 recurs in an average month (MRR).").waitFor();
  await look("reports");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Payments" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^payments-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  const text = await Bun.file(await file.path()).text();
  expect(text.split("\r\n")).toHaveLength(3);
  await page.getByText("1 of 1 rows").waitFor();
  expect(troubles).toEqual([]);
  await leave();
}, 120_000);

/** Every part of the console by its address, and what is there once it is drawn. */
const parts = [
  ...["/viewers", "/subscriptions", "/payments", "/approvals", "/charging", "/reports"],
  ...["/catalogue", "/dead-letters", "/jobs", "/audit", "/reconciliation"],
  ...["/mailings", "/mailings/new"],
  ...["/templates", "/templates/paid/ru", "/letters"],
];

/** As a picture's name has it, the same in every run. */
function nameOf(part: string): string {
  return part.replace(/[0-9a-f-]{36}/, "one").replaceAll("/", "-");
}

/** The page is drawn anew in the theme of the system, and all that fades has faded. */
async function change(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: "attached" });
  await page.evaluate("Promise.allSettled(document.getAnimations().map(({ finished }) => finished))");
}

describe("everybody can use every part", () => {
  test.each(["ru-RU", "en-US"])(
    "in both themes, in %s",
    async (locale) => {
      const options = { ...desk, baseURL: cinema.url, locale };
      const { page, troubles, look, leave } = await staff("manager", options);
      for (const part of parts) {
        await page.goto(`/manager${part}`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.waitForLoadState("networkidle");
        for (const colorScheme of ["light", "dark"] as const) {
          await change(page, colorScheme);
          await look(`${locale}-${colorScheme}${nameOf(part)}`);
        }
      }
      expect(troubles).toEqual([]);
      await leave();
    },
    240_000,
  );

  test("on a phone, nobody scrolls sideways", async () => {
    const { page, troubles, look, leave } = await staff("manager", {
      ...devices["iPhone 13"],
      ...{ baseURL: cinema.url, locale: "en-US" },
    });
    for (const part of parts) {
      await page.goto(`/manager${part}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForLoadState("networkidle");
      await look(`phone${nameOf(part)}`);
    }
    expect(troubles).toEqual([]);
    await leave();
  }, 240_000);
});
