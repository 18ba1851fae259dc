import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Store } from "@cinema/billing/ports";
import type { Audience, AudienceFilter, Recipient } from "@cinema/core/audience";
import { type Instant, later } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import { sampleId, sampleMailing, sampleMailingLetter, sampleNow } from "@cinema/core/sample-rows";
import { isLive, type SubscriptionState, subscriptionStates } from "@cinema/core/subscription";
import { type TestDatabase, testDatabase } from "@cinema/testkit/database";
import fc from "fast-check";
import { createStore } from "./store.ts";

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await testDatabase();
  store = createStore(database.sql, { wake: () => undefined, hasListeners: false });
});
afterAll(() => database.drop());

const by = { actor: "manager:test", reason: "a test", requestId: undefined };

/** Everybody of an audience, page by page. */
async function walk(audience: Audience, isService = false, limit = 7): Promise<readonly Recipient[]> {
  const found: Recipient[] = [];
  for (;;) {
    const mailing = sampleMailing({ audience, isService, position: found.at(-1)?.userId });
    const page = await store.change(by, (unit) => unit.recipients(mailing, limit));
    found.push(...page);
    if (page.length < limit) return found;
  }
}

const idsOf = (recipients: readonly Recipient[]) => recipients.map(({ userId }) => userId);

function viewerRow(userId: string, change: object = {}) {
  const email = `${userId}@cinema.test`;
  return { userId, email, name: "Анна", language: "ru", updatedAt: sampleNow, ...change } as const;
}

describe("what keeps a viewer from getting a mailing", () => {
  const everybody = ["erased", "fine", "moved", "nobody", "refuses", "returned", "silent", "undone"];
  const obstacles = async (isService: boolean) => {
    const found = await walk({ kind: "viewers", userIds: [...everybody, ...everybody] }, isService);
    return Object.fromEntries(found.map(({ userId, obstacle }) => [userId, obstacle]));
  };
  const hour = later(sampleNow, 3_600_000);

  beforeAll(async () => {
    const choice = { cause: "account", at: sampleNow };
    const bounced = (id: number, userId: string) =>
      sampleMailingLetter({
        id: sampleId(id),
        mailingId: undefined,
        cause: `test:${id}`,
        userId,
        status: "failed",
        bouncedAt: sampleNow,
      });
    await store.change(by, (unit) =>
      unit.save({
        viewers: [
          ...["erased", "fine", "moved", "refuses", "returned", "undone"].map((userId) => viewerRow(userId)),
          viewerRow("silent", { email: undefined }),
        ],
        mailingChoices: [
          { userId: "refuses", isRefused: true, ...choice },
          { userId: "undone", isRefused: false, ...choice },
        ],
        letters: [bounced(1, "moved"), bounced(2, "returned")],
      }),
    );
    await store.change(by, (unit) =>
      unit.save({
        erasures: [{ userId: "erased", at: sampleNow }],
        viewers: [viewerRow("moved", { email: "moved-away@cinema.test", updatedAt: hour })],
      }),
    );
  });

  test("is said of each, once, in the order of their ids", async () => {
    expect(await obstacles(false)).toEqual({
      erased: "erased",
      fine: undefined,
      moved: undefined,
      nobody: "unknown",
      refuses: "unsubscribed",
      returned: "bounced",
      silent: "no_address",
      undone: undefined,
    });
    const found = await walk({ kind: "viewers", userIds: everybody }, false, 3);
    expect(idsOf(found)).toEqual(everybody);
  });

  test("a service letter is tried all the same, where there is an address", async () => {
    expect(await obstacles(true)).toMatchObject({
      refuses: undefined,
      returned: undefined,
      silent: "no_address",
    });
  });

  test("a letter to the earlier address that comes back later says nothing about the new one", async () => {
    const late = sampleMailingLetter({
      id: sampleId(3),
      mailingId: undefined,
      cause: "test:3",
      userId: "moved",
      status: "sent",
      sentAt: sampleNow,
      bouncedAt: later(hour, 3_600_000),
    });
    await store.change(by, (unit) => unit.save({ letters: [late] }));
    expect((await obstacles(false)).moved).toBeUndefined();
    await store.change(by, (unit) =>
      unit.save({ letters: [{ ...late, id: sampleId(4), cause: "test:4", sentAt: later(hour, 1) }] }),
    );
    expect((await obstacles(false)).moved).toBe("bounced");
  });

  test("whoever comes back after an erasure is somebody again", async () => {
    await store.change(by, (unit) => unit.save({ viewers: [viewerRow("erased", { updatedAt: hour })] }));
    expect((await obstacles(false)).erased).toBeUndefined();
  });
});

