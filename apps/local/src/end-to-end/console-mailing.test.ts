import { afterAll, beforeAll, expect, test } from "bun:test";
import { type BillingClient, createBillingClient } from "@cinema/client/create-client";
import { waitFor } from "@cinema/testkit/wait";
import { type Browser, devices, type Page } from "playwright-core";
import { actorIn, confirm, goTo, historyRow, staffAt } from "./console-staff.ts";
import { openBrowser, person, signIn } from "./person.ts";
import { openSurroundings, type Surroundings } from "./surroundings.ts";

const viewers = 50;

let around: Surroundings;
let browser: Browser;

beforeAll(async () => {
  // One Manager alone may write to twenty.
  const settings = { APPROVAL_ABOVE_MAILING_VIEWERS: "20" };
  [browser, around] = await Promise.all([openBrowser(), openSurroundings(20261126, settings)]);
  // The last one refuses mailings.
  await around.sql`
    insert into viewer (user_id, email, name, language, updated_at)
    select 'viewer-' || n, n || '@cinema.test', 'Зритель ' || n, case when n % 5 = 0 then 'en' else 'ru' end, now()
    from generate_series(1, ${viewers + 1}) n`;
  await around.sql`
    insert into mailing_choice (user_id, is_refused, at, cause)
    values (${`viewer-${viewers + 1}`}, true, now(), 'account')`;
  await around.cinema.start();
  await saveTemplate("film_added", "ru", "Новый фильм: {{film}}");
  await saveTemplate("film_added", "en", "New film: {{film}}");
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await around?.close();
}, 90_000);

type Admin = BillingClient["admin"];

function admin(): Admin {
  const token = () => around.issuer.mint({ sub: "editor", roles: ["Manager"] });
  return createBillingClient({ url: around.cinema.url, token }).admin;
}

async function saveTemplate(event: string, language: "ru" | "en", subject: string): Promise<void> {
  await admin().templates.save.mutate({
    ...{ event, language, subject, basedOn: 0 },
    html: "<h1>{{film}}</h1>{{#if price}}<p>{{money price}}</p>{{/if}}",
    variables: {
      film: { kind: "text", sample: "Сталкер" },
      price: { kind: "money", sample: 19_900, isOptional: true },
    },
    reason: "for the mailing",
    idempotencyKey: `${event}-${language}`,
  });
}

const staff = (who: string, part: string) =>
  staffAt(browser, { url: around.cinema.url, who, part, story: "mailing" });

/** Fills the form for a new mailing and makes the draft. */
async function makeDraft(
  page: Page,
  userIds: readonly string[],
  pace: string,
  reason: string,
): Promise<void> {
  await page.getByRole("link", { name: "New mailing" }).click();
  await page.getByLabel(/^Event of the template/).selectOption("film_added");
  await page.getByLabel(/^film/).fill("Зеркало");
  await page.getByLabel(/^price/).fill("199");
  await page.getByLabel(/^User ids/).fill(userIds.join("\n"));
  await page.getByLabel(/^Letters a minute/).fill(pace);
  await page.getByRole("button", { name: "Make the draft" }).click();
  await confirm(page, "Make the draft", reason);
  await page.getByRole("heading", { level: 1, name: "Mailing film_added" }).waitFor();
}

const everybody = Array.from({ length: viewers + 1 }, (_, index) => `viewer-${index + 1}`);

