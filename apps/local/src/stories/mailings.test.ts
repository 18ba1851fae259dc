import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { approve } from "@cinema/billing/approvals";
import { createMailing } from "@cinema/billing/create-mailing";
import { deliverMailing } from "@cinema/billing/deliver-mailing";
import { dryRunMailing, progressOf } from "@cinema/billing/look-at-mailing";
import type { World } from "@cinema/billing/ports";
import { resendLetter } from "@cinema/billing/resend-letter";
import { haltMailing, orderMailing, requireMailing } from "@cinema/billing/run-mailing";
import { saveTemplate } from "@cinema/billing/templates";
import { setMailings, unsubscribe } from "@cinema/billing/unsubscribe";
import { writeMailingPage } from "@cinema/billing/write-mailing-page";
import { day, hour, later, minute, second } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import { defaultStaffLimits } from "@cinema/core/staff-limits";
import { type Cinema, openCinema } from "./cinema.ts";

const by = { actor: "manager:anna", reason: "a story", requestId: undefined };

let cinema: Cinema;
beforeAll(async () => {
  cinema = await openCinema("2026-11-25T09:00:00.000Z");
  for (const [language, subject] of [
    ["ru", "Новый фильм: {{film}}"],
    ["en", "New film: {{film}}"],
  ] as const)
    await saveTemplate(cinema.world, by, {
      event: "film_added",
      language,
      basedOn: 0,
      subject,
      html: "<h1>{{film}}</h1><p>{{#if viewerName}}{{viewerName}}, {{/if}}{{date since}}</p>",
      variables: {
        film: { kind: "text", sample: { ru: "Ирония судьбы", en: "The Irony of Fate" } },
        since: { kind: "instant", sample: cinema.clock.now() },
      },
    });
});
afterAll(() => cinema.close());

type Wish = Omit<Parameters<typeof createMailing>[2], "userId">;

function wishFor(userIds: readonly string[], change: Partial<Wish> = {}): Wish {
  return {
    event: "film_added",
    audience: { kind: "viewers", userIds },
    data: { film: "Ирония судьбы 🎬", since: "2026-12-31T18:00:00.000Z" },
    sendAt: cinema.clock.now(),
    isService: false,
    fallbackLanguage: undefined,
    lettersPerMinute: 60,
    ...change,
  };
}

async function draft(wish: Wish): Promise<string> {
  return (await createMailing(cinema.world, by, { ...wish, userId: "anna" })).mailingId;
}

async function start(mailingId: string, world: World = cinema.world) {
  return (await orderMailing(world, by, { mailingId, userId: "anna", event: "started" })).approval;
}

/** Lets time go by in small steps, as a mailing needs it. */
async function pass(milliseconds: number, step = 10 * second): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += step) {
    cinema.advance(step);
    await cinema.quiet();
  }
}

async function viewer(
  userId: string,
  language: Language = "ru",
  email: string | null = `${userId}@cinema.test`,
) {
  await cinema.sql`
    insert into viewer (user_id, email, name, language, updated_at)
    values (${userId}, ${email}, ${`Имя ${userId}`}, ${language}, ${cinema.clock.now()})`;
}

const stateOf = async (mailingId: string) => (await requireMailing(cinema.world, mailingId)).state;

const subjectsTo = (userId: string) =>
  cinema.mailbox
    .letters()
    .filter(({ to }) => to.includes(`${userId}@cinema.test`))
    .map(({ subject }) => subject);

