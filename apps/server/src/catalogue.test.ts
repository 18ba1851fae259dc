import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fieldProblemsOf, refusalOf } from "@cinema/client/refusal";
import { consentVersion } from "@cinema/core/consent";
import { day, instantOf, later } from "@cinema/core/instant";
import { type House, openHouse, planIds } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { somebody, subscriber } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const staff = (sub: string, role = "Manager", language: "ru" | "en" = "en") =>
  house.client({ sub, roles: [role] }, language).admin;
let last = 0;
const why = (reason = "the new season") => ({ reason, idempotencyKey: `key-${++last}` });
const inDays = (days: number) => later(instantOf(Date.now()), days * day);
const halfYear = {
  name: "Полгода",
  nameEn: "Half a year",
  product: "cinema",
  length: { unit: "month", count: 6 } as const,
  amountKopecks: 199_000,
};

describe("the list", () => {
  test("has every type with every price, the newest first, in pages and by whether it is sold", async () => {
    const { catalogue } = staff("auditor", "Auditor");
    const first = await catalogue.list.query({ limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual([planIds.week, planIds.year]);
    const second = await catalogue.list.query({ limit: 2, cursor: first.nextCursor });
    expect(second).toEqual({
      items: [
        {
          id: planIds.month,
          name: "Месяц",
          nameEn: "Month",
          product: "cinema",
          length: { unit: "month", count: 1 },
          isActive: true,
          amountKopecks: 39_900,
          prices: [
            {
              id: expect.any(String),
              amountKopecks: 39_900,
              startsAt: "2026-01-01T00:00:00.000Z",
              state: "in_force",
            },
          ],
        },
      ],
      nextCursor: null,
    });
    const { items } = await catalogue.list.query({ isActive: false });
    expect(items.map(({ id, nameEn }) => [id, nameEn])).toEqual([[planIds.week, "Week"]]);
  });
});

describe("a new type", () => {
  test("is sold at once, under its name in the viewer's language, and its history says who made it", async () => {
    const { catalogue } = staff("anna");
    const input = { ...halfYear, ...why() };
    const made = await catalogue.create.mutate(input);
    expect(made).toMatchObject({ ...halfYear, isActive: true, prices: [{ state: "in_force" }] });
    expect(await catalogue.create.mutate(input)).toEqual(made);
    const namesIn = async (language: "ru" | "en") =>
      (await house.client(undefined, language).billing.plans.query()).map(({ name }) => name);
    expect(await namesIn("ru")).toEqual(["Месяц", "Полгода", "Год"]);
    // The year has no English name.
    expect(await namesIn("en")).toEqual(["Month", "Half a year", "Год"]);
    const [written] = await house.database.sql`
      select operation, actor, reason, "row"->>'name_en' as name from subscription_type_history
      where row_id = ${made.id}`;
    expect(written).toEqual({
      operation: "I",
      actor: "manager:anna",
      reason: "the new season",
      name: "Half a year",
    });
    const [added] = await house.database.sql`
      select name, actor, details->'amountKopecks' as amount from act where subject = ${`subscription_type:${made.id}`}`;
    expect(added).toEqual({ name: "price.added", actor: "manager:anna", amount: 199_000 });
  });

  test("that waits for its day is not sold before it", async () => {
    const startsAt = inDays(10);
    const { catalogue } = staff("anna");
    const made = await catalogue.create.mutate({ ...halfYear, startsAt, ...why() });
    expect(made).toMatchObject({ amountKopecks: null, prices: [{ state: "planned", startsAt }] });
    const { billing } = house.client(somebody());
    const sold = await billing.plans.query();
    expect(sold.map(({ id }) => id)).not.toContain(made.id);
    const bought = billing.subscribe.mutate({
      subscriptionTypeId: made.id,
      autoRenew: true,
      consentVersion,
      returnUrl: "http://localhost:3000/back",
    });
    expect(await codeOf(bought)).toBe("plan_inactive");
  });

  test.each([
    ["a day", { length: { unit: "day", count: 1 } }, "period_unworkable", "length"],
    ["two days", { length: { unit: "day", count: 2 } }, "period_unworkable", "length"],
    ["four years", { length: { unit: "year", count: 4 } }, "period_unworkable", "length"],
    ["nothing", { amountKopecks: 0 }, "price_unworkable", "amountKopecks"],
    ["more than a card pays", { amountKopecks: 35_000_001 }, "price_unworkable", "amountKopecks"],
    ["yesterday", { startsAt: "2026-01-01T00:00:00Z" }, "price_start_past", "startsAt"],
  ] as const)("for %s is refused, with the field", async (_, change, code, path) => {
    const refused = await staff("anna")
      .catalogue.create.mutate({ ...halfYear, ...change, ...why() })
      .catch(refusalOf);
    expect(refused).toMatchObject({ code, path });
  });

  test.each([
    ["name", " Полгода"],
    ["name", "Пол\nгода"],
    ["name", ""],
    ["nameEn", "x".repeat(61)],
    ["product", "Cinema"],
    ["product", "кино"],
    ["amountKopecks", 199.5],
    ["startsAt", "tomorrow"],
    ["startsAt", "2027-13-01T00:00:00Z"],
    ["length.count", { length: { unit: "month", count: 0 } }],
    ["length.unit", { length: { unit: "hour", count: 1 } }],
  ] as const)("with a bad %s (%p) is told which field", async (path, value) => {
    const change = typeof value === "object" ? value : { [path]: value };
    const problems = await staff("anna")
      .catalogue.create.mutate({ ...halfYear, ...(change as object), ...why() })
      .catch(fieldProblemsOf);
    const paths = Array.isArray(problems) ? problems.map((problem) => problem.path) : [];
    expect([...new Set(paths)]).toEqual([path]);
  });
});

describe("a new price", () => {
  test("is previewed by whoever reads, asked for by one Manager and done by another", async () => {
    const { subscriptionId } = await subscriber(house);
    const [anna, boris] = [staff("anna"), staff("boris")];
    const startsAt = inDays(3);
    const price = { subscriptionTypeId: planIds.month, amountKopecks: 44_900, startsAt };
    const preview = await staff("olga", "Finance").catalogue.previewPrice.query(price);
    expect(preview).toMatchObject({
      amountKopecks: 44_900,
      previousKopecks: 39_900,
      differenceKopecks: 5_000,
      startsAt,
      subscriptions: 1,
      announcedAtOldPrice: 0,
      parked: 0,
      overtaken: 0,
      notRenewing: 0,
    });
    const [view] = await house.database.sql`select end_date from subscription where id = ${subscriptionId}`;
    const charged = later(later(view?.end_date, -3 * day), 3 * 3_600_000).slice(0, 10);
    expect(preview).toMatchObject({
      firstChargeOn: charged,
      lastChargeOn: charged,
      months: [{ month: charged.slice(0, 7), subscriptions: 1 }],
    });

    const asked = await anna.catalogue.changePrice.mutate({ ...price, ...why("costs rose") });
    expect(asked).toMatchObject({
      kind: "change_price",
      subject: `subscription_type:${planIds.month}`,
      wish: { ...price, name: "Месяц", previousKopecks: 39_900 },
      status: "waiting",
    });
    const planned = async () =>
      (await anna.catalogue.list.query({})).items
        .find(({ id }) => id === planIds.month)
        ?.prices.map(({ amountKopecks, state }) => `${amountKopecks} ${state}`);
    expect(await planned()).toEqual(["39900 in_force"]);
    expect(await codeOf(anna.approvals.approve.mutate({ approvalId: asked.id, ...why() }))).toBe(
      "approval_own",
    );
    await boris.approvals.approve.mutate({ approvalId: asked.id, ...why("agreed") });
    expect(await planned()).toEqual(["39900 in_force", "44900 planned"]);
    const [added] = await house.database.sql`
      select actor, reason from act where name = 'price.added' and subject = ${asked.subject}`;
    expect(added).toEqual({ actor: "manager:boris", reason: "agreed (asked for by anna: costs rose)" });

    const again = { ...price, amountKopecks: 49_900 };
    expect(await codeOf(anna.catalogue.changePrice.mutate({ ...again, ...why() }))).toBe("price_start_taken");
    expect(await codeOf(anna.catalogue.previewPrice.query(again))).toBe("price_start_taken");
    const same = { ...price, startsAt: inDays(5) };
    expect(await codeOf(anna.catalogue.changePrice.mutate({ ...same, ...why() }))).toBe("price_unchanged");
    const past = { ...price, startsAt: inDays(-1) };
    expect(await codeOf(anna.catalogue.changePrice.mutate({ ...past, ...why() }))).toBe("price_start_past");
    const nobody = { ...price, subscriptionTypeId: crypto.randomUUID() };
    expect(await codeOf(anna.catalogue.previewPrice.query(nobody))).toBe("type_unknown");
  });

  test("is told to the viewer on his page before any letter", async () => {
    const { billing } = await subscriber(house);
    expect(await billing.subscription.query()).toMatchObject({
      planName: "Month",
      price: { amountKopecks: 39_900 },
      nextCharge: { amountKopecks: 44_900, isAnnounced: false },
      consent: { text: expect.stringContaining("449") },
    });
  });

  test("cannot be asked for by anybody but a Manager", async () => {
    const input = { subscriptionTypeId: planIds.month, amountKopecks: 1, startsAt: inDays(1), ...why() };
    for (const role of ["Support", "Finance", "Auditor"])
      await expect(staff("olga", role).catalogue.changePrice.mutate(input)).rejects.toThrow("Manager");
  });
});

describe("off sale, on again, another name", () => {
  test("the preview says that nobody loses anything, in words", async () => {
    const named = { subscriptionTypeId: planIds.month };
    const russian = staff("anna", "Manager", "ru").catalogue.previewDeactivation.query(named);
    expect(await russian).toMatchObject({
      liveSubscriptions: 2,
      renewingSubscriptions: 2,
      pendingPurchases: 0,
      losing: 0,
      text: expect.stringContaining("Никто ничего не теряет"),
    });
    expect((await staff("anna").catalogue.previewDeactivation.query(named)).text).toContain(
      "Nobody loses anything",
    );
  });

  test("it goes, comes back and says so in its history", async () => {
    const { catalogue } = staff("anna");
    const named = { subscriptionTypeId: planIds.year };
    const off = await catalogue.deactivate.mutate({ ...named, ...why("too dear") });
    expect(off).toMatchObject({ id: planIds.year, isActive: false });
    expect(await catalogue.deactivate.mutate({ ...named, ...why() })).toEqual(off);
    expect(await catalogue.reactivate.mutate({ ...named, ...why() })).toEqual({ ...off, isActive: true });
    const renamed = await catalogue.rename.mutate({ ...named, name: "Год кино", nameEn: "Year", ...why() });
    expect(renamed).toMatchObject({ name: "Год кино", nameEn: "Year" });
    const rows = await house.database.sql`
      select reason, "row"->'is_active' as sold, "row"->>'name' as name from subscription_type_history
      where row_id = ${planIds.year} and operation = 'U' order by history_id`;
    expect([...rows]).toEqual([
      { reason: "too dear", sold: false, name: "Год" },
      { reason: "the new season", sold: true, name: "Год" },
      { reason: "the new season", sold: true, name: "Год кино" },
    ]);
    expect(
      await codeOf(catalogue.deactivate.mutate({ subscriptionTypeId: crypto.randomUUID(), ...why() })),
    ).toBe("type_unknown");
  });
});