test("a Manager sees whom a mailing reaches, a second one agrees, and every viewer gets one letter", async () => {
  const anna = await staff("manager", "Mailings");
  await anna.look("none");
  await anna.page.getByRole("link", { name: "New mailing" }).click();
  await anna.page.getByLabel(/^Event of the template/).selectOption("film_added");
  await anna.page.getByLabel("All whom a filter finds").check();
  await anna.look("form");
  await goTo(anna.page, "Mailings");
  await makeDraft(anna.page, [...everybody, "nobody"], "600", "a premiere");
  await anna.page.getByText("a second Manager has to agree").waitFor();
  const samples = anna.page.getByRole("table", { name: "The first of them" }).getByRole("row");
  expect(await samples.count()).toBe(1 + 10);
  expect(await samples.filter({ hasText: "New film: Зеркало" }).count()).toBeGreaterThan(0);
  await anna.page.getByText("refuses mailings").waitFor();
  await anna.page.getByText("price: ₽199").waitFor();
  await anna.look("dry-run");
  await anna.page.getByRole("button", { name: "Start" }).click();
  await anna.page.getByRole("dialog").getByText(`Viewers who get it: ${viewers}.`).waitFor();
  await anna.look("start");
  await confirm(anna.page, "Ask a second Manager", "in time for Friday");
  await anna.page.getByText("Waits for a second Manager").waitFor();
  expect(await anna.page.getByRole("button", { name: "Start" }).count()).toBe(0);
  await anna.look("waits");
  expect(around.mailbox.letters()).toHaveLength(0);

  const boris = await staff("manager2", "Approvals");
  await boris.page.getByText(`Start “film_added” to ${viewers} viewers`).waitFor();
  await boris.look("approvals");
  await boris.page.getByRole("link", { name: "What it says and to whom" }).click();
  await boris.page.getByRole("table", { name: "The first of them" }).waitFor();
  await goTo(boris.page, "Approvals");
  await boris.page.getByRole("button", { name: "Approve" }).click();
  await confirm(boris.page, "Approve", "read it");

  // Anna's page, which nobody loads again, follows by itself.
  await anna.page.getByRole("heading", { name: "Progress" }).waitFor();
  await anna.look("running");
  await anna.page.getByText(`${viewers} of ${viewers} sent`).waitFor({ timeout: 60_000 });
  await anna.page.getByText("finished", { exact: true }).waitFor({ timeout: 60_000 });
  const failures = anna.page.getByRole("table", { name: "Who has not got it" });
  await failures.getByRole("row").filter({ hasText: "nobody" }).getByText("no viewer has this id").waitFor();
  await failures.getByRole("row").filter({ hasText: "viewer-51" }).getByText("refuses mailings").waitFor();
  await anna.look("finished");
  const letters = around.mailbox.letters();
  expect(letters).toHaveLength(viewers);
  expect(new Set(letters.flatMap(({ to }) => to)).size).toBe(viewers);
  await goTo(anna.page, "Mailings");
  await anna.page.getByText(`${viewers} of ${viewers} sent`).waitFor();
  await anna.look("list");

  await goTo(boris.page, "History");
  const asked = historyRow(boris.page, "Approval asked for", "in time for Friday");
  const approved = historyRow(boris.page, "Approved", "read it");
  const started = historyRow(boris.page, "Mailing started", "read it");
  await Promise.all([asked.waitFor(), approved.waitFor(), started.waitFor()]);
  await historyRow(boris.page, "Mailing created", "a premiere").waitFor();
  await boris.look("history");
  expect(await actorIn(asked)).not.toBe(await actorIn(approved));
  expect([...anna.troubles, ...boris.troubles]).toEqual([]);
  await Promise.all([anna.leave(), boris.leave()]);
}, 240_000);