test("a mailing goes out at its moment, in its pace, to each in his language, and then it is over", async () => {
  for (const [userId, language] of [
    ["a1", "ru"],
    ["a2", "en"],
    ["a3", "ru"],
  ] as const)
    await viewer(userId, language);
  await viewer("a4", "ru", null);
  const sendAt = "2026-11-25T10:00:00.000Z" as Wish["sendAt"];
  const mailingId = await draft(wishFor(["a1", "a2", "a3", "a4", "a5"], { sendAt, lettersPerMinute: 2 }));
  expect(await dryRunMailing(cinema.world, mailingId)).toEqual({
    viewers: 3,
    byLanguage: [
      { language: "ru", viewers: 2 },
      { language: "en", viewers: 1 },
    ],
    skipped: [
      { reason: "no_address", viewers: 1 },
      { reason: "unknown", viewers: 1 },
    ],
    missingLanguages: [],
    needsApproval: false,
    samples: [
      { userId: "a1", language: "ru", subject: "Новый фильм: Ирония судьбы 🎬" },
      { userId: "a2", language: "en", subject: "New film: Ирония судьбы 🎬" },
      { userId: "a3", language: "ru", subject: "Новый фильм: Ирония судьбы 🎬" },
    ],
  });
  expect(await start(mailingId)).toBeUndefined();
  await pass(30 * minute, 10 * minute);
  expect(cinema.mailbox.letters()).toHaveLength(0);
  await pass(30 * minute, 30 * minute);
  // A minute's page of two letters: the first at once, the second in its turn.
  expect(subjectsTo("a1")).toHaveLength(1);
  expect(subjectsTo("a2")).toHaveLength(0);
  await pass(30 * second);
  expect(subjectsTo("a2")).toEqual(["New film: Ирония судьбы 🎬"]);
  await pass(2 * minute);
  expect(subjectsTo("a3")).toEqual(["Новый фильм: Ирония судьбы 🎬"]);
  const mailing = await requireMailing(cinema.world, mailingId);
  expect(mailing.state).toBe("finished");
  expect(await progressOf(cinema.world, mailing)).toMatchObject({
    expected: 3,
    queued: 0,
    sent: 3,
    failed: 0,
    skipped: [
      { reason: "no_address", viewers: 1 },
      { reason: "unknown", viewers: 1 },
    ],
    bounced: 0,
    estimatedEnd: undefined,
  });
  const failures = await cinema.world.store.mailings.failures(mailingId, { after: undefined, limit: 10 });
  expect(failures.map(({ userId, status, error }) => [userId, status, error])).toEqual([
    ["a5", "skipped", "unknown"],
    ["a4", "skipped", "no_address"],
  ]);
});

describe("pause, resume and stop", () => {
  /** Ten viewers, ten letters a minute; two have left. */
  async function begun(series: string) {
    const userIds = Array.from({ length: 10 }, (_, index) => `${series}${index}`);
    for (const userId of userIds) await viewer(userId);
    const mailingId = await draft(wishFor(userIds, { lettersPerMinute: 10 }));
    await start(mailingId);
    await cinema.quiet();
    await pass(7 * second, 7 * second);
    return { mailingId, letters: () => userIds.flatMap(subjectsTo).length };
  }
  const halt = (mailingId: string, event: "paused" | "stopped") =>
    haltMailing(cinema.world, by, { mailingId, event });

  test("a paused mailing stands still, also its queued letters, and goes on where it stood", async () => {
    const { mailingId, letters } = await begun("p");
    expect(letters()).toBe(2);
    await halt(mailingId, "paused");
    // It stands still on purpose, and nobody has to be woken for it.
    expect(await cinema.world.store.indicators.read(cinema.clock.now())).toMatchObject({ lettersQueued: 0 });
    await pass(10 * minute, 1 * minute);
    expect(letters()).toBe(2);
    expect(
      await cinema.sql`select from letter where mailing_id = ${mailingId} and status = 'queued'`,
    ).toHaveLength(8);
    const resumed = await orderMailing(cinema.world, by, { mailingId, userId: "anna", event: "resumed" });
    expect(resumed.approval).toBeUndefined();
    await pass(3 * minute);
    expect(letters()).toBe(10);
    expect(await stateOf(mailingId)).toBe("finished");
  });

  test("a stopped one is over: nothing leaves any more, and who got nothing stands in the list", async () => {
    const { mailingId, letters } = await begun("s");
    await halt(mailingId, "stopped");
    await pass(10 * minute, 1 * minute);
    expect(letters()).toBe(2);
    const failures = await cinema.world.store.mailings.failures(mailingId, { after: undefined, limit: 100 });
    expect(failures.map(({ status, error }) => `${status} ${error}`)).toEqual(
      Array.from({ length: 8 }, () => "skipped stopped"),
    );
    await expect(halt(mailingId, "paused")).rejects.toMatchObject({ code: "mailing_state" });
    await expect(start(mailingId)).rejects.toMatchObject({ code: "mailing_state" });
  });
});

