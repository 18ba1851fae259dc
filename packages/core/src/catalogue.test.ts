import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  changePrice,
  createType,
  keepListPrice,
  largestPrice,
  type Plan,
  renameType,
  setSold,
  smallestPrice,
} from "./catalogue.ts";
import { day, hour, type Instant, instant, instantOf, later } from "./instant.ts";
import { kopecks } from "./money.ts";
import { type PeriodLength, periodUnits } from "./period.ts";
import { sampleCircumstances, sampleId, sampleNow, samplePrice, sampleType } from "./sample-rows.ts";
import { SimulatedLife } from "./simulated-life.ts";
import { planName, priceAt } from "./subscription-type.ts";
import { readTable } from "./text-table.ts";

const refused = (code: string, path: string) => expect.objectContaining({ name: "Refusal", code, path });
const plan: Plan = { type: sampleType(), prices: [samplePrice()] };
const wish = {
  name: "Год",
  nameEn: "Year",
  product: "cinema",
  length: { unit: "year", count: 1 } as PeriodLength,
  amount: kopecks(299_000),
  startsAt: undefined as Instant | undefined,
};
const create = (change: Partial<typeof wish> = {}) =>
  createType({ ...wish, ...change }, sampleCircumstances());

describe("a new type", () => {
  test("is sold at once, at its first price, and the price is written down", () => {
    const { plan, changes } = create();
    const type = { ...wish, id: sampleId(901), isActive: true, startsAt: undefined };
    const { startsAt: _, ...kept } = type;
    const price = {
      id: sampleId(902),
      subscriptionTypeId: sampleId(901),
      amount: wish.amount,
      startsAt: sampleNow,
    };
    expect(plan).toEqual({ type: kept, prices: [price] });
    expect(changes).toMatchObject({
      subscriptionTypes: [kept],
      prices: [price],
      acts: [
        {
          name: "price.added",
          subject: `subscription_type:${sampleId(901)}`,
          details: { priceId: sampleId(902), amountKopecks: 299_000, startsAt: sampleNow },
        },
      ],
    });
  });

  test("may wait for its day, which has not passed", () => {
    const startsAt = later(sampleNow, 30 * day);
    const { prices } = create({ startsAt }).plan;
    expect(priceAt(prices, sampleNow)).toBeUndefined();
    expect(priceAt(prices, startsAt)?.amount).toBe(wish.amount);
    expect(() => create({ startsAt: later(sampleNow, -1) })).toThrow(refused("price_start_past", "startsAt"));
  });

  test.each(
    readTable(`
           | refused      | taken
      day  | 1, 2, 3, 1097 | 4, 30, 1096
      week | 157          | 1, 52, 156
      month | 37          | 1, 6, 36
      year | 4            | 1, 3
    `).flatMap(({ row, column, value }) => value.split(", ").map((count) => [count, row, column] as const)),
  )("of %s %ss is %s", (count, unit, outcome) => {
    const length = { unit, count: Number(count) } as PeriodLength;
    if (outcome === "taken") expect(create({ length }).plan.type.length).toEqual(length);
    else expect(() => create({ length })).toThrow(refused("period_unworkable", "length"));
  });

  test.each([
    [0, false],
    [99, false],
    [100, true],
    [35_000_000, true],
    [35_000_001, false],
  ])("at %i kopecks: %p", (amount, isTaken) => {
    if (isTaken) expect(create({ amount: kopecks(amount) }).plan.prices[0]?.amount).toBe(kopecks(amount));
    else
      expect(() => create({ amount: kopecks(amount) })).toThrow(refused("price_unworkable", "amountKopecks"));
  });
});

/** The jobs of the clock door run four times a day, and the bank pays. */
function renewedPeriods(length: PeriodLength, days: number): number {
  const life = new SimulatedLife(sampleNow, length);
  for (let passed = 0; passed < days * day; passed += 6 * hour) {
    life.wait(6 * hour);
    life.announce();
    life.deliverLetters();
    life.renew();
    life.send("answered");
    for (const id of life.provider.keys()) life.decide(id, "succeeded");
    life.settleAll();
    life.passTime();
  }
  return life.rows.subscription.state === "active" ? life.rows.subscription.paidPeriods : 0;
}

test("what is refused could not be renewed for long, and what is taken is renewed for ever", () => {
  for (const count of [1, 2]) expect(renewedPeriods({ unit: "day", count }, 20)).toBe(0);
  // Three days fall behind by what the jobs take, again and again.
  expect(renewedPeriods({ unit: "day", count: 3 }, 200)).toBe(0);
  expect(renewedPeriods({ unit: "day", count: 4 }, 200)).toBeGreaterThanOrEqual(50);
  expect(renewedPeriods({ unit: "week", count: 1 }, 200)).toBeGreaterThanOrEqual(28);
}, 60_000);

