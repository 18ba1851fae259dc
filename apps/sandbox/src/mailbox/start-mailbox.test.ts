import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mailbox, startMailbox } from "./start-mailbox.ts";

let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox({ now: () => Date.parse("2026-11-22T09:00:00Z") });
});
afterAll(() => mailbox.stop());
afterEach(() => {
  mailbox.clear();
  mailbox.faults.clear();
});

interface Wire {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** A mail client of its own: sends letters word by word over one connection. Answers: the last of each, "" when cut off. */
async function sendAll(wires: readonly Wire[], port = mailbox.smtpPort): Promise<string[]> {
  const socket = connect(port, "127.0.0.1");
  let answered = Promise.withResolvers<string>();
  let heard = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    heard += chunk;
    if (/^\d{3} .*\r\n$/m.test(heard)) {
      answered.resolve(heard.trim());
    }
  });
  socket.on("error", () => answered.resolve(""));
  socket.on("close", () => answered.resolve(""));
  await answered.promise;

  async function say(line: string): Promise<string> {
    if (socket.closed) {
      return "";
    }
    answered = Promise.withResolvers();
    heard = "";
    socket.write(`${line}\r\n`);
    return await answered.promise;
  }

  await say("EHLO test");
  const answers: string[] = [];
  for (const wire of wires) {
    answers.push(await sendOne(say, wire));
    await say("RSET");
  }
  socket.end();
  return answers;
}

async function sendOne(say: (line: string) => Promise<string>, wire: Wire): Promise<string> {
  const { from = "cinema@cinema.test", to = ["viewer@cinema.test"], headers = [], body = "Hello" } = wire;
  await say(`MAIL FROM:<${from}>`);
  for (const address of to) {
    const answer = await say(`RCPT TO:<${address}>`);
    if (!answer.startsWith("250")) {
      return answer;
    }
  }
  await say("DATA");
  return await say([`From: Cinema <${from}>`, `To: ${to[0]}`, ...headers, "", body, "."].join("\r\n"));
}

async function send(wire: Wire = {}, port = mailbox.smtpPort): Promise<string> {
  return (await sendAll([wire], port))[0] ?? "";
}

async function json(path: string): Promise<unknown> {
  return await (await fetch(`${mailbox.url}${path}`)).json();
}

const twoParts: Wire = {
  headers: [
    "Subject: =?UTF-8?B?0J7Qv9C70LDRh9C10L3Qvg==?=",
    "Message-ID: <payment-1@cinema.test>",
    "List-Unsubscribe: <https://cinema.test/unsubscribe>,",
    " <mailto:no@cinema.test>",
    "MIME-Version: 1.0",
    'Content-Type: multipart/alternative; boundary="b"',
  ],
  body: [
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlain words",
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head></head><body><b>Rich</b><script>alert(1)</script></body></html>",
    "--b--",
  ].join("\r\n"),
};