describe("four eyes", () => {
  const boris = { ...by, actor: "manager:boris" };
  const strict = (mailingAlone: number): World => ({
    ...cinema.world,
    settings: { ...cinema.world.settings, limits: { ...defaultStaffLimits, mailingAlone } },
  });

  test("above the limit nothing is sent before a second person agrees", async () => {
    const userIds = ["f0", "f1", "f2"];
    for (const userId of userIds) await viewer(userId);
    const mailingId = await draft(wishFor(userIds, { isService: true }));
    const approval = await start(mailingId, strict(2));
    expect(approval).toMatchObject({
      kind: "mailing",
      subject: `mailing:${mailingId}`,
      // Whoever agrees is told that it goes also to those who refuse mailings.
      wish: { event: "film_added", does: "started", viewers: 3, isService: true },
    });
    await pass(2 * minute, 1 * minute);
    expect(await stateOf(mailingId)).toBe("draft");
    const waiting = () => cinema.world.store.approvals.waitingAbout(`mailing:${mailingId}`);
    expect(await waiting()).toEqual(approval === undefined ? [] : [approval]);
    const approvalId = approval?.id ?? "";
    await expect(approve(cinema.world, by, { approvalId, userId: "anna" })).rejects.toMatchObject({
      code: "approval_own",
    });
    await approve(cinema.world, boris, { approvalId, userId: "boris" });
    expect(await waiting()).toEqual([]);
    await pass(3 * minute);
    expect(userIds.flatMap(subjectsTo)).toHaveLength(3);
    expect(await requireMailing(cinema.world, mailingId)).toMatchObject({
      state: "finished",
      approvedBy: "boris",
    });
  });

  test("one large mailing in small ones is one, whoever begins them and however fast; a day later they are two", async () => {
    cinema.advance(1 * day);
    const userIds = ["d0", "d1", "d2", "d3"];
    for (const userId of userIds) await viewer(userId);
    const [one, other] = await Promise.all([
      draft(wishFor(userIds.slice(0, 2))),
      draft(wishFor(userIds.slice(2))),
    ]);
    const limited = strict(3);
    const order = (mailingId: string, userId: string) =>
      orderMailing(limited, by, { mailingId, userId, event: "started" });
    const approvals = await Promise.all([order(one, "anna"), order(other, "boris")]);
    expect(approvals.filter(({ approval }) => approval !== undefined)).toHaveLength(1);
    await pass(2 * minute);
    const states = await Promise.all([one, other].map(stateOf));
    expect(states.toSorted()).toEqual(["draft", "finished"]);
    const waiting = states[0] === "draft" ? one : other;
    expect((await dryRunMailing(limited, waiting)).needsApproval).toBe(true);
    cinema.advance(1 * day);
    expect((await dryRunMailing(limited, waiting)).needsApproval).toBe(false);
    expect((await order(waiting, "anna")).approval).toBeUndefined();
    await pass(2 * minute);
    expect(await stateOf(waiting)).toBe("finished");
    cinema.advance(1 * day);
  });

  test("one that was begun and paused long ago counts from when it goes on", async () => {
    const userIds = ["l0", "l1", "l2", "l3"];
    for (const userId of userIds) await viewer(userId);
    const [early, late] = [await draft(wishFor(userIds.slice(0, 2))), await draft(wishFor(userIds.slice(2)))];
    const limited = strict(3);
    await cinema.stopConsuming();
    expect(await start(early, limited)).toBeUndefined();
    await haltMailing(limited, by, { mailingId: early, event: "paused" });
    cinema.advance(2 * day);
    await cinema.consumeAgain();
    expect((await dryRunMailing(limited, late)).needsApproval).toBe(false);
    const resumed = await orderMailing(limited, by, { mailingId: early, userId: "anna", event: "resumed" });
    expect(resumed.approval).toBeUndefined();
    expect((await dryRunMailing(limited, late)).needsApproval).toBe(true);
    await pass(2 * minute);
    expect(await stateOf(early)).toBe("finished");
    expect((await dryRunMailing(limited, late)).needsApproval).toBe(true);
    cinema.advance(1 * day);
    expect((await dryRunMailing(limited, late)).needsApproval).toBe(false);
  });

  test("small ones that are to grow into large ones at one moment are held to the limit then", async () => {
    const sendAt = later(cinema.clock.now(), 3 * day);
    const drafts: string[] = [];
    for (const name of ["h0", "h1"]) {
      const mailingId = await draft(wishFor([name], { sendAt }));
      expect(await start(mailingId, strict(1))).toBeUndefined();
      drafts.push(mailingId);
      cinema.advance(1 * day);
    }
    await cinema.stopConsuming();
    cinema.clock.set(sendAt);
    for (const name of ["h0", "h1"]) await viewer(name);
    for (const mailingId of drafts) await writeMailingPage(strict(1), by, { mailingId, page: 0 });
    const written = await Promise.all(drafts.map((id) => requireMailing(cinema.world, id)));
    expect(written.map(({ state, written }) => `${state} ${written}`)).toEqual(["running 1", "paused 0"]);
    await cinema.consumeAgain();
    await pass(2 * minute);
    cinema.advance(1 * day);
  });

  test("an audience that grows beyond the limit while it waits makes the mailing pause and ask", async () => {
    await viewer("g0", "ru");
    const sendAt = "2026-12-24T09:00:00.000Z" as Wish["sendAt"];
    const wish = wishFor([], { sendAt, audience: { kind: "filter", languages: ["en"] } });
    const mailingId = await draft(wish);
    const before = await dryRunMailing(cinema.world, mailingId);
    expect(await start(mailingId, strict(before.viewers))).toBeUndefined();
    for (const userId of ["g1", "g2"]) await viewer(userId, "en");
    const limited = strict(before.viewers);
    await cinema.stopConsuming();
    cinema.clock.set(sendAt);
    await writeMailingPage(limited, by, { mailingId, page: 0 });
    expect(await requireMailing(cinema.world, mailingId)).toMatchObject({
      state: "paused",
      pausedBecause: "grown",
      written: 0,
    });
    const { approval } = await orderMailing(limited, by, { mailingId, userId: "anna", event: "resumed" });
    expect(approval?.wish).toMatchObject({ does: "resumed", viewers: before.viewers + 2 });
    await approve(limited, boris, { approvalId: approval?.id ?? "", userId: "boris" });
    expect(await stateOf(mailingId)).toBe("running");
    await cinema.consumeAgain();
    await pass(3 * minute);
    expect(subjectsTo("g2")).toEqual(["New film: Ирония судьбы 🎬"]);
    expect(subjectsTo("g0")).toEqual([]);
  });

  test("an agreement is to the audience that was seen: one that outgrows it is asked about anew", async () => {
    const audience = { kind: "filter", languages: ["en"] } as const;
    const sendAt = "2026-12-26T09:00:00.000Z" as Wish["sendAt"];
    const mailingId = await draft(wishFor([], { sendAt, audience }));
    const first = await start(mailingId, strict(1));
    await approve(cinema.world, boris, { approvalId: first?.id ?? "", userId: "boris" });
    for (const userId of ["i1", "i2", "i3"]) await viewer(userId, "en");
    await cinema.stopConsuming();
    cinema.clock.set(sendAt);
    await writeMailingPage(strict(1), by, { mailingId, page: 0 });
    const paused = { state: "paused", pausedBecause: "grown", written: 0 };
    expect(await requireMailing(cinema.world, mailingId)).toMatchObject(paused);
    const order = { mailingId, userId: "anna", event: "resumed" } as const;
    const { approval } = await orderMailing(strict(1), by, order);
    expect(approval?.wish).toMatchObject({ viewers: Number(first?.wish.viewers) + 3 });
    await approve(strict(1), boris, { approvalId: approval?.id ?? "", userId: "boris" });
    await writeMailingPage(strict(1), by, { mailingId, page: 0 });
    expect(await requireMailing(cinema.world, mailingId)).toMatchObject({
      state: "running",
      written: approval?.wish.viewers,
    });
    await cinema.consumeAgain();
    await pass(3 * minute);
  });
});