test("a mailing is paused, let go on and stopped, each with a reason, and who got nothing is listed", async () => {
  const { page, troubles, look, leave } = await staff("manager", "Mailings");
  const before = around.mailbox.letters().length;
  await makeDraft(page, everybody.slice(0, 3), "1", "a second thought");
  await page.getByRole("button", { name: "Start" }).click();
  await confirm(page, "Start", "go");
  await page.getByText("1 of 3 sent").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Pause" }).click();
  await confirm(page, "Pause", "a slip in the title");
  await page.getByText("paused", { exact: true }).waitFor();
  await look("paused");
  await page.getByRole("button", { name: "Let it go on" }).click();
  await confirm(page, "Let it go on", "it was right");
  await page.getByText("running", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Stop for good" }).click();
  await look("stop");
  await confirm(page, "Stop for good", "it was wrong after all");
  await page.getByText("stopped", { exact: true }).waitFor();
  await page.getByText("1 of 3 sent").waitFor();
  await look("stopped");
  expect(around.mailbox.letters()).toHaveLength(before + 1);
  await goTo(page, "History");
  for (const [act, why] of [
    ["Mailing paused", "a slip in the title"],
    ["Mailing resumed", "it was right"],
    ["Mailing stopped", "it was wrong after all"],
  ] as const)
    await historyRow(page, act, why).waitFor();
  expect(troubles).toEqual([]);
  await leave();
}, 240_000);

test("an Auditor reads all of it in the dark on a phone, in Russian, and is offered nothing to do", async () => {
  const options = { ...devices["iPhone 13"], locale: "ru-RU", colorScheme: "dark" } as const;
  const { page, troubles, look, leave } = await person(browser, "mailing-auditor", {
    ...options,
    baseURL: around.cinema.url,
  });
  await signIn(page, "auditor@cinema.test", "/manager");
  await page.getByRole("heading", { level: 1 }).waitFor();
  const { id } = await admin().mailings.create.mutate({
    event: "film_added",
    audience: { kind: "filter", languages: ["ru", "en"] },
    data: { film: "Андрей Рублёв", price: 39_900 },
    reason: "for the Auditor",
    idempotencyKey: "auditor",
  });
  await page.goto(`/manager/mailings/${id}`);
  await page.getByRole("table", { name: "Первые из них" }).waitFor();
  await page.getByText("price: 399 ₽").waitFor();
  expect(await page.getByRole("button", { name: /^(Начать|Отбросить)/ }).count()).toBe(0);
  await look("draft");
  await page.goto("/manager/mailings");
  await page.getByText(`Отправлено ${viewers} из ${viewers}`).waitFor();
  expect(await page.getByRole("link", { name: "Новая рассылка" }).count()).toBe(0);
  await look("list");
  await page
    .getByRole("row", { name: new RegExp(`Отправлено ${viewers} из`) })
    .getByRole("link")
    .click();
  await page.getByRole("table", { name: "Кто не получил" }).waitFor();
  await look("finished");
  await page.goto("/manager/mailings/new");
  await page.getByText("Рассылки создаёт только менеджер.").waitFor();
  expect(await page.getByRole("combobox").count()).toBe(0);
  expect(troubles).toEqual([]);
  await leave();
}, 240_000);

/** A letter for which there is no template dies after its last try. @returns the message's id */
async function letDie(): Promise<string> {
  const [letterId, id] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  await around.sql`
    insert into letter (id, cause, user_id, template, language, data, status, created_at)
    values (${letterId}, 'test:dead', 'viewer-1', 'film_left', 'ru', ${around.sql.json({ film: "Солярис" })}, 'queued', now())`;
  await around.sql`
    insert into outbox (id, topic, body, available_at)
    values (${id}, 'letter.deliver', ${around.sql.json({ letter_id: letterId })}, now())`;
  await waitFor(
    async () => {
      // The clock of its next try goes ahead.
      await around.sql`update outbox set available_at = now() where id = ${id} and claimed_by is null`;
      const [row] = await around.sql`select 1 from outbox where id = ${id} and dead_at is not null`;
      return row !== undefined;
    },
    { what: "the message to die", timeout: 60_000 },
  );
  return id;
}

test("a dead letter is sent again once its cause is mended, and does its work", async () => {
  const id = await letDie();
  const { page, troubles, look, leave } = await staff("manager", "Dead letters");
  await page.getByText("At rest in all: 1.").waitFor();
  await page.getByText("there is no template film_left in ru").waitFor();
  await look("dead-letter");
  const before = around.mailbox.letters().length;
  await saveTemplate("film_left", "ru", "Уходит: {{film}}");
  await page.getByRole("button", { name: `Send again: letter.deliver ${id}` }).click();
  await look("replay");
  await confirm(page, "Send again", "the template is there now");
  await page.getByText("At rest in all: 0.").waitFor();
  const letter = await around.mailbox.waitFor(({ subject }) => subject === "Уходит: Солярис", 30_000);
  expect(letter.to).toEqual(["1@cinema.test"]);
  expect(around.mailbox.letters()).toHaveLength(before + 1);
  await look("replayed");
  await goTo(page, "History");
  await historyRow(page, "Dead letter sent again", "the template is there now").getByText(id).waitFor();
  await look("replay-history");
  expect(troubles).toEqual([]);
  await leave();
}, 240_000);
