import { afterAll, beforeAll, expect, test } from "bun:test";
import { waitFor } from "@cinema/testkit/wait";
import type { Browser, Page } from "playwright-core";
import { OneCommand } from "./one-command.ts";
import { oneSubscriber } from "./one-subscriber.ts";
import { openBrowser, person, signIn } from "./person.ts";

let cinema: OneCommand;
let browser: Browser;

beforeAll(async () => {
  [browser, cinema] = await Promise.all([openBrowser(), OneCommand.prepare()]);
  await cinema.start();
  await oneSubscriber(browser, { url: cinema.url, story: "letters" });
  await waitFor(async () => (await lettersTo("viewer@cinema.test")).length > 0, {
    what: "the letter about the payment",
    timeout: 60_000,
  });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await cinema?.remove();
}, 90_000);

/** What the development mailbox has received for an address, the newest first. */
async function lettersTo(address: string): Promise<readonly { subject: string; text: string }[]> {
  return Object(await (await fetch(`${cinema.mailboxUrl}/letters?to=${address}`)).json());
}

/** The words of a refused preview are asked for on purpose; the browser complains of each. */
function unexpected(troubles: readonly string[]): readonly string[] {
  return troubles.filter((trouble) => !/^400 .*templates\.preview|status of 400/.test(trouble));
}

/** The Manager at the console. */
async function manager(name: string, colorScheme: "light" | "dark", locale: "en-US" | "ru-RU") {
  const options = { baseURL: cinema.url, viewport: { width: 1280, height: 800 }, colorScheme, locale };
  const somebody = await person(browser, `console-letters-${name}`, options);
  await signIn(somebody.page, "manager@cinema.test", "/manager");
  await somebody.page.getByRole("heading", { level: 1 }).waitFor();
  return somebody;
}

async function confirm(page: Page, button: string, reason: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^(Reason|Причина)/).fill(reason);
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

test("a Manager changes the words of a letter, sees it change, is told what is wrong, saves it and tries it out", async () => {
  const { page, troubles, look, leave } = await manager("template", "light", "en-US");
  await page.getByRole("link", { name: "Templates" }).click();
  await page.getByRole("table", { name: "Templates" }).waitFor();
  await look("templates");
  await page.getByRole("link", { name: "Your “{{planName}}” subscription is paid" }).click();
  const letter = page.frameLocator('iframe[title="The letter"]').locator(".card");
  await letter.getByRole("heading", { name: "Your subscription is paid" }).waitFor();
  await look("template");

  const [subject, body] = [page.getByLabel("Subject", { exact: true }), page.getByLabel(/^Body/)];
  await subject.fill("Enjoy {{planName}}!");
  await body.fill("<h1>Enjoy the show</h1>\n<p>Until {{date until}}.</p>\n<p>{{unknown}}</p>");
  await page.getByText("There is no variable unknown here.").waitFor();
  expect(await body.getAttribute("aria-invalid")).toBe("true");
  expect(await page.getByRole("button", { name: "Save", exact: true }).isDisabled()).toBe(true);
  await look("unknown");
  await page.getByRole("button", { name: "Line 3" }).click();
  await page.keyboard.type("<p>You paid ");
  await page.getByRole("button", { name: "Insert amount" }).click();
  await page.keyboard.type(".</p>");
  expect(await body.inputValue()).toBe(
    "<h1>Enjoy the show</h1>\n<p>Until {{date until}}.</p>\n<p>You paid {{money amount}}.</p>",
  );
  await letter.getByText("You paid ₽1,499.").waitFor();
  await page.getByText("Enjoy Half-year!").waitFor();
  await page.getByText("Not saved yet").waitFor();

  await page.getByText("Plain text", { exact: true }).click();
  await page
    .getByRole("region", { name: "The letter as plain text" })
    .getByText("You paid ₽1,499.")
    .waitFor();
  await look("text");
  await page.getByText("Letter", { exact: true }).click();
  await page.getByText("Phone", { exact: true }).click();
  await page.getByRole("radiogroup", { name: "Colours" }).getByText("Dark").click();
  await letter.getByText("You paid").waitFor();
  await look("phone-dark");

  await page.getByRole("link", { name: "All templates" }).click();
  await page.getByText("Your words are saved nowhere").waitFor();
  await look("leave");
  await page.getByRole("button", { name: "Stay here" }).click();

  await page.getByRole("button", { name: "Save", exact: true }).click();
  await look("save");
  await confirm(page, "Save", "shorter words");
  await page.getByText("Version 2 is saved and in use.").waitFor();
  const versions = page.getByRole("table", { name: "Versions" });
  await versions.getByText("shorter words").waitFor();
  await look("saved");

  await page.getByRole("button", { name: "Send a test letter to me" }).click();
  await confirm(page, "Send to me", "how it looks in my mail program");
  await page.getByText("The test letter is on its way").waitFor();
  await waitFor(async () => (await lettersTo("manager@cinema.test")).length === 1, {
    what: "the test letter",
    timeout: 60_000,
  });
  expect((await lettersTo("manager@cinema.test"))[0]).toMatchObject({ subject: "Enjoy Half-year!" });

  await page.getByRole("button", { name: "Look at version 1" }).click();
  await page.getByRole("dialog").getByText("Watch as much as you like").waitFor();
  await look("version");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Take up again: version 1" }).click();
  await confirm(page, "Take up again", "the old words were better");
  await letter.getByRole("heading", { name: "Your subscription is paid" }).waitFor();
  expect(await subject.inputValue()).toBe("Your “{{planName}}” subscription is paid");
  await versions.getByText("Version 3").waitFor();
  expect(unexpected(troubles)).toEqual([]);
  await leave();
}, 240_000);

