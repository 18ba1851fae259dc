import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { createServer, type Server } from "node:net";
import type { OutgoingLetter } from "@cinema/billing/mailer";
import { instant } from "@cinema/core/instant";
import { kopecks } from "@cinema/core/money";
import { startMailbox } from "@cinema/sandbox/mailbox/start-mailbox";
import { createMailer, MailServerTrouble } from "./create-mailer.ts";

const mailbox = await startMailbox();
const from = "Кинотеатр <billing@cinema.example>";
const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${mailbox.smtpPort}`, from });

beforeEach(() => {
  mailbox.faults.clear();
  mailbox.clear();
});

afterAll(async () => {
  await mailer.close();
  await mailbox.stop();
});

function letter(over: Partial<OutgoingLetter> = {}): OutgoingLetter {
  return {
    letterId: "0199a8f0-0000-7000-8000-000000000001",
    to: { email: "anna@example.test", name: "Анна" },
    template: {
      event: "paid",
      language: "ru",
      version: 1,
      subject: "Подписка «{{planName}}»",
      html: "<p>До {{date until}} <b>{{planName}}</b></p>",
    },
    data: { planName: "Год", amount: kopecks(100), until: instant("2027-01-01T00:00:00Z") },
    siteUrl: "https://cinema.example",
    copiedFrom: undefined,
    unsubscribeUrl: undefined,
    ...over,
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("a letter that is taken", () => {
  test("arrives in both parts, with its headers", async () => {
    expect(await mailer.send(letter())).toEqual({ kind: "sent" });
    const arrived = await mailbox.waitFor(() => true, 2_000);
    expect(arrived).toMatchObject({
      from: "billing@cinema.example",
      fromName: "Кинотеатр",
      to: ["anna@example.test"],
      subject: "Подписка «Год»",
    });
    expect(arrived.text).toStartWith("До 1 января 2027\u00a0г. Год");
    expect(arrived.html).toContain("<b>Год</b>");
    expect(arrived.headers).toMatchObject({
      "message-id": "<0199a8f0-0000-7000-8000-000000000001@cinema.example>",
      "content-language": "ru",
      "auto-submitted": "auto-generated",
    });
  });

  test("bears the same Message-ID when it is sent again", async () => {
    await mailer.send(letter());
    await mailer.send(letter());
    const ids = mailbox.letters().map((arrived) => arrived.headers["message-id"]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test("a line break in a name begins no header", async () => {
    const evil = "Anna\r\nBcc: spy@example.test";
    const planName = "Год\r\nBcc: spy@example.test";
    const data = { ...letter().data, planName };
    expect(await mailer.send(letter({ to: { email: "anna@example.test", name: evil }, data }))).toEqual({
      kind: "sent",
    });
    const arrived = await mailbox.waitFor(() => true, 2_000);
    expect(arrived.to).toEqual(["anna@example.test"]);
    expect(arrived.headers.bcc).toBeUndefined();
  });

  test("a hundred at once go through a few connections", async () => {
    const ids = Array.from(
      { length: 100 },
      (_, index) => `0199a8f0-0000-7000-8000-${String(index).padStart(12, "0")}`,
    );
    const sent = await Promise.all(ids.map((letterId) => mailer.send(letter({ letterId }))));
    expect(sent.every(({ kind }) => kind === "sent")).toBe(true);
    expect(new Set(mailbox.letters().map((arrived) => arrived.headers["message-id"])).size).toBe(100);
  });
});

describe("a letter that never will be taken is rejected", () => {
  test.each([
    [550, "recipient"],
    [552, "data"],
    [554, "data"],
  ] as const)("%d at the %s", async (code, stage) => {
    mailbox.faults.rejectNext(code, 1, stage);
    const outcome = await mailer.send(letter());
    expect(outcome).toMatchObject({ kind: "rejected", why: expect.stringContaining(String(code)) });
    expect(await mailer.send(letter())).toEqual({ kind: "sent" });
  });

  test.each(["no address", "a@example.test\r\nRCPT TO:<spy@example.test>", ""])("to %p", async (email) => {
    expect(await mailer.send(letter({ to: { email, name: undefined } }))).toMatchObject({ kind: "rejected" });
    expect(mailbox.letters()).toEqual([]);
  });
});

describe("a final refusal is about the address", () => {
  test.each([
    [550, "recipient", true],
    [551, "recipient", true],
    [553, "recipient", true],
    [550, "data", true],
    [552, "recipient", false],
    [554, "recipient", false],
    [552, "data", false],
    [554, "data", false],
  ] as const)("%d at the %s: %p", async (code, stage, isAddress) => {
    mailbox.faults.rejectNext(code, 1, stage);
    expect(await mailer.send(letter())).toMatchObject({ kind: "rejected", isAddress });
  });

  test.each([
    ["550 5.1.1 no such account", true],
    ["550 5.2.1 mailbox disabled", true],
    ["554 5.1.0 rejected", true],
    ["550 5.7.1 blocked by policy", false],
    ["554 5.7.26 unauthenticated", false],
    ["550 no such user here", true],
    ["554 we do not want you", false],
  ])("%p: %p", async (said, isAddress) => {
    const server = createServer((socket) => {
      socket.write("220 ready\r\n");
      socket.on("data", (chunk) =>
        socket.write(chunk.toString().startsWith("RCPT") ? `${said}\r\n` : "250 ok\r\n"),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const other = createMailer({ smtpUrl: `smtp://127.0.0.1:${portOf(server)}`, from });
    expect(await other.send(letter())).toMatchObject({ kind: "rejected", isAddress });
    await other.close();
    server.close();
  });

  test("when it is none", async () => {
    const to = { email: "no address", name: undefined };
    expect(await mailer.send(letter({ to }))).toMatchObject({ kind: "rejected", isAddress: true });
  });
});