describe("who refuses", () => {
  const tokenIn = (userId: string) => {
    const letter = cinema.mailbox.letters().find(({ to }) => to.includes(`${userId}@cinema.test`));
    return /\/unsubscribe\/([0-9a-f-]{36})/.exec(letter?.headers["list-unsubscribe"] ?? "")?.[1] ?? "";
  };
  const sendTo = async (userIds: readonly string[], change: Partial<Wish> = {}) => {
    const mailingId = await draft(wishFor(userIds, { lettersPerMinute: 6_000, ...change }));
    await start(mailingId);
    await pass(1 * minute);
    return mailingId;
  };
  const reasons = async (mailingId: string) => {
    const letters = await cinema.world.store.mailings.failures(mailingId, { after: undefined, limit: 100 });
    return Object.fromEntries(letters.map(({ userId, error }) => [userId, error]));
  };

  test("gets no mailing after that, but service letters, and may take it back", async () => {
    for (const userId of ["u0", "u1"]) await viewer(userId);
    await sendTo(["u0", "u1"]);
    const letter = cinema.mailbox.letters().find(({ to }) => to.includes("u0@cinema.test"));
    const token = tokenIn("u0");
    expect(letter?.headers).toMatchObject({
      "list-unsubscribe": `<http://cinema.test/unsubscribe/${token}>`,
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    });
    expect(letter?.html).toContain(`http://cinema.test/unsubscribe/${token}`);
    expect(letter?.text).toContain(`Отписаться от рассылки: http://cinema.test/unsubscribe/${token}`);
    expect(token).not.toBe(letter?.headers["message-id"]?.slice(1, 37));

    for (const _ of [1, 2])
      expect(await unsubscribe(cinema.world, token, "request-1")).toEqual({
        language: "ru",
        isRefused: true,
      });
    expect(await unsubscribe(cinema.world, crypto.randomUUID(), "request-2")).toBeUndefined();
    expect(await reasons(await sendTo(["u0", "u1"]))).toEqual({ u0: "unsubscribed" });
    expect(await reasons(await sendTo(["u0"], { isService: true }))).toEqual({});
    const service = cinema.mailbox.letters().find(({ to }) => to.includes("u0@cinema.test"));
    expect(service?.headers["list-unsubscribe"]).toBeUndefined();
    expect(service?.text).not.toContain("unsubscribe");

    const herself = { ...by, actor: "viewer:u0" };
    await setMailings(cinema.world, herself, { userId: "u0", isRefused: false, cause: "account" });
    expect(await reasons(await sendTo(["u0"]))).toEqual({});
    const acts = await cinema.sql`select name, actor from act where subject = 'viewer:u0' order by id`;
    expect([...acts]).toEqual([
      { name: "mailings.refused", actor: "billing:unsubscribe" },
      { name: "mailings.accepted", actor: "viewer:u0" },
    ]);
  });

  test("also between the writing and the sending of a letter", async () => {
    for (const userId of ["w0", "w1"]) await viewer(userId);
    const mailingId = await draft(wishFor(["w0", "w1"], { lettersPerMinute: 2 }));
    await start(mailingId);
    await cinema.quiet();
    await setMailings(cinema.world, by, { userId: "w1", isRefused: true, cause: "account" });
    await pass(2 * minute);
    expect([subjectsTo("w0").length, subjectsTo("w1").length]).toEqual([1, 0]);
    expect(await reasons(mailingId)).toEqual({ w1: "unsubscribed" });
  });

  test("gets no copy of a mailing's letter either, and one who refuses nothing gets it with the link in it", async () => {
    for (const userId of ["r0", "r1"]) await viewer(userId);
    const mailingId = await sendTo(["r0", "r1"]);
    const rows = await cinema.sql`select id, user_id from letter where mailing_id = ${mailingId}`;
    await setMailings(cinema.world, by, { userId: "r1", isRefused: true, cause: "account" });
    for (const { id } of rows) await resendLetter(cinema.world, by, String(id));
    await cinema.quiet();
    expect([subjectsTo("r0").length, subjectsTo("r1").length]).toEqual([2, 1]);
    const copy = cinema.mailbox.letters().find(({ to }) => to.includes("r0@cinema.test"));
    expect(copy?.headers["list-unsubscribe"]).toContain("/unsubscribe/");
    const [skipped] =
      await cinema.sql`select id, status, error from letter where copy_of is not null and user_id = 'r1'`;
    expect(skipped).toMatchObject({ status: "skipped", error: "unsubscribed" });
    const later = await sendTo(["r1"]);
    const [never] = await cinema.sql`select id from letter where mailing_id = ${later}`;
    await expect(resendLetter(cinema.world, by, String(never?.id))).rejects.toMatchObject({
      code: "letter_skipped",
    });
  });

  test("an address that takes no letters is left alone, until it changes; service letters are still tried", async () => {
    await viewer("b0");
    cinema.mailbox.faults.rejectNext(550, 1, "recipient");
    const first = await sendTo(["b0"]);
    expect((await reasons(first)).b0).toContain("550");
    expect(await reasons(await sendTo(["b0"]))).toEqual({ b0: "bounced" });
    expect(await reasons(await sendTo(["b0"], { isService: true }))).toEqual({});
    cinema.advance(1 * hour);
    await cinema.subscribe("b0", {
      viewer: { userId: "b0", email: "b0-new@cinema.test", name: "Б" },
    });
    expect(await reasons(await sendTo(["b0"]))).toEqual({});
    expect(subjectsTo("b0-new")).toHaveLength(1);
  });

  test("a letter that is refused for what it says is no fault of the address", async () => {
    await viewer("c0");
    cinema.mailbox.faults.rejectNext(554, 1, "data");
    expect((await reasons(await sendTo(["c0"]))).c0).toContain("554");
    expect(await reasons(await sendTo(["c0"]))).toEqual({});
  });
});

