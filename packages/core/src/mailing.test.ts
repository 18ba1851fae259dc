import { describe, expect, test } from "bun:test";
import { later, minute } from "./instant.ts";
import {
  draftMailing,
  haltMailing,
  languageFor,
  limitsBeside,
  type MailingState,
  mailingStates,
  needsSecondPerson,
  requireReady,
  runMailing,
} from "./mailing.ts";
import { Refusal } from "./refusal.ts";
import { sampleCircumstances, sampleId, sampleMailing, sampleNow } from "./sample-rows.ts";
import { readTable } from "./text-table.ts";

const circumstances = () => sampleCircumstances();

test("what is made is a draft, and nothing of it is sent", () => {
  const { id: _, ...wish } = sampleMailing();
  const { mailing, ...changes } = draftMailing(wish, "anna", circumstances());
  expect(mailing).toEqual({ ...sampleMailing(), id: sampleId(901) });
  expect(changes).toEqual({
    mailings: [mailing],
    acts: [expect.objectContaining({ name: "mailing.created", subject: `mailing:${mailing.id}` })],
  });
});

describe("orders in every state", () => {
  const orders = {
    start: (state: MailingState) =>
      runMailing(
        sampleMailing({ state }),
        "started",
        { expected: 7, approvedBy: undefined },
        circumstances(),
      ),
    pause: (state: MailingState) => haltMailing(sampleMailing({ state }), "paused", circumstances()),
    resume: (state: MailingState) =>
      runMailing(
        sampleMailing({ state }),
        "resumed",
        { expected: 7, approvedBy: undefined },
        circumstances(),
      ),
    stop: (state: MailingState) => haltMailing(sampleMailing({ state }), "stopped", circumstances()),
  };
  const outcome = (order: keyof typeof orders, state: MailingState): string => {
    try {
      return orders[order](state).mailings?.[0]?.state ?? "nothing";
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  };
  const cells = readTable(`
             | start         | pause         | resume        | stop
    draft    | running       | mailing_state | mailing_state | stopped
    running  | mailing_state | paused        | mailing_state | stopped
    paused   | mailing_state | mailing_state | running       | stopped
    stopped  | mailing_state | mailing_state | mailing_state | mailing_state
    finished | mailing_state | mailing_state | mailing_state | mailing_state
  `);
  test("the table is whole", () => {
    expect(cells).toHaveLength(mailingStates.length * Object.keys(orders).length);
  });
  test.each(cells.map(({ row, column, value }) => [row, column, value] as const))(
    "%s, %s: %s",
    (state, order, expected) => {
      expect(outcome(order as keyof typeof orders, state as MailingState)).toBe(expected);
    },
  );
  test("one that there is not is refused as such", () => {
    expect(() => requireReady(undefined, "started")).toThrow(new Refusal("mailing_unknown"));
  });
});

describe("running", () => {
  const run = (change: Parameters<typeof sampleMailing>[0], approvedBy?: string) =>
    runMailing(sampleMailing(change), "started", { expected: 7, approvedBy }, circumstances());

  test("asks for the due page at the moment of the mailing, or at once when that is over", () => {
    const tomorrow = later(sampleNow, 24 * 60 * minute);
    expect(run({ sendAt: tomorrow }).messages).toEqual([
      {
        id: sampleId(901),
        topic: "mailing.page",
        body: { mailing_id: sampleId(8), page: 0 },
        availableAt: tomorrow,
        dedupeKey: `mailing.page:${sampleId(8)}:0`,
      },
    ]);
    expect(run({ sendAt: later(sampleNow, -minute) }).messages?.[0]?.availableAt).toBe(sampleNow);
  });

  test("keeps who agreed and to how many, also when it goes on later without asking", () => {
    const [started] = run({}, "boris").mailings ?? [];
    expect(started).toMatchObject({ approvedBy: "boris", expected: 7, startedAt: sampleNow });
    const paused = sampleMailing({ ...started, state: "paused", pausedBecause: "grown" });
    const resumed = runMailing(paused, "resumed", { expected: 9, approvedBy: undefined }, circumstances());
    expect(resumed.mailings?.[0]).toMatchObject({
      approvedBy: "boris",
      expected: 7,
      pausedBecause: undefined,
    });
    const asked = runMailing(paused, "resumed", { expected: 9, approvedBy: "carl" }, circumstances());
    expect(asked.mailings?.[0]).toMatchObject({ approvedBy: "carl", expected: 9 });
  });
});

test("a second person is needed above the limit, and anew when the audience has outgrown what he saw", () => {
  const limits = { mailingAlone: 1_000 };
  expect(needsSecondPerson({ approvedBy: undefined, expected: 5_000 }, 1_000, limits)).toBe(false);
  expect(needsSecondPerson({ approvedBy: undefined, expected: 5_000 }, 1_001, limits)).toBe(true);
  expect(needsSecondPerson({ approvedBy: "boris", expected: 5_000 }, 5_500, limits)).toBe(false);
  expect(needsSecondPerson({ approvedBy: "boris", expected: 5_000 }, 5_501, limits)).toBe(true);
  expect(needsSecondPerson({ approvedBy: "boris", expected: 10 }, 1_000, limits)).toBe(false);
});

test("what others write about the same event leaves less to one person, but never less than nothing", () => {
  expect(limitsBeside({ mailingAlone: 1_000 }, 400)).toEqual({ mailingAlone: 600 });
  expect(limitsBeside({ mailingAlone: 1_000 }, 1_400)).toEqual({ mailingAlone: 0 });
});

test("a viewer is written to in his language, else in the one that stands in, else not at all", () => {
  const both = { templates: { ru: 1, en: 1 }, fallbackLanguage: undefined };
  expect([languageFor(both, "ru"), languageFor(both, "en")]).toEqual(["ru", "en"]);
  const russian = { templates: { ru: 1 }, fallbackLanguage: undefined };
  expect(languageFor(russian, "en")).toBeUndefined();
  expect(languageFor({ ...russian, fallbackLanguage: "ru" as const }, "en")).toBe("ru");
});