describe("whether a letter that was not confirmed may have arrived", () => {
  const mayHaveArrived = async (sending: Promise<unknown>) => {
    const error = await sending.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MailServerTrouble);
    return error instanceof MailServerTrouble && error.mayHaveArrived;
  };

  test("it may, when the connection broke while it was handed over", async () => {
    mailbox.faults.takeAndCutNext(1);
    expect(await mayHaveArrived(mailer.send(letter()))).toBe(true);
    expect(mailbox.letters()).toHaveLength(1);
  });

  test("it has not, when the server said to come again", async () => {
    mailbox.faults.rejectNext(451, 1, "data");
    expect(await mayHaveArrived(mailer.send(letter()))).toBe(false);
  });

  test("it has not, when the server was not reached or did not greet", async () => {
    const gone = await startMailbox();
    await gone.stop();
    const lost = createMailer({ smtpUrl: `smtp://127.0.0.1:${gone.smtpPort}`, from });
    expect(await mayHaveArrived(lost.send(letter()))).toBe(false);
    await lost.close();
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const hasty = createMailer({ smtpUrl: `smtp://127.0.0.1:${portOf(silent)}`, from, timeout: 50 });
    expect(await mayHaveArrived(hasty.send(letter()))).toBe(false);
    await hasty.close();
    silent.close();
  });
});

test("a letter that may be refused carries the link in its headers and its foot, for people and for mail programs", async () => {
  const unsubscribeUrl = "https://cinema.example/unsubscribe/0199a8f0-0000-7000-8000-00000000000a";
  await mailer.send(letter({ unsubscribeUrl }));
  const arrived = await mailbox.waitFor(() => true, 2_000);
  expect(arrived.headers).toMatchObject({
    "list-unsubscribe": `<${unsubscribeUrl}>`,
    "list-unsubscribe-post": "List-Unsubscribe=One-Click",
  });
  expect(arrived.html).toContain(`<a href="${unsubscribeUrl}"`);
  expect(arrived.html).toContain("Отписаться от рассылки</a>");
  expect(arrived.text).toEndWith(`Отписаться от рассылки: ${unsubscribeUrl}`);
  await mailer.send(letter({ letterId: "0199a8f0-0000-7000-8000-000000000002" }));
  const [plain] = mailbox.letters();
  expect(Object.keys(plain?.headers ?? {}).filter((name) => name.startsWith("list-"))).toEqual([]);
  expect(`${plain?.html}${plain?.text}`).not.toContain("unsubscribe");
});

