import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Browser, devices, type Page } from "playwright-core";
import { OneCommand } from "./one-command.ts";
import { openBrowser, type Person, person } from "./person.ts";

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

type Look = Person["look"];

async function signIn(page: Page, look: Look, email: string): Promise<void> {
  await page.goto("/");
  await page.getByRole("radio").first().waitFor();
  await look("plans");
  await page.getByRole("link", { name: /^(Войти|Sign in)$/ }).click();
  await typePassword(page, look, email);
}

async function typePassword(page: Page, look: Look, email: string): Promise<void> {
  await page.locator("#username").fill(email);
  await page.locator("#password").fill("cinema");
  await look("sign-in");
  await page
    .locator("form", { has: page.locator("#password") })
    .getByRole("button")
    .click();
  await page.waitForURL(`${cinema.url}/`);
}

/** From the plans to the provider's page, with automatic renewal. */
async function choose(page: Page, look: Look, plan: string | RegExp): Promise<void> {
  await page.getByRole("radio", { name: plan }).check();
  await page.getByRole("checkbox").check();
  await look("chosen");
  await page.getByRole("button", { name: /^(Оплатить|Pay)/ }).click();
  await page.locator("#number").waitFor();
}

async function typeCard(page: Page, look: Look, number: string): Promise<void> {
  await page.locator("#number").fill(number);
  await page.locator("#expiry").fill("12/39");
  await page.locator("#csc").fill("123");
  await look("card");
  await page.locator("#card-form").getByRole("button").click();
}

async function answerBank(page: Page, look: Look): Promise<void> {
  await page.locator("#code").fill("1234");
  await look("bank");
  await page.getByRole("button", { name: /^(Подтвердить|Confirm)/ }).click();
}

async function seeLetter(page: Page, look: Look, subject: RegExp): Promise<void> {
  await page.goto(cinema.mailboxUrl);
  await page.getByRole("link", { name: subject }).first().click();
  await page.frameLocator("iframe").getByRole("heading").first().waitFor();
  await look("letter");
}

test("a person at a desk, in Russian, gets from the plans to an active subscription with 3-D Secure", async () => {
  const { page, troubles, look, leave } = await person(browser, "desk-ru", {
    baseURL: cinema.url,
    locale: "ru-RU",
    viewport: { width: 1280, height: 800 },
  });
  await page.goto("/");
  await page.getByRole("radio", { name: "Полгода" }).check();
  await page.getByRole("checkbox").check();
  await look("chosen");
  await page.getByRole("link", { name: "Войти и оплатить" }).click();
  await typePassword(page, look, "viewer@cinema.test");
  await page.getByRole("button", { name: /^Оплатить 1\s990/ }).waitFor();
  expect(await page.getByRole("radio", { name: "Полгода" }).isChecked()).toBe(true);
  expect(await page.getByRole("checkbox").isChecked()).toBe(true);
  await page.getByText(/^Спишем 1\s990\s₽ сейчас и дальше каждые 6 месяцев/).waitFor();
  await look("back");
  await page.getByRole("button", { name: /^Оплатить/ }).click();
  await page.locator("#number").waitFor();
  await typeCard(page, look, "5555 5555 5555 4477");
  await answerBank(page, look);
  await page.waitForURL(`${cinema.url}/return`);
  await page.getByRole("heading", { name: /^Готово/ }).waitFor();
  await look("paid");
  expect(await kept(page)).toBeNull();
  await page.getByRole("link", { name: "Моя подписка" }).first().click();
  await page.getByText("Оплачен", { exact: true }).waitFor();
  await look("subscription");
  const seen = (await page.locator("main").textContent()) ?? "";
  for (const words of ["Полгода", "Действует", "Карта •• 4477"]) expect(seen).toContain(words);
  expect(seen).toMatch(/1\s990\s₽/);
  await page.reload();
  await page.getByText("Карта •• 4477").first().waitFor();
  await seeLetter(page, look, /Подписка «Полгода» оплачена/);
  expect(troubles).toEqual([]);
  await leave();
}, 120_000);

