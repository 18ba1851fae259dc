import { join } from "node:path";
import { repository } from "@cinema/embedded/install-dependencies";
import { findBrowser } from "@cinema/testkit/browser";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { type Finding, seriousFindings } from "./accessible.ts";

/** What a person saw, step by step, to be looked at; git ignores the folder. */
const screenshots = join(repository, ".data/screenshots");

/** A browser for one test file. */
export async function openBrowser(): Promise<Browser> {
  // Root has no sandbox of Chromium's; nothing but our own pages is opened.
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: await findBrowser(), args: ["--no-sandbox", ...quiet] });
}

/** A person at a browser of his own, who keeps what he sees and notices what goes wrong. */
export interface Person {
  readonly page: Page;
  /** Complaints of the browser, answers that failed, pages wider than the window, what axe finds serious. */
  readonly troubles: string[];
  /** Keeps a picture of the page, and looks whether everybody can use it. */
  readonly look: (what: string) => Promise<void>;
  readonly leave: () => Promise<void>;
}

export async function person(
  browser: Browser,
  name: string,
  options: BrowserContextOptions & { readonly baseURL: string },
): Promise<Person> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(20_000);
  const troubles: string[] = [];
  context.on("console", (said) => {
    if (said.type() === "error" || said.type() === "warning") troubles.push(`console: ${said.text()}`);
  });
  context.on("weberror", (error) => troubles.push(`script: ${error.error().message}`));
  context.on("response", (answer) => {
    if (answer.status() >= 400) troubles.push(`${answer.status()} ${answer.url()}`);
  });
  const page = await context.newPage();
  let step = 0;
  const look = async (what: string) => {
    step += 1;
    const path = join(screenshots, `${name}-${step}-${what}.png`);
    await page.screenshot({ path, fullPage: true, scale: "css" });
    // Nobody should have to scroll sideways.
    const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    if (Number(wider) > 0) troubles.push(`${what} is wider than the window by ${wider}`);
    troubles.push(...(await seriousFindings(page)).map((finding) => `${what}: ${inWords(finding)}`));
  };
  return { page, troubles, look, leave: () => context.close() };
}

function inWords({ rule, impact, where }: Finding): string {
  return `axe finds ${rule} (${impact}) at ${where}`;
}

/** From wherever he is asked to sign in, back to `path`. */
export async function signIn(page: Page, email: string, path: string): Promise<void> {
  await page.goto(path);
  await page
    .getByRole("link", { name: /^(Войти|Sign in)$/ })
    .first()
    .click();
  await page.locator("#username").fill(email);
  await page.locator("#password").fill("cinema");
  await page
    .locator("form", { has: page.locator("#password") })
    .getByRole("button")
    .click();
  await page.waitForURL((url) => url.pathname.startsWith(new URL(path, url).pathname));
}

/** On the provider's page: a card, and the bank's code when it asks for one. */
export async function payByCard(page: Page, number: string): Promise<void> {
  await page.locator("#number").fill(number);
  await page.locator("#expiry").fill("12/39");
  await page.locator("#csc").fill("123");
  await page.locator("#card-form").getByRole("button").click();
  if (!asksBank.has(number.replaceAll(" ", ""))) return;
  await page.locator("#code").fill("1234");
  await page.getByRole("button", { name: /^(Подтвердить|Confirm)/ }).click();
}

/** The test cards of YooKassa that go through 3-D Secure. */
const asksBank: ReadonlySet<string> = new Set(["5555555555554477", "2200000000000004"]);