describe("a letter that waits for somebody to mend its template", () => {
  test("which asks for what is not there", async () => {
    const template = { ...letter().template, html: "<p>{{unknown}}</p>" };
    const failure = await mailer.send(letter({ template })).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: "TemplateBroken",
      message: 'paid.ru version 1: "unknown" not defined - 1:5',
    });
  });

  test("or whose event does not allow the data", async () => {
    const { until: _, ...data } = letter().data;
    const failure = await mailer.send(letter({ data })).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "TemplateBroken", message: "paid.ru version 1: until is missing" });
  });
});

describe("a letter that may be taken later throws", () => {
  test.each([
    [451, "recipient"],
    [452, "data"],
    [421, "data"],
  ] as const)("%d at the %s", async (code, stage) => {
    mailbox.faults.rejectNext(code, 1, stage);
    await expect(mailer.send(letter())).rejects.toMatchObject({ responseCode: code });
  });

  test("when the connection is cut", async () => {
    mailbox.faults.cutNext(5);
    await expect(mailer.send(letter())).rejects.toThrow();
  });

  test("when nobody listens", async () => {
    const gone = await startMailbox();
    await gone.stop();
    const lost = createMailer({ smtpUrl: `smtp://127.0.0.1:${gone.smtpPort}`, from });
    await expect(lost.send(letter())).rejects.toThrow("ECONNREFUSED");
    await expect(lost.ready()).rejects.toThrow("ECONNREFUSED");
    await lost.close();
  });

  test("when the server does not greet in time", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const hasty = createMailer({ smtpUrl: `smtp://127.0.0.1:${portOf(silent)}`, from, timeout: 50 });
    await expect(hasty.send(letter())).rejects.toMatchObject({ code: "ETIMEDOUT" });
    await hasty.close();
    silent.close();
  });
});

test("no answer of the mail server carries the viewer's address any further", async () => {
  const talkative = createServer((socket) => {
    socket.write("220 ready\r\n");
    socket.on("data", (chunk) => {
      const refused = chunk.toString().startsWith("RCPT") && chunk.toString().includes("gone");
      const delayed = chunk.toString().startsWith("RCPT") && chunk.toString().includes("full");
      if (refused) socket.write("550 5.1.1 <Anna.Gone@example.test>: unknown\r\n");
      else if (delayed) socket.write("452 4.2.2 <anna.full@example.test>: mailbox full\r\n");
      else socket.write("250 ok\r\n");
    });
  });
  await new Promise<void>((resolve) => talkative.listen(0, "127.0.0.1", resolve));
  const other = createMailer({ smtpUrl: `smtp://127.0.0.1:${portOf(talkative)}`, from });
  expect(await other.send(letter({ to: { email: "anna.gone@example.test", name: "Anna" } }))).toEqual({
    kind: "rejected",
    why: "Can't send mail - all recipients were rejected: 550 5.1.1 <the recipient>: unknown",
    isAddress: true,
  });
  const delayed = other.send(letter({ to: { email: "anna.full@example.test", name: "Anna" } }));
  const error: unknown = await delayed.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MailServerTrouble);
  expect(Bun.inspect(error)).not.toContain("anna.full");
  await other.close();
  talkative.close();
});

describe("the mailer itself", () => {
  test("says when the server is ready", async () => {
    expect(await mailer.ready()).toBeUndefined();
  });

  test("hands over what is under way before it closes", async () => {
    const second = createMailer({ smtpUrl: `smtp://127.0.0.1:${mailbox.smtpPort}`, from, connections: 1 });
    const sending = [1, 2, 3].map(() => second.send(letter()));
    await second.close();
    expect(mailbox.letters()).toHaveLength(3);
    expect(await Promise.all(sending)).toEqual([{ kind: "sent" }, { kind: "sent" }, { kind: "sent" }]);
  });

  test.each([
    ["http://mail.example", from],
    ["mail.example:25", from],
    ["smtp://mail.example", "nobody"],
    ["smtp://mail.example", "a@x.example, b@x.example"],
  ])("is not made of %p and %p", (smtpUrl, sender) => {
    expect(() => createMailer({ smtpUrl, from: sender })).toThrow(TypeError);
  });
});
