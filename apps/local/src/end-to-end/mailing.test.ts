import { afterAll, beforeAll, expect, test } from "bun:test";
import { type BillingClient, createBillingClient } from "@cinema/client/create-client";
import { waitFor } from "@cinema/testkit/wait";
import { openSurroundings, type Surroundings } from "./surroundings.ts";

const seed = 20261125;
const viewers = 10_000;
/** Addresses that the mail server refuses for ever. */
const deadAddresses = 40;

let around: Surroundings;
beforeAll(async () => {
  const mailbox = { keepLetters: 2 * viewers, keepCharacters: 1_000_000_000 };
  around = await openSurroundings(seed, {}, mailbox);
  await around.sql`
    insert into viewer (user_id, email, name, language, updated_at)
    select 'viewer-' || n, n || '@cinema.test', 'Зритель ' || n, case when n % 3 = 0 then 'en' else 'ru' end, now()
    from generate_series(1, ${viewers}) n`;
  await around.cinema.start();
}, 90_000);
afterAll(() => around.close(), 90_000);

type Admin = BillingClient["admin"];

/** With a fresh token for every request: a busy machine may need longer than one is good for. */
function manager(sub: string): Admin {
  const token = () => around.issuer.mint({ sub, roles: ["Manager"] });
  return createBillingClient({ url: around.cinema.url, token }).admin;
}

/** Makes the mailing as a Manager does, and has a second one agree. @returns its id */
async function begin(anna: Admin, boris: Admin): Promise<string> {
  for (const [language, subject] of [
    ["ru", "Новый фильм: {{film}}"],
    ["en", "New film: {{film}}"],
  ] as const)
    await anna.templates.save.mutate({
      event: "film_added",
      language,
      subject,
      html: "<h1>{{film}}</h1><p>{{#if viewerName}}{{viewerName}}{{/if}}</p>",
      variables: { film: { kind: "text", sample: "Ирония судьбы" } },
      basedOn: 0,
      reason: "for the mailing",
      idempotencyKey: `save-${language}`,
    });
  const { id: mailingId } = await anna.mailings.create.mutate({
    event: "film_added",
    audience: { kind: "filter" },
    data: { film: "Ирония судьбы" },
    lettersPerMinute: 60_000,
    reason: "a film for everybody",
    idempotencyKey: "create",
  });
  const dryRun = await anna.mailings.dryRun.query({ mailingId });
  expect(dryRun).toMatchObject({ viewers, needsApproval: true, skipped: [] });
  const started = await anna.mailings.start.mutate({ mailingId, reason: "now", idempotencyKey: "start" });
  const approvalId = started.approval?.id ?? "";
  await boris.approvals.approve.mutate({ approvalId, reason: "read it", idempotencyKey: "approve" });
  return mailingId;
}

/** Waits, while the clock of what waits for the mail server goes ahead. */
async function waitUntil(what: string, isReached: () => Promise<boolean>): Promise<void> {
  await waitFor(
    async () => {
      await around.sql`
        update outbox set available_at = now()
        where topic in ('mailing.deliver', 'mailing.page') and claimed_by is null and available_at > now()`;
      return isReached();
    },
    { what, timeout: 900_000 },
  );
}

/** Who is in the list of failures, page by page, with the reason. */
async function failures(admin: Admin, mailingId: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let cursor: string | null | undefined;
  do {
    const page = await admin.mailings.failures.query({ mailingId, cursor, limit: 25 });
    for (const { userId, reason } of page.items) found.set(userId, reason ?? "");
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

test(`a mailing to ${viewers} viewers, SMTP failing 10 %, killed in the middle: one letter each, or a line in the list`, async () => {
  const [anna, boris] = [manager("anna"), manager("boris")];
  around.mailbox.faults.failWithProbability(0.1, seed, 451);
  around.mailbox.faults.rejectNext(550, deadAddresses, "recipient");
  const mailingId = await begin(anna, boris);

  const sent = async () => {
    const rows = await around.sql<{ count: number }[]>`
      select count(*) as count from letter where mailing_id = ${mailingId} and status = 'sent'`;
    return rows[0]?.count ?? 0;
  };
  await waitUntil("a third of the letters to be sent", async () => (await sent()) > viewers / 3);
  await around.cinema.kill();
  const inHand =
    await around.sql`select user_id from letter where mailing_id = ${mailingId} and status = 'sending'`;
  expect(await sent()).toBeLessThan(viewers - deadAddresses);
  // Time passes while nobody runs: what the dead had in hand may be taken up.
  await around.sql`update outbox set claimed_until = now() where claimed_until is not null`;
  await around.cinema.start();
  await waitUntil("the mailing to be over", async () => {
    return (await anna.mailings.get.query({ mailingId })).state === "finished";
  });

  const lettersTo = Map.groupBy(around.mailbox.letters(), ({ to }) => to[0] ?? "");
  const listed = await failures(anna, mailingId);
  for (let n = 1; n <= viewers; n += 1) {
    const letters = lettersTo.get(`${n}@cinema.test`)?.length ?? 0;
    if (!listed.has(`viewer-${n}`)) expect([n, letters]).toEqual([n, 1]);
    else expect(letters).toBeLessThanOrEqual(1);
  }
  // In the list are those whom the mail server refused, and those of whom nobody can tell.
  const reasons = [...listed].map(([userId, reason]) => (reason.includes("550") ? "refused" : userId));
  expect(reasons.filter((reason) => reason === "refused")).toHaveLength(deadAddresses);
  expect(reasons.filter((reason) => reason !== "refused").toSorted()).toEqual(
    inHand.map(({ user_id }) => String(user_id)).toSorted(),
  );
  const { progress } = await anna.mailings.get.query({ mailingId });
  expect(progress).toMatchObject({
    expected: viewers,
    queued: 0,
    sent: viewers - listed.size,
    failed: listed.size,
    bounced: deadAddresses,
    skipped: [],
    estimatedEnd: null,
  });
  expect(await around.sql`select topic, last_error from outbox where dead_at is not null`).toHaveLength(0);
  expect(await around.cinema.interrupt()).toBe(0);
}, 1_800_000);