describe("a filter finds whom an independent reading of the same rows finds", () => {
  interface Row {
    readonly id: string;
    readonly userId: string;
    readonly product: string;
    readonly state: SubscriptionState;
    readonly typeId: string;
    readonly endDate: Instant | null;
  }
  const people = Array.from({ length: 80 }, (_, index) => ({
    userId: `filter-${String(index).padStart(2, "0")}`,
    language: (index % 3 === 0 ? "en" : "ru") as Language,
  }));
  const types = [sampleId(101), sampleId(102)];
  const day = (number: number) => later(sampleNow, number * 86_400_000);
  let rows: readonly Row[];

  beforeAll(async () => {
    const drawn = fc.array(
      fc.record({
        person: fc.nat(people.length - 1),
        product: fc.constantFrom("cinema", "sport"),
        state: fc.constantFrom(...subscriptionStates),
        typeId: fc.constantFrom(...types),
        end: fc.integer({ min: -20, max: 20 }),
      }),
      { minLength: 200, maxLength: 200 },
    );
    const [sample = []] = fc.sample(drawn, { numRuns: 1, seed: 20261125 });
    const live = new Set<string>();
    rows = sample.flatMap(({ person, product, state, typeId, end }, index): Row[] => {
      const userId = people[person]?.userId ?? "";
      // At most one live one of a product, as the database has it.
      if (isLive({ state }) && live.has(`${userId} ${product}`)) return [];
      if (isLive({ state })) live.add(`${userId} ${product}`);
      const isBegun = state !== "pending" && state !== "abandoned";
      return [
        { id: sampleId(1_000 + index), userId, product, state, typeId, endDate: isBegun ? day(end) : null },
      ];
    });
    await database.sql.begin(async (sql) => {
      // Payments and types are of no interest here.
      await sql`set local session_replication_role = replica`;
      for (const { userId, language } of people)
        await sql`insert into viewer (user_id, email, language, updated_at) values (${userId}, ${`${userId}@cinema.test`}, ${language}, ${sampleNow})`;
      // Some get no letters, a few of them for several reasons.
      await sql`insert into mailing_choice (user_id, is_refused, cause, at)
        select user_id, right(user_id, 1) <> '5', 'account', ${sampleNow} from viewer where user_id ~ '^filter-.[05]$'`;
      await sql`insert into letter (id, cause, user_id, template, language, data, status, created_at, bounced_at)
        select gen_random_uuid(), 'test:' || user_id || n, user_id, 'paid', 'ru', '{}', 'sent', ${sampleNow}, ${sampleNow}
        from viewer, generate_series(1, 2) n where user_id ~ '^filter-.[06]$'`;
      await sql`update viewer set email = null, erased_at = case when user_id < 'filter-4' then updated_at end
        where user_id ~ '^filter-.[78]$' or user_id = 'filter-20'`;
      for (const { id, userId, product, state, typeId, endDate } of rows)
        await sql`insert into subscription ${sql({
          id,
          user_id: userId,
          product,
          subscription_type_id: typeId,
          price_id: sampleId(2),
          state,
          is_repeatable: false,
          start_date: endDate === null ? null : day(-100),
          end_date: endDate,
          paid_periods: endDate === null ? 0 : 1,
          payment_id: endDate === null ? null : sampleId(5),
          tries: 0,
          language: "ru",
          version: 1,
          created_at: sampleNow,
        })}`;
    });
  });

  /** Of each product the live one, else the last that has ended, else the last that was begun. */
  function countingOf(userId: string): readonly Row[] {
    const own = rows.filter((row) => row.userId === userId);
    const weight = ({ state }: Row) => (isLive({ state }) ? 0 : state === "ended" ? 1 : 2);
    const sorted = own.toSorted((one, other) => weight(one) - weight(other) || (one.id < other.id ? 1 : -1));
    return ["cinema", "sport"].flatMap((product) => sorted.find((row) => row.product === product) ?? []);
  }

  function fits(filter: AudienceFilter, userId: string, language: Language): boolean {
    const { states, subscriptionTypeIds, endsFrom, endsBefore, languages } = filter;
    if (languages !== undefined && !languages.includes(language)) return false;
    if (!states && !subscriptionTypeIds && !endsFrom && !endsBefore) return true;
    return countingOf(userId).some(
      ({ state, typeId, endDate }) =>
        (states?.includes(state) ?? true) &&
        (subscriptionTypeIds?.includes(typeId) ?? true) &&
        (endsFrom === undefined || (endDate !== null && endDate >= endsFrom)) &&
        (endsBefore === undefined || (endDate !== null && endDate < endsBefore)),
    );
  }

  const filters: fc.Arbitrary<AudienceFilter> = fc.record({
    kind: fc.constant("filter" as const),
    states: fc.option(fc.subarray([...subscriptionStates], { minLength: 1 }), { nil: undefined }),
    subscriptionTypeIds: fc.option(fc.subarray(types, { minLength: 1 }), { nil: undefined }),
    endsFrom: fc.option(fc.integer({ min: -20, max: 20 }).map(day), { nil: undefined }),
    endsBefore: fc.option(fc.integer({ min: -20, max: 20 }).map(day), { nil: undefined }),
    languages: fc.option(fc.subarray<Language>(["ru", "en"], { minLength: 1 }), { nil: undefined }),
  });

  const groupOf = ({ language, obstacle }: Pick<Recipient, "language" | "obstacle">) =>
    `${language} ${obstacle}`;

  test("page by page, counted, and as a sample", async () => {
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const expected = people.filter(({ userId, language }) => fits(filter, userId, language));
        const found = (await walk(filter, false, 40)).filter(({ userId }) => userId.startsWith("filter-"));
        expect(idsOf(found)).toEqual(expected.map(({ userId }) => userId));
        const question = { audience: filter, isService: false };
        const whole = await walk(filter, false, 1_000);
        for (const isService of [false, true]) {
          const counted = Map.groupBy(await walk(filter, isService, 1_000), groupOf);
          const counts = await store.mailings.tally({ audience: filter, isService });
          expect(Object.fromEntries(counts.map((row) => [groupOf(row), row.count]))).toEqual(
            Object.fromEntries([...counted].map(([group, all]) => [group, all.length])),
          );
        }
        const sample = await store.mailings.sample({ ...question, languages: ["ru"], limit: 5 });
        const reachable = whole.filter(
          ({ obstacle, language }) => obstacle === undefined && language === "ru",
        );
        expect(sample.map(({ userId }) => userId)).toEqual(idsOf(reachable).slice(0, 5));
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

test("the database refuses to change what a mailing says, to reopen one that is over, and to lose one", async () => {
  const { sql } = database;
  const mailing = sampleMailing({ id: sampleId(50), state: "stopped" });
  await store.change(by, (unit) => unit.save({ mailings: [mailing] }));
  const refused = async (change: Partial<typeof mailing>) => {
    const saving = store.change(by, (unit) => unit.save({ mailings: [{ ...mailing, ...change }] }));
    const error: unknown = await saving.catch((reason: unknown) => reason);
    return Object(error).constraint_name;
  };
  expect(await refused({ data: { film: "another" } })).toBe("mailing_contents_stay");
  expect(await refused({ audience: { kind: "viewers", userIds: ["x"] } })).toBe("mailing_contents_stay");
  expect(await refused({ isService: true })).toBe("mailing_contents_stay");
  expect(await refused({ state: "running" })).toBe("mailing_final_state_stays");
  await expect(sql`delete from mailing`.execute()).rejects.toMatchObject({
    constraint_name: "mailing_is_kept",
  });
});

test("a version of a template that is there already is never overwritten", async () => {
  const template = {
    event: "film_added",
    language: "ru",
    version: 1,
    subject: "x",
    html: "x",
    createdBy: "manager:a",
    createdAt: sampleNow,
  } as const;
  await store.change(by, (unit) => unit.save({ templates: [template] }));
  const again = store.change(by, (unit) => unit.save({ templates: [{ ...template, html: "y" }] }));
  await expect(again).rejects.toMatchObject({ constraint_name: "template_is_immutable" });
});
