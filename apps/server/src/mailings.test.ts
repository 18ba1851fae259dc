import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { deliverMailing } from "@cinema/billing/deliver-mailing";
import { writeMailingPage } from "@cinema/billing/write-mailing-page";
import { fieldProblemsOf } from "@cinema/client/refusal";
import { createMailer } from "@cinema/mail/create-mailer";
import { type Mailbox, startMailbox } from "@cinema/sandbox/mailbox/start-mailbox";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";

let house: House;
let mailbox: Mailbox;
let mailer: ReturnType<typeof createMailer>;
beforeAll(async () => {
  [house, mailbox] = await Promise.all([openHouse(), startMailbox()]);
  mailer = createMailer({
    smtpUrl: `smtp://127.0.0.1:${mailbox.smtpPort}`,
    from: "Cinema <billing@cinema.test>",
  });
  await house.database.sql`
    insert into viewer (user_id, email, name, language, updated_at)
    select 'viewer-' || n, 'viewer-' || n || '@cinema.test', 'Зритель', case when n = 3 then 'en' else 'ru' end, now()
    from generate_series(1, 4) n`;
  await staff().templates.save.mutate({
    event: "film_added",
    language: "ru",
    subject: "Новый фильм: {{film}}",
    html: "<h1>{{film}}</h1><p>{{date since}}</p>",
    variables: {
      film: { kind: "text", sample: "x" },
      since: { kind: "instant", sample: "2026-12-31T18:00:00Z" },
    },
    basedOn: 0,
    ...because("for mailings"),
  });
});
afterAll(async () => {
  await mailer.close();
  await mailbox.stop();
  await house.close();
});

const staff = (sub = "anna", role = "Manager") => house.client({ sub, roles: [role] }).admin;

let keys = 0;
/** Why, and a key that nobody has used. */
function because(reason: string) {
  keys += 1;
  return { reason, idempotencyKey: `key-${keys}` };
}

type Wish = Parameters<ReturnType<typeof staff>["mailings"]["create"]["mutate"]>[0];

const wish: Omit<Wish, "reason" | "idempotencyKey"> = {
  event: "film_added",
  audience: { kind: "viewers", userIds: ["viewer-1", "viewer-2", "viewer-3", "nobody"] },
  data: { film: "Ирония судьбы", since: "2026-12-31T18:00:00Z" },
};

const create = (change: object = {}) =>
  staff().mailings.create.mutate({ ...wish, ...because("a film"), ...change });

/** Does what the queue door would: the due page and the letters it has written. */
async function work(mailingId: string): Promise<void> {
  const { sql } = house.database;
  const by = { actor: "billing:test", reason: "a test", requestId: undefined };
  const world = { ...house.world, mailer };
  const [mailing] = await sql`select page from mailing where id = ${mailingId}`;
  await writeMailingPage(world, by, { mailingId, page: Number(mailing?.page) });
  const letters =
    await sql`select id from letter where mailing_id = ${mailingId} and status = 'queued' order by id`;
  for (const { id } of letters) await deliverMailing(world, by, String(id));
}