describe("a new price", () => {
  const soon = later(sampleNow, 10 * day);
  const change = (amount: number, startsAt: Instant, of: Plan | undefined = plan) =>
    changePrice(of, { amount: kopecks(amount), startsAt }, sampleCircumstances());

  test("is a row of its own, from its moment on, and stands in the trail", () => {
    expect(change(39_900, soon)).toMatchObject({
      prices: [
        { id: sampleId(901), subscriptionTypeId: sampleId(1), amount: kopecks(39_900), startsAt: soon },
      ],
      acts: [{ name: "price.added", details: { amountKopecks: 39_900, startsAt: soon } }],
    });
    expect(change(39_900, soon)).not.toHaveProperty("subscriptionTypes");
  });

  test("begins in the future: neither now nor before", () => {
    for (const startsAt of [sampleNow, later(sampleNow, -1), instant("2020-01-01T00:00:00Z")])
      expect(() => change(39_900, startsAt)).toThrow(refused("price_start_past", "startsAt"));
    expect(change(39_900, later(sampleNow, 1)).prices).toHaveLength(1);
  });

  test("is the only one that begins at its moment", () => {
    const planned = samplePrice({ id: sampleId(22), amount: kopecks(39_900), startsAt: soon });
    const twice = { ...plan, prices: [...plan.prices, planned] };
    expect(() => change(49_900, soon, twice)).toThrow(refused("price_start_taken", "startsAt"));
    expect(change(49_900, later(soon, 1), twice).prices).toHaveLength(1);
  });

  test("is another one than would be in force anyway; one that takes a planned price back is", () => {
    expect(() => change(29_900, soon)).toThrow(refused("price_unchanged", "amountKopecks"));
    const planned = samplePrice({ id: sampleId(22), amount: kopecks(39_900), startsAt: soon });
    const dear = { ...plan, prices: [...plan.prices, planned] };
    expect(() => change(39_900, later(soon, 1 * day), dear)).toThrow(
      refused("price_unchanged", "amountKopecks"),
    );
    expect(change(29_900, later(soon, 1), dear).prices).toHaveLength(1);
  });

  test("can be paid, and is a known type's", () => {
    for (const amount of [smallestPrice - 1, largestPrice + 1])
      expect(() => change(amount, soon)).toThrow(refused("price_unworkable", "amountKopecks"));
    expect(() =>
      changePrice(undefined, { amount: kopecks(39_900), startsAt: soon }, sampleCircumstances()),
    ).toThrow(refused("type_unknown", "subscriptionTypeId"));
  });
});

describe("names", () => {
  test("English pages show the English one, or the Russian one for want of it", () => {
    expect(planName({ name: "Год", nameEn: "Year" }, "ru")).toBe("Год");
    expect(planName({ name: "Год", nameEn: "Year" }, "en")).toBe("Year");
    expect(planName({ name: "Год", nameEn: undefined }, "en")).toBe("Год");
  });

  test("can be changed, and the same again changes nothing", () => {
    expect(renameType(plan, { name: "Месяц кино", nameEn: undefined })).toEqual({
      subscriptionTypes: [{ ...plan.type, name: "Месяц кино", nameEn: undefined }],
    });
    expect(renameType(plan, { name: "Месяц", nameEn: "Month" })).toEqual({});
    expect(() => renameType(undefined, { name: "x", nameEn: undefined })).toThrow(
      refused("type_unknown", "subscriptionTypeId"),
    );
  });
});

test("off sale and on again: only that changes, and doing it twice changes nothing", () => {
  const { subscriptionTypes: [off = plan.type] = [] } = setSold(plan, false);
  expect(off).toEqual({ ...plan.type, isActive: false });
  expect(setSold({ ...plan, type: off }, false)).toEqual({});
  expect(setSold({ ...plan, type: off }, true)).toEqual({ subscriptionTypes: [plan.type] });
  const unworkable = sampleType({ length: { unit: "day", count: 1 }, isActive: false });
  expect(() => setSold({ ...plan, type: unworkable }, true)).toThrow(refused("period_unworkable", "length"));
  expect(setSold({ ...plan, type: { ...unworkable, isActive: true } }, false).subscriptionTypes).toHaveLength(
    1,
  );
});

test("the list price is that of the version in force, whenever one looks", () => {
  const moments = fc.integer({ min: 0, max: 2_000_000_000_000 });
  fc.assert(
    fc.property(fc.uniqueArray(moments, { maxLength: 6 }), moments, (starts, at) => {
      const prices = starts.map((start, index) =>
        samplePrice({ id: sampleId(index), amount: kopecks(10_000 + index), startsAt: instantOf(start) }),
      );
      const now = instantOf(at);
      const { subscriptionTypes: [kept = plan.type] = [] } = keepListPrice({ ...plan, prices }, now);
      expect(kept).toEqual({ ...plan.type, amount: priceAt(prices, now)?.amount ?? plan.type.amount });
      expect(keepListPrice({ type: kept, prices }, now)).toEqual({});
    }),
  );
});

test("every unit has a workable length", () => {
  for (const unit of periodUnits)
    expect(() => create({ length: { unit, count: 3 + Number(unit === "day") } })).not.toThrow();
});
