import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { waitFor } from "@cinema/testkit/wait";
import { type Browser, devices, type Page } from "playwright-core";
import { z } from "zod";
import { OneCommand } from "./one-command.ts";
import { openBrowser, payByCard, person, signIn } from "./person.ts";

let cinema: OneCommand;
let browser: Browser;

beforeAll(async () => {
  const settings = { FISCALISATION_VAT_CODE: "1" };
  [browser, cinema] = await Promise.all([openBrowser(), OneCommand.prepare(settings)]);
  await cinema.start();
  await control("/settings", { fiscalization: true });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await cinema?.remove();
}, 90_000);

/** An order to the twin, or a question without one. */
async function control(path: string, order?: object): Promise<unknown> {
  const asked = order === undefined ? {} : { method: "POST", body: JSON.stringify(order) };
  const answer = await fetch(`${cinema.twinUrl}/control${path}`, asked);
  if (!answer.ok) throw new Error(`the twin answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

const notifications = z.object({ items: z.array(z.object({ id: z.string(), event: z.string() })) });

/** The cash register does its work, and the service hears of every payment once more. */
async function registerReceipts(): Promise<void> {
  await control("/clock", { advance: 60_000 });
  const { items } = notifications.parse(await control("/webhooks"));
  const paid = items.filter(({ event }) => event === "payment.succeeded");
  expect(paid.length).toBeGreaterThan(0);
  for (const { id } of paid) await control(`/webhooks/${id}/resend`, {});
}

async function subscribe(page: Page): Promise<void> {
  await page.getByRole("radio", { name: /^(Месяц|Month)/ }).check();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: /^(Оплатить|Pay)/ }).click();
  await payByCard(page, "5555 5555 5555 4477");
  await page.getByRole("heading", { name: /^(Готово|Done)/ }).waitFor();
  await page.goto("/subscription");
}

/** Presses a button, and then the one that says in the dialog what will happen. */
async function agree(page: Page, ask: RegExp, confirm: RegExp, look: () => Promise<void>): Promise<void> {
  await page.getByRole("button", { name: ask }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: confirm }).waitFor();
  await look();
  await dialog.getByRole("button", { name: confirm }).click();
  await dialog.waitFor({ state: "hidden" });
}

test("renewal off and on, another card, the old one unlinked, and the unused days back: in English, on a phone", async () => {
  const { page, troubles, look, leave } = await person(browser, "viewer-en", {
    ...devices["iPhone 13"],
    ...{ baseURL: cinema.url, locale: "en-US" },
  });
  await signIn(page, "viewer@cinema.test", "/");
  await subscribe(page);

  await page.getByText("Receipt for the payment: not registered with the tax service yet.").waitFor();
  await look("receipt-pending");
  await registerReceipts();
  await waitFor(
    async () => {
      await page.reload();
      await page.getByText(/^Receipt for the payment/).waitFor();
      return (await page.getByText("Receipt for the payment: registered with the tax service").count()) > 0;
    },
    { what: "the receipt to be registered", timeout: 30_000 },
  );

  await page.getByText("On: we write to you about new films and offers.").waitFor();
  await page.getByRole("button", { name: "Switch the news off" }).click();
  await page.getByText("You will get no more news by e-mail.").waitFor();
  await page.getByText(/You chose this here on/).waitFor();
  await look("news-off");
  await page.reload();
  await page.getByText("Off: we do not write to you about new films and offers.").waitFor();
  await page.getByRole("button", { name: "Switch the news on" }).click();
  await page.getByText("You will get our news by e-mail.").waitFor();

  await agree(page, /^Switch renewal off/, /^Switch renewal off/, () => look("switch-off"));
  await page.getByText("Automatic renewal is off.").waitFor();
  await agree(page, /^Switch renewal on/, /^I agree, switch on/, () => look("switch-on"));
  await page.getByText("On: the subscription renews by itself.").waitFor();
  await look("renewing");

  await page.getByRole("button", { name: "Change the card" }).click();
  await look("change-card");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^I agree/ })
    .click();
  await payByCard(page, "2200 0000 0000 0004");
  await page.waitForURL("**/card");
  await page.getByRole("heading", { name: "Done, the new card is saved" }).waitFor();
  await look("card-changed");
  await page.getByRole("link", { name: "My subscription" }).last().click();
  await page.getByText("Card •• 0004").first().waitFor();

  await agree(page, /^Unlink Card •• 4477/, /^Unlink for good/, () => look("unlink"));
  await page.getByText("Unlinked for good: Card •• 4477").waitFor();

  await page.getByRole("button", { name: "See what we would return" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /unused days/ }).check();
  await dialog.getByText(/× \d+ \/ \d+/).waitFor();
  await look("refund");
  await dialog.getByRole("button", { name: /^Return ₽/ }).click();
  await page.getByText("The subscription has ended").first().waitFor();
  await page.getByText("Refunded", { exact: true }).first().waitFor();
  await page.getByText(/^Receipt for the refund/).waitFor();
  await look("refunded");
  expect(troubles).toEqual([]);
  await leave();
}, 180_000);

describe("everybody can use every page", () => {
  const settings = (["ru-RU", "en-US"] as const).flatMap((locale) =>
    (["light", "dark"] as const).map((colorScheme) => ({ locale, colorScheme })),
  );

  test.each(settings)(
    "%p",
    async ({ locale, colorScheme }) => {
      const { page, troubles, look, leave } = await person(browser, `viewer-${locale}-${colorScheme}`, {
        ...{ baseURL: cinema.url, locale, colorScheme, viewport: { width: 1280, height: 800 } },
      });
      await page.goto("/");
      await page.getByRole("radio").first().waitFor();
      await look("plans");
      await page.goto("/subscription");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await look("sign-in-first");
      await page.goto("/nowhere");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await look("not-found");
      await signIn(page, "viewer2@cinema.test", "/subscription");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await look("subscription");
      await page.goto("/card");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await look("card");
      await page.goto("/return");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await look("return");
      expect(troubles).toEqual([]);
      await leave();
    },
    120_000,
  );
});

test("the first load of the plans is light: under 150 kB of JavaScript, and nothing from other hosts", async () => {
  const context = await browser.newContext({ baseURL: cinema.url });
  const page = await context.newPage();
  const loaded: { readonly url: URL; readonly type: string; readonly bytes: Promise<number> }[] = [];
  page.on("requestfinished", (request) => {
    loaded.push({
      ...{ url: new URL(request.url()), type: request.resourceType() },
      bytes: request.sizes().then(({ responseBodySize }) => responseBodySize),
    });
  });
  await page.goto("/");
  await page.getByRole("radio").first().waitFor();
  await page.waitForLoadState("networkidle");
  expect(new Set(loaded.map(({ url }) => url.origin))).toEqual(new Set([cinema.url]));
  const weigh = async (type: string) => {
    const sizes = await Promise.all(loaded.filter((one) => one.type === type).map(({ bytes }) => bytes));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  const scripts = await weigh("script");
  expect(scripts).toBeGreaterThan(50_000);
  expect(scripts).toBeLessThan(150_000);
  expect(await weigh("stylesheet")).toBeLessThan(20_000);
  await context.close();
}, 60_000);