test("a person with a phone, in English, is told why a card was declined, and the next try works", async () => {
  const { page, troubles, look, leave } = await person(browser, "phone-en", {
    baseURL: cinema.url,
    ...devices["iPhone 13"],
    locale: "en-US",
  });
  await signIn(page, look, "viewer2@cinema.test");
  await choose(page, look, /^Month/);
  await typeCard(page, look, "5555 5555 5555 4600");
  await page.waitForURL(`${cinema.url}/return`);
  await page.getByRole("heading", { name: "The payment did not go through" }).waitFor();
  await look("declined");
  await page.getByRole("link", { name: "Try again" }).click();
  await choose(page, look, /^Month/);
  await typeCard(page, look, "5555 5555 5555 4477");
  await answerBank(page, look);
  await page.getByRole("heading", { name: /^Done/ }).waitFor();
  await look("paid");
  await page.getByRole("link", { name: "My subscription" }).first().click();
  await page.getByText("Paid", { exact: true }).waitFor();
  await look("subscription");
  const seen = (await page.locator("main").textContent()) ?? "";
  for (const words of ["Active", "Card •• 4477", "Failed"]) expect(seen).toContain(words);
  await seeLetter(page, look, /payment did not go through/);
  await seeLetter(page, look, /subscription is paid/);
  expect(troubles).toEqual([]);
  await leave();
}, 120_000);

/** What the tab keeps of the choice. */
async function kept(page: Page): Promise<unknown> {
  return page.evaluate("JSON.parse(sessionStorage.getItem('chosen-plan'))");
}

test("a tick is kept in the tab as it was left, but not for other terms, another plan or another person", async () => {
  const { page, troubles, look, leave } = await person(browser, "kept-choice", {
    baseURL: cinema.url,
    locale: "en-US",
  });
  await page.goto("/");
  const tick = page.getByRole("checkbox");
  await page.getByRole("radio", { name: /^Half a year/ }).check();
  await tick.check();
  await page.reload();
  expect(await tick.isChecked()).toBe(true);
  await page.getByRole("button", { name: "Русский" }).click();
  await page.getByText("Продлевать автоматически").waitFor();
  expect(await tick.isChecked()).toBe(true);
  await page.getByRole("button", { name: "English" }).click();
  await tick.uncheck();
  await page.reload();
  expect(await tick.isChecked()).toBe(false);
  await tick.check();
  await page.getByRole("radio", { name: /^Month/ }).check();
  expect(await tick.isChecked()).toBe(false);

  await tick.check();
  await page.evaluate(
    "sessionStorage.setItem('chosen-plan', sessionStorage.getItem('chosen-plan').replace(/(amountKopecks.:)/, '$11'))",
  );
  await page.reload();
  await page.getByText("The renewal terms have changed.").waitFor();
  expect(await tick.isChecked()).toBe(false);
  await look("changed");
  await tick.check();
  expect(await page.getByText("The renewal terms have changed.").count()).toBe(0);

  await signIn(page, look, "support@cinema.test");
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  expect(await tick.isChecked()).toBe(true);
  // His session ends without a word, and somebody else signs in.
  await page.context().clearCookies();
  await signIn(page, look, "finance@cinema.test");
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  expect(await tick.isChecked()).toBe(false);
  await tick.check();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in and pay" }).waitFor();
  expect(await tick.isChecked()).toBe(false);
  expect(await kept(page)).toBeNull();
  expect(troubles).toEqual([]);
  await leave();
}, 120_000);

test("a person who pays in two tabs is told at once that the second payment goes back", async () => {
  const { page, troubles, look, leave } = await person(browser, "two-tabs", {
    baseURL: cinema.url,
    locale: "en-US",
  });
  await signIn(page, look, "auditor@cinema.test");
  await choose(page, look, /^Month/);
  const second = await page.context().newPage();
  await second.goto("/");
  await second.getByRole("radio", { name: /^Month/ }).check();
  await second.getByRole("checkbox").check();
  await second.getByRole("button", { name: /^Pay/ }).click();
  await second.locator("#number").waitFor();
  await typeCard(page, look, "5555 5555 5555 4444");
  await page.getByRole("heading", { name: /^Done/ }).waitFor();
  await typeCard(second, look, "5555 5555 5555 4444");
  await second.getByRole("heading", { name: "This payment was one too many" }).waitFor();
  expect(troubles).toEqual([]);
  await leave();
}, 120_000);
