import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { type Mailbox, startMailbox } from "./start-mailbox.ts";
import { send, twoParts } from "./testing/send.ts";

let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox();
});
afterAll(() => mailbox.stop());
afterEach(() => {
  mailbox.clear();
  mailbox.faults.clear();
});

async function page(path: string, language = "en"): Promise<string> {
  const response = await fetch(`${mailbox.url}${path}`, { headers: { "accept-language": language } });
  expect(response.status).toBe(200);
  return await response.text();
}

test("lists letters and shows one, in Russian and English", async () => {
  expect(await page("/")).toContain(`127.0.0.1:${mailbox.smtpPort}`);
  await send(mailbox.smtpPort, twoParts);
  const id = mailbox.letters()[0]?.id;
  expect(await page("/", "ru")).toContain("Почта песочницы");
  expect(await page(`/?letter=${id}`)).toContain(`<iframe title="Letter" src="/letters/${id}/html" sandbox=`);
  expect(await page(`/?letter=${id}&tab=text`)).toContain("Plain words");
  expect(await page(`/?letter=${id}&tab=headers`)).toContain("&lt;payment-1@cinema.test&gt;");
  expect(await page(`/?letter=${id}&tab=source`)).toContain("multipart/alternative");
});

test("keeps a letter's HTML in a cage", async () => {
  await send(mailbox.smtpPort, twoParts);
  const response = await fetch(`${mailbox.url}/letters/${mailbox.letters()[0]?.id}/html`);
  const policy = response.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/sandbox(?!.*allow-scripts)(?!.*allow-same-origin)/);
  expect(await response.text()).toContain('<head><base target="_blank">');
});

test("escapes what a letter says", async () => {
  await send(mailbox.smtpPort, {
    headers: ["Subject: <script>alert(1)</script>"],
    body: "</pre><img src=x>",
  });
  const text = await page(`/?letter=${mailbox.letters()[0]?.id}&tab=text`);
  expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(text).toContain("&lt;/pre&gt;&lt;img src=x&gt;");
});

test("orders and removes faults and empties the box by forms", async () => {
  const post = (path: string, form: Record<string, string>) =>
    fetch(`${mailbox.url}${path}`, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { referer: `${mailbox.url}/?lang=ru&letter=1` },
      redirect: "manual",
    });
  const ordered = await post("/faults", { kind: "reject", code: "550", times: "1" });
  expect(ordered.status).toBe(303);
  expect(ordered.headers.get("location")).toBe("/?lang=ru");
  expect(await page("/")).toContain("reject 550 recipient x1");
  await post("/faults", { kind: "clear" });
  expect(await send(mailbox.smtpPort)).toMatch(/^250 /);
  await post("/letters", {});
  expect(mailbox.letters()).toHaveLength(0);
});