describe("languages", () => {
  test("without a translation the viewer gets nothing and is counted, unless the Manager has said what stands in", async () => {
    for (const [userId, language] of [
      ["t0", "ru"],
      ["t1", "en"],
    ] as const)
      await viewer(userId, language);
    await saveTemplate(cinema.world, by, {
      event: "only_russian",
      language: "ru",
      basedOn: 0,
      subject: "Только по-русски",
      html: "<p>Да</p>",
      variables: {},
    });
    const wish = wishFor(["t0", "t1"], { event: "only_russian", data: {} });
    const alone = await draft(wish);
    expect(await dryRunMailing(cinema.world, alone)).toMatchObject({
      viewers: 1,
      skipped: [{ reason: "no_translation", viewers: 1 }],
      missingLanguages: ["en"],
    });
    const both = await draft({ ...wish, fallbackLanguage: "ru" });
    expect(await dryRunMailing(cinema.world, both)).toMatchObject({
      viewers: 2,
      byLanguage: [{ language: "ru", viewers: 2 }],
      skipped: [],
    });
    for (const mailingId of [alone, both]) {
      await start(mailingId);
      await pass(3 * minute, 30 * second);
    }
    expect(subjectsTo("t0")).toHaveLength(2);
    expect(subjectsTo("t1")).toEqual(["Только по-русски"]);
  });

  test("what is saved after a mailing was made is not in its letters", async () => {
    await viewer("v0");
    const mailingId = await draft(wishFor(["v0"]));
    await saveTemplate(cinema.world, by, {
      event: "film_added",
      language: "ru",
      basedOn: 1,
      subject: "Изменено: {{film}}",
      html: "<p>{{date since}}</p>",
      variables: undefined,
    });
    await start(mailingId);
    await pass(1 * minute);
    expect(subjectsTo("v0")).toEqual(["Новый фильм: Ирония судьбы 🎬"]);
  });
});