describe("letters", () => {
  test("come in by SMTP and are read as JSON", async () => {
    expect(await send({ ...twoParts, to: ["viewer@cinema.test", "hidden@cinema.test"] })).toMatch(/^250 /);
    const [letter] = mailbox.letters();
    const expected = {
      id: String(letter?.id),
      from: "cinema@cinema.test",
      fromName: "Cinema",
      to: ["viewer@cinema.test", "hidden@cinema.test"],
      subject: "Оплачено",
      text: "Plain words",
      html: expect.stringContaining("<b>Rich</b>"),
      headers: expect.objectContaining({
        "message-id": "<payment-1@cinema.test>",
        "list-unsubscribe": "<https://cinema.test/unsubscribe>, <mailto:no@cinema.test>",
      }),
      attachments: [],
      receivedAt: "2026-11-22T09:00:00.000Z",
    };
    expect(await json("/letters")).toEqual([expected]);
    expect(await json(`/letters/${letter?.id}`)).toEqual(expected);
    const source = await (await fetch(`${mailbox.url}/letters/${letter?.id}/source`)).text();
    expect(source).toContain("Subject: =?UTF-8?B?");
  });

  test("are listed the newest first, narrowed by recipient, and deleted together", async () => {
    await sendAll([
      { to: ["a@cinema.test"] },
      { to: ["b@cinema.test", "A@cinema.test"] },
      { to: ["c@cinema.test"] },
    ]);
    expect(mailbox.letters().map((letter) => letter.to[0])).toEqual([
      "c@cinema.test",
      "b@cinema.test",
      "a@cinema.test",
    ]);
    expect(await json("/letters?to=a@CINEMA.test")).toHaveLength(2);
    expect(
      (await fetch(`${mailbox.url}/letters/${mailbox.letters()[0]?.id}`, { method: "DELETE" })).status,
    ).toBe(404);
    expect((await fetch(`${mailbox.url}/letters`, { method: "DELETE" })).status).toBe(204);
    expect(await json("/letters")).toEqual([]);
    expect((await fetch(`${mailbox.url}/letters/gone`)).status).toBe(404);
  });

  test("are waited for, with a deadline", async () => {
    const coming = mailbox.waitFor((letter) => letter.to.includes("late@cinema.test"), 5_000);
    await send();
    await send({ to: ["late@cinema.test"] });
    expect((await coming).to).toEqual(["late@cinema.test"]);
    expect((await mailbox.waitFor((letter) => letter.text.includes("Hello"), 0)).to).toEqual([
      "late@cinema.test",
    ]);
    await expect(mailbox.waitFor(() => false, 10)).rejects.toThrow("viewer@cinema.test");
  });

  test("may carry attachments", async () => {
    const headers = ["Subject: Receipt", "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="m"'];
    const body =
      "--m\r\nContent-Type: text/plain\r\n\r\nSee\r\n--m\r\nContent-Type: application/pdf\r\n" +
      'Content-Disposition: attachment; filename="receipt.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAw==\r\n--m--';
    await send({ headers, body });
    expect(mailbox.letters()[0]?.attachments).toEqual([
      { name: "receipt.pdf", type: "application/pdf", size: 4 },
    ]);
  });
});

describe("memory is bounded", () => {
  test("by number, by characters, and by the size of a letter", async () => {
    const small = await startMailbox({ keepLetters: 3, keepCharacters: 2_000, largestLetter: 5_000 });
    const four = [1, 2, 3, 4].map((index) => ({ body: `letter ${index}` }));
    await sendAll(four, small.smtpPort);
    expect(small.letters().map((letter) => letter.text)).toEqual(["letter 4", "letter 3", "letter 2"]);
    await send({ body: "x".repeat(1_900) }, small.smtpPort);
    expect(small.letters()).toHaveLength(1);
    expect(await send({ body: "y".repeat(9_000) }, small.smtpPort)).toMatch(/^552 /);
    expect(small.letters()).toHaveLength(1);
    await small.stop();
  });
});

describe("faults", () => {
  test("refuse the next letters with a code, at a recipient or after the text", async () => {
    mailbox.faults.rejectNext(550, 2);
    mailbox.faults.rejectNext(452, 1, "data");
    const answers = await sendAll([{}, {}, {}, {}]);
    expect(answers.map((answer) => answer.slice(0, 3))).toEqual(["550", "550", "452", "250"]);
    expect(mailbox.letters()).toHaveLength(1);
    expect(() => mailbox.faults.rejectNext(250)).toThrow(RangeError);
  });

  test("cut the connection before a letter is taken, or after it", async () => {
    mailbox.faults.cutNext();
    expect(await send()).toBe("");
    expect(mailbox.letters()).toHaveLength(0);
    mailbox.faults.takeAndCutNext();
    expect(await send()).toBe("");
    expect(mailbox.letters()).toHaveLength(1);
    expect(await send()).toMatch(/^250 /);
  });

  test("strike by chance, the same seed the same letters", async () => {
    async function run(seed: number): Promise<string> {
      mailbox.faults.failWithProbability(0.5, seed);
      const answers = await sendAll(Array.from({ length: 20 }, () => ({})));
      return answers.map((answer) => answer.slice(0, 3)).join(" ");
    }
    const first = await run(7);
    expect(first).toContain("451");
    expect(first).toContain("250");
    expect(await run(7)).toBe(first);
    expect(await run(8)).not.toBe(first);
  });

  test("are ordered and removed over HTTP", async () => {
    const order = (body: unknown) =>
      fetch(`${mailbox.url}/faults`, { method: "POST", body: JSON.stringify(body) });
    expect((await order({ kind: "reject", code: 451, times: 1 })).status).toBe(204);
    expect((await order({ kind: "chance", probability: 1, seed: 1, code: 554 })).status).toBe(204);
    expect(await json("/faults")).toEqual(["reject 451 recipient x1", "reject 554 with probability 1"]);
    const [first, second] = await sendAll([{}, {}]);
    expect(first).toMatch(/^451 /);
    expect(second).toMatch(/^554 /);
    expect((await order({ kind: "reject", code: 250 })).status).toBe(400);
    expect((await fetch(`${mailbox.url}/faults`, { method: "POST", body: "{" })).status).toBe(400);
    await fetch(`${mailbox.url}/faults`, { method: "DELETE" });
    expect(await send()).toMatch(/^250 /);
  });
});

describe("the page", () => {
  async function page(path: string, language = "en"): Promise<string> {
    const response = await fetch(`${mailbox.url}${path}`, { headers: { "accept-language": language } });
    expect(response.status).toBe(200);
    return await response.text();
  }

  test("lists letters and shows one, in Russian and English", async () => {
    expect(await page("/")).toContain(`127.0.0.1:${mailbox.smtpPort}`);
    await send(twoParts);
    const id = mailbox.letters()[0]?.id;
    expect(await page("/", "ru")).toContain("Почта песочницы");
    expect(await page(`/?letter=${id}`)).toContain(
      `<iframe title="Letter" src="/letters/${id}/html" sandbox=`,
    );
    expect(await page(`/?letter=${id}&tab=text`)).toContain("Plain words");
    expect(await page(`/?letter=${id}&tab=headers`)).toContain("&lt;payment-1@cinema.test&gt;");
    expect(await page(`/?letter=${id}&tab=source`)).toContain("multipart/alternative");
  });

  test("keeps a letter's HTML in a cage", async () => {
    await send(twoParts);
    const response = await fetch(`${mailbox.url}/letters/${mailbox.letters()[0]?.id}/html`);
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/sandbox(?!.*allow-scripts)(?!.*allow-same-origin)/);
    expect(await response.text()).toContain('<head><base target="_blank">');
  });

  test("escapes what a letter says", async () => {
    await send({ headers: ["Subject: <script>alert(1)</script>"], body: "</pre><img src=x>" });
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
    expect(await send()).toMatch(/^250 /);
    await post("/letters", {});
    expect(mailbox.letters()).toHaveLength(0);
  });
});

test("letters survive a restart when they have a file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mailbox-"));
  const stateFile = join(folder, "deep", "letters");
  const before = await startMailbox({ stateFile });
  await send({ body: "one" }, before.smtpPort);
  await send({ body: "two" }, before.smtpPort);
  const letters = before.letters();
  await before.stop();
  const after = await startMailbox({ stateFile });
  expect(after.letters()).toEqual(letters);
  expect(letters.map((letter) => letter.text)).toEqual(["two", "one"]);
  after.clear();
  await after.stop();
  const emptied = await startMailbox({ stateFile });
  expect(emptied.letters()).toEqual([]);
  await emptied.stop();
  rmSync(folder, { recursive: true });
});

test("stops at once though a client holds a connection open", async () => {
  const own = await startMailbox();
  const socket = connect(own.smtpPort, "127.0.0.1");
  const greeted = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  socket.once("data", () => greeted.resolve());
  socket.once("close", () => closed.resolve());
  await greeted.promise;
  const started = performance.now();
  await own.stop();
  await closed.promise;
  expect(performance.now() - started).toBeLessThan(1_000);
});