test("the whole way over HTTP: made, looked at, started, sent, looked at again", async () => {
  const draft = await create();
  expect(draft).toMatchObject({
    event: "film_added",
    templates: { ru: 1, en: null },
    audience: { kind: "viewers", viewers: 4 },
    isService: false,
    fallbackLanguage: null,
    state: "draft",
    createdBy: "anna",
    startedAt: null,
  });
  const named = { mailingId: draft.id };
  expect(await staff("arthur", "Auditor").mailings.dryRun.query(named)).toEqual({
    viewers: 2,
    byLanguage: [{ language: "ru", viewers: 2 }],
    skipped: [
      { reason: "no_translation", viewers: 1 },
      { reason: "unknown", viewers: 1 },
    ],
    missingLanguages: ["en"],
    needsApproval: false,
    samples: [
      { userId: "viewer-1", language: "ru", subject: "Новый фильм: Ирония судьбы" },
      { userId: "viewer-2", language: "ru", subject: "Новый фильм: Ирония судьбы" },
    ],
  });
  const started = await staff().mailings.start.mutate({ ...named, ...because("now") });
  expect(started).toMatchObject({ mailing: { state: "running" }, approval: null });
  expect((await staff().mailings.get.query(named)).progress).toMatchObject({
    expected: 2,
    queued: 0,
    sent: 0,
  });
  await work(draft.id);
  const { progress, data, state } = await staff("stepan", "Support").mailings.get.query(named);
  expect({ state, data }).toMatchObject({ state: "running", data: wish.data ?? {} });
  expect(progress).toMatchObject({
    expected: 2,
    sent: 2,
    failed: 0,
    skipped: [
      { reason: "no_translation", viewers: 1 },
      { reason: "unknown", viewers: 1 },
    ],
  });
  expect(progress.lettersPerMinute).toBeGreaterThan(0);
  await work(draft.id);
  const page = await staff().mailings.failures.query({ ...named, limit: 1 });
  expect(page.items).toMatchObject([{ userId: "viewer-3", status: "skipped", reason: "no_translation" }]);
  const rest = await staff().mailings.failures.query({ ...named, cursor: page.nextCursor });
  expect(rest).toMatchObject({
    items: [{ userId: "nobody", status: "skipped", reason: "unknown" }],
    nextCursor: null,
  });
  expect(await staff().mailings.get.query(named)).toMatchObject({
    state: "finished",
    progress: { estimatedEnd: null },
  });
  const acts = await house.database.sql`
    select name, actor, reason from act where subject = ${`mailing:${draft.id}`} order by id`;
  expect([...acts]).toMatchObject([
    { name: "mailing.created", actor: "manager:anna", reason: "a film" },
    { name: "mailing.started", actor: "manager:anna", reason: "now" },
    { name: "mailing.finished", actor: "billing:test" },
  ]);
});

test("the list counts the letters, and a form is told which data an event needs", async () => {
  const { id: mailingId } = await create();
  const listed = async () => {
    const { items } = await staff("arthur", "Auditor").mailings.list.query({ limit: 1 });
    return items.map(({ id, expected, counts }) => ({ id, expected, counts }));
  };
  const nothing = { queued: 0, sent: 0, failed: 0, skipped: 0, bounced: 0 };
  expect(await listed()).toEqual([{ id: mailingId, expected: null, counts: nothing }]);
  await staff().mailings.start.mutate({ mailingId, ...because("now") });
  await work(mailingId);
  expect(await listed()).toEqual([
    { id: mailingId, expected: 2, counts: { ...nothing, sent: 2, skipped: 2 } },
  ]);
  expect((await staff().mailings.get.query({ mailingId })).openApprovals).toEqual([]);

  expect(await staff().mailings.variables.query({ event: "film_added" })).toMatchObject([
    { name: "film", kind: "text", isOptional: false },
    { name: "since", kind: "instant", isOptional: false },
  ]);
  expect(await codeOf(staff().mailings.variables.query({ event: "no_such" }))).toBe("template_unknown");
});

test("orders that do not fit its state, or nobody's mailing, are refused; a repeated one is done once", async () => {
  const { mailings } = staff();
  const { id: mailingId } = await create();
  expect(await codeOf(mailings.pause.mutate({ mailingId, ...because("x") }))).toBe("mailing_state");
  expect(await codeOf(mailings.resume.mutate({ mailingId, ...because("x") }))).toBe("mailing_state");
  const start = { mailingId, ...because("now") };
  const first = await mailings.start.mutate(start);
  expect(await mailings.start.mutate(start)).toEqual(first);
  expect(await codeOf(mailings.start.mutate({ mailingId, ...because("again") }))).toBe("mailing_state");
  expect(await mailings.pause.mutate({ mailingId, ...because("wait") })).toMatchObject({ state: "paused" });
  expect(await mailings.resume.mutate({ mailingId, ...because("go on") })).toMatchObject({
    mailing: { state: "running" },
    approval: null,
  });
  expect(await mailings.stop.mutate({ mailingId, ...because("no") })).toMatchObject({ state: "stopped" });
  for (const order of ["start", "pause", "resume", "stop"] as const)
    expect(await codeOf(mailings[order].mutate({ mailingId, ...because("x") }))).toBe("mailing_state");
  const unknown = { mailingId: crypto.randomUUID() };
  for (const asked of [
    mailings.get.query(unknown),
    mailings.dryRun.query(unknown),
    mailings.failures.query(unknown),
  ])
    expect(await codeOf(asked)).toBe("mailing_unknown");
  const list = await mailings.list.query({ state: "stopped" });
  expect(list.items.map(({ id }) => id)).toContain(mailingId);
  expect((await mailings.list.query({ state: "paused" })).items).toEqual([]);
});