describe("nobody gets a mailing twice", () => {
  const sendOne = async (userId: string) => {
    await viewer(userId);
    const mailingId = await draft(wishFor([userId]));
    await start(mailingId);
    return mailingId;
  };
  const letterOf = async (mailingId: string) =>
    (await cinema.sql`select status, error from letter where mailing_id = ${mailingId}`)[0];

  test("a letter found in the hand of a dead process is not handed over again, and stands in the list", async () => {
    await cinema.stopConsuming();
    const mailingId = await sendOne("k0");
    await writeMailingPage(cinema.world, by, { mailingId, page: 0 });
    await cinema.sql`update letter set status = 'sending' where mailing_id = ${mailingId}`;
    await cinema.consumeAgain();
    await pass(1 * minute);
    expect(subjectsTo("k0")).toEqual([]);
    expect(await letterOf(mailingId)).toMatchObject({
      status: "failed",
      error: expect.stringContaining("may have arrived or not"),
    });
    expect(await stateOf(mailingId)).toBe("finished");
  });

  test("nor one whose taking the mail server could not confirm", async () => {
    cinema.mailbox.faults.takeAndCutNext(1);
    const mailingId = await sendOne("k1");
    await pass(10 * minute, 1 * minute);
    expect(subjectsTo("k1")).toHaveLength(1);
    expect(await letterOf(mailingId)).toMatchObject({
      status: "failed",
      error: expect.stringContaining("may have arrived or not"),
    });
  });

  test("one that the mail server would not take now is tried again, and goes out once", async () => {
    cinema.mailbox.faults.rejectNext(451, 3, "data");
    const mailingId = await sendOne("k2");
    await pass(10 * minute, 1 * minute);
    expect(subjectsTo("k2")).toHaveLength(1);
    expect(await letterOf(mailingId)).toMatchObject({ status: "sent", error: null });
  });

  test("the same message twice sends one letter", async () => {
    const mailingId = await sendOne("k3");
    await pass(1 * minute);
    const [letter] = await cinema.sql`select id from letter where mailing_id = ${mailingId}`;
    await deliverMailing(cinema.world, by, String(letter?.id));
    await writeMailingPage(cinema.world, by, { mailingId, page: 0 });
    expect(subjectsTo("k3")).toHaveLength(1);
  });
});