test("a preview with a real viewer's data, in Russian and in the dark", async () => {
  const { page, troubles, look, leave } = await manager("real", "dark", "ru-RU");
  await page.getByRole("link", { name: "Шаблоны писем" }).click();
  await page.getByRole("link", { name: /^Подписка «\{\{planName\}\}» оплачена/ }).click();
  const letter = page.frameLocator('iframe[title="Письмо"]').locator(".card");
  await letter.getByText("Полгода").first().waitFor();
  await page.getByText("Данными зрителя").click();
  await page.getByLabel("Почта зрителя целиком").fill("nobody@cinema.test");
  await page.getByRole("button", { name: "Показать", exact: true }).click();
  await page.getByText("Зрителя с такой почтой нет.").waitFor();
  await page.getByLabel("Почта зрителя целиком").fill("viewer@cinema.test");
  await page.getByRole("button", { name: "Показать", exact: true }).click();
  await page.getByText("С данными последнего такого письма для viewer@cinema.test.").waitFor();
  await letter.getByText("399").first().waitFor();
  await look("viewer");
  await page.getByLabel("Тема письма", { exact: true }).fill("{{unknown}}");
  await page.getByText("Переменной unknown здесь нет. Есть: siteUrl, viewerName, planName").waitFor();
  await look("unknown");
  await page.getByRole("button", { name: "Отменить все правки" }).click();
  expect(unexpected(troubles)).toEqual([]);
  await leave();
}, 180_000);

test("a Manager writes a letter that there was none of, with a variable of its own", async () => {
  const { page, troubles, look, leave } = await manager("new", "light", "en-US");
  await page.getByRole("link", { name: "Templates" }).click();
  await page.getByRole("button", { name: "New letter" }).click();
  await page.getByLabel(/^Event/).fill("Film");
  await page.getByText("Begin with a small Latin letter").waitFor();
  await page.getByLabel(/^Event/).fill("film_added");
  await look("event");
  await page.getByRole("button", { name: "Write its words" }).click();
  await page.getByRole("button", { name: "Add a variable" }).click();
  await page.getByRole("textbox", { name: "Variable" }).fill("film");
  await page.getByLabel(/^For example/).fill("Stalker");
  await page.getByLabel("Subject", { exact: true }).fill("New: {{film}}");
  await page.getByLabel(/^Body/).fill("<h1>Watch it today</h1>\n<p>");
  await page.getByRole("button", { name: "Insert film" }).click();
  await page.keyboard.type("</p>");
  const letter = page.frameLocator('iframe[title="The letter"]').locator(".card");
  await letter.getByText("Stalker").waitFor();
  await page.getByText("New: Stalker").waitFor();
  await look("words");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await confirm(page, "Save", "a mailing about new films");
  await page.getByText("Version 1 is saved and in use.").waitFor();
  expect(await page.getByText("Somebody has saved").count()).toBe(0);
  await page.getByRole("link", { name: "All templates" }).click();
  await page.getByRole("link", { name: "New: {{film}}" }).waitFor();
  await page.getByRole("link", { name: "Not written yet" }).click();
  await page.getByRole("button", { name: "Insert film" }).waitFor();
  // That there is no template yet is how the page learns that it is to be written.
  const isNotThere = (trouble: string) => /^404 .*templates\.get|status of 404/.test(trouble);
  expect(unexpected(troubles).filter((trouble) => !isNotThere(trouble))).toEqual([]);
  await leave();
}, 180_000);

test("a letter is found by its viewer, looked at, and sent again", async () => {
  const { page, troubles, look, leave } = await manager("letters", "light", "en-US");
  await page.getByRole("link", { name: "Letters", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Letters" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("viewer@cinema.test");
  await page.keyboard.press("Enter");
  const rows = page.getByRole("table", { name: "Letters" }).getByRole("row");
  // Its head and his one letter: the Manager's own test letter is not among them.
  await rows.nth(2).waitFor({ state: "detached" });
  const found = rows.getByRole("link", { name: "First payment went through" });
  await found.waitFor();
  await look("found");
  const until = page.getByLabel("To, not included");
  await until.fill("2026-01-01");
  await page.getByText("Nothing is here.").waitFor();
  expect(new URL(page.url()).search).toBe("?to=2026-01-01");
  await page.reload();
  await page.getByText("Nothing is here.").waitFor();
  expect(await until.inputValue()).toBe("2026-01-01");
  await page.getByLabel("Written from").fill("2026-01-01");
  await until.fill("2100-01-01");
  await found.waitFor();
  expect(new URL(page.url()).search).toBe("?from=2026-01-01&to=2100-01-01");
  await look("found-by-period");
  await found.click();
  await page.getByRole("link", { name: "viewer@cinema.test" }).waitFor();
  await page.frameLocator("iframe").locator(".card").getByText("399").first().waitFor();
  await look("letter");
  const before = (await lettersTo("viewer@cinema.test")).length;
  await page.getByRole("button", { name: "Send again" }).click();
  await look("resend");
  await confirm(page, "Send again", "the viewer has lost it");
  await page.getByRole("table", { name: "Times it was sent" }).getByText("sent again, 1").waitFor();
  await page.getByRole("link", { name: "the first letter" }).waitFor();
  await waitFor(async () => (await lettersTo("viewer@cinema.test")).length === before + 1, {
    what: "the copy",
    timeout: 60_000,
  });
  await page.getByRole("button", { name: "Send again" }).waitFor();
  await look("resent");

  await page.getByRole("link", { name: "viewer@cinema.test" }).click();
  await page
    .getByRole("table", { name: "What happened" })
    .getByRole("link", { name: "Letter sent" })
    .first()
    .click();
  await page.getByRole("heading", { level: 1, name: "First payment went through" }).waitFor();
  expect(troubles).toEqual([]);
  await leave();
}, 180_000);