describe("what does not fit is said when the mailing is made, all of it, with the field", () => {
  beforeAll(async () => {
    await staff().templates.save.mutate({
      event: "long_list",
      language: "ru",
      subject: "x",
      html: `{{#each films}}<p>{{name}} ${"слово ".repeat(1_000)}</p>{{/each}}`,
      variables: { films: { kind: "list", of: { name: { kind: "text", sample: "x" } } } },
      basedOn: 0,
      ...because("a list"),
    });
  });

  test.each<[string, object, readonly string[]]>([
    ["an event without a template", { event: "no_such" }, ["event no_template"]],
    ["one of our own letters", { event: "paid" }, ["event own_event"]],
    ["a language that cannot stand in", { fallbackLanguage: "en" }, ["fallbackLanguage no_translation"]],
    [
      "data that is missing, unknown or wrong",
      { data: { since: "tomorrow", flim: "x" } },
      ["data.flim unknown_variable", "data.film wrong_value", "data.since wrong_value"],
    ],
    [
      "a letter that its data make too long",
      {
        event: "long_list",
        data: { films: Array.from({ length: 200 }, () => ({ name: "x" })) },
      },
      ["data unrenderable"],
    ],
    [
      "more data than a letter should carry",
      { data: { ...wish.data, film: "x".repeat(9_999), more: "x".repeat(9_999) } },
      ["data"],
    ],
    ["an audience of nobody", { audience: { kind: "viewers", userIds: [] } }, ["audience.userIds"]],
    [
      "a period that ends before it begins",
      { audience: { kind: "filter", endsFrom: "2026-12-02T00:00:00Z", endsBefore: "2026-12-01T00:00:00Z" } },
      ["audience.endsBefore"],
    ],
    ["a filter that there is not", { audience: { kind: "filter", plan: "x" } }, ["audience.plan"]],
    ["no pace", { lettersPerMinute: 0 }, ["lettersPerMinute"]],
    ["a moment that no calendar of ours has", { sendAt: "0000-01-01T00:00:00+03:00" }, ["sendAt"]],
    [
      "nor its audience",
      { audience: { kind: "filter", endsFrom: "0000-01-01T00:00:00+03:00" } },
      ["audience.endsFrom"],
    ],
  ])("%s", async (_, change, expected) => {
    const error: unknown = await create(change).catch((reason: unknown) => reason);
    const faults = fieldProblemsOf(error).map(({ path, code }) =>
      code === undefined ? path : `${path} ${code}`,
    );
    expect(faults).toEqual([...expected]);
  });
});

test("what names a viewer is shown to those alone who may see who he is", async () => {
  await staff().templates.save.mutate({
    event: "greeting",
    language: "ru",
    subject: "{{#if viewerName}}{{viewerName}}, {{/if}}с Новым годом",
    html: "<p>Ура</p>",
    variables: {},
    basedOn: 0,
    ...because("a greeting"),
  });
  const { id } = await create({ event: "greeting", data: {} });
  const look = async (role: string) =>
    (await staff("somebody", role).mailings.dryRun.query({ mailingId: id })).samples[0]?.subject;
  expect(await look("Support")).toBe("Зритель, с Новым годом");
  expect(await codeOf(look("Finance"))).toContain("needs the role Manager or Support or Auditor");
  const preview = { event: "greeting", language: "ru", userId: "viewer-1" } as const;
  expect(await codeOf(staff("fedor", "Finance").templates.preview.query(preview))).toContain(
    "needs the role",
  );
});

test("the viewer sees in his account whether he gets mailings, and changes it", async () => {
  const { billing } = house.client({ sub: "viewer-4" });
  expect(await billing.mailings.query()).toEqual({ isOn: true, changedAt: null, changedBy: null });
  expect(await billing.setMailings.mutate({ isOn: false })).toMatchObject({
    isOn: false,
    changedBy: "account",
  });
  expect(await billing.mailings.query()).toMatchObject({ isOn: false, changedAt: expect.any(String) });
  const { id } = await create({ audience: { kind: "viewers", userIds: ["viewer-4"] } });
  const skipped = async () => (await staff().mailings.dryRun.query({ mailingId: id })).skipped;
  expect(await skipped()).toEqual([{ reason: "unsubscribed", viewers: 1 }]);
  expect(await billing.setMailings.mutate({ isOn: true })).toMatchObject({ isOn: true });
  expect(await skipped()).toEqual([]);
});
