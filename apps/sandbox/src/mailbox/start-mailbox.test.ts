import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mailbox, startMailbox } from "./start-mailbox.ts";
import { send, sendAll, twoParts } from "./testing/send.ts";

let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox({ now: () => Date.parse("2026-11-22T09:00:00Z") });
});
afterAll(() => mailbox.stop());
afterEach(() => {
  mailbox.clear();
  mailbox.faults.clear();
});

async function json(path: string): Promise<unknown> {
  return await (await fetch(`${mailbox.url}${path}`)).json();
}

describe("letters", () => {
  test("come in by SMTP and are read as JSON", async () => {
    expect(
      await send(mailbox.smtpPort, { ...twoParts, to: ["viewer@cinema.test", "hidden@cinema.test"] }),
    ).toMatch(/^250 /);
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
    await sendAll(mailbox.smtpPort, [
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
    await send(mailbox.smtpPort);
    await send(mailbox.smtpPort, { to: ["late@cinema.test"] });
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
    await send(mailbox.smtpPort, { headers, body });
    expect(mailbox.letters()[0]?.attachments).toEqual([
      { name: "receipt.pdf", type: "application/pdf", size: 4 },
    ]);
  });
});

describe("memory is bounded", () => {
  test("by number, by characters, and by the size of a letter", async () => {
    const small = await startMailbox({ keepLetters: 3, keepCharacters: 2_000, largestLetter: 5_000 });
    const four = [1, 2, 3, 4].map((index) => ({ body: `letter ${index}` }));
    await sendAll(small.smtpPort, four);
    expect(small.letters().map((letter) => letter.text)).toEqual(["letter 4", "letter 3", "letter 2"]);
    await send(small.smtpPort, { body: "x".repeat(1_900) });
    expect(small.letters()).toHaveLength(1);
    expect(await send(small.smtpPort, { body: "y".repeat(9_000) })).toMatch(/^552 /);
    expect(small.letters()).toHaveLength(1);
    await small.stop();
  });
});

describe("faults", () => {
  test("refuse the next letters with a code, at a recipient or after the text", async () => {
    mailbox.faults.rejectNext(550, 2);
    mailbox.faults.rejectNext(452, 1, "data");
    const answers = await sendAll(mailbox.smtpPort, [{}, {}, {}, {}]);
    expect(answers.map((answer) => answer.slice(0, 3))).toEqual(["550", "550", "452", "250"]);
    expect(mailbox.letters()).toHaveLength(1);
    expect(() => mailbox.faults.rejectNext(250)).toThrow(RangeError);
  });

  test("cut the connection before a letter is taken, or after it", async () => {
    mailbox.faults.cutNext();
    expect(await send(mailbox.smtpPort)).toBe("");
    expect(mailbox.letters()).toHaveLength(0);
    mailbox.faults.takeAndCutNext();
    expect(await send(mailbox.smtpPort)).toBe("");
    expect(mailbox.letters()).toHaveLength(1);
    expect(await send(mailbox.smtpPort)).toMatch(/^250 /);
  });

  test("strike by chance, the same seed the same letters", async () => {
    async function run(seed: number): Promise<string> {
      mailbox.faults.failWithProbability(0.5, seed);
      const answers = await sendAll(
        mailbox.smtpPort,
        Array.from({ length: 20 }, () => ({})),
      );
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
    const [first, second] = await sendAll(mailbox.smtpPort, [{}, {}]);
    expect(first).toMatch(/^451 /);
    expect(second).toMatch(/^554 /);
    expect((await order({ kind: "reject", code: 250 })).status).toBe(400);
    expect((await fetch(`${mailbox.url}/faults`, { method: "POST", body: "{" })).status).toBe(400);
    await fetch(`${mailbox.url}/faults`, { method: "DELETE" });
    expect(await send(mailbox.smtpPort)).toMatch(/^250 /);
  });
});

test("letters survive a restart when they have a file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mailbox-"));
  const stateFile = join(folder, "deep", "letters");
  const before = await startMailbox({ stateFile });
  await send(before.smtpPort, { body: "one" });
  await send(before.smtpPort, { body: "two" });
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
