import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Obstacle, Recipient } from "./audience.ts";
import { between, minute } from "./instant.ts";
import type { Language } from "./language.ts";
import type { Letter } from "./letter.ts";
import type { Mailing } from "./mailing.ts";
import { duty, finishMailing, pageSize, waitForLetters, writePage } from "./mailing-page.ts";
import type { Message } from "./message.ts";
import { sampleCircumstances, sampleId, sampleMailing, sampleNow } from "./sample-rows.ts";
import { defaultStaffLimits } from "./staff-limits.ts";

const running = (change: Partial<Mailing> = {}) => sampleMailing({ state: "running", ...change });
const unlimited = { ...defaultStaffLimits, mailingAlone: Number.MAX_SAFE_INTEGER };

function recipient(userId: string, language: Language = "ru", obstacle?: Obstacle): Recipient {
  return { userId, language, obstacle };
}

describe("a page", () => {
  const recipients = [
    recipient("a"),
    recipient("b", "en"),
    recipient("c", "ru", "unsubscribed"),
    recipient("d", "ru", "unknown"),
  ];
  const written = writePage(running(), recipients, unlimited, sampleCircumstances());

  test("writes one letter to each: queued with everything it needs, or skipped with the reason", () => {
    expect(
      written.letters?.map(({ userId, language, status, error, templateVersion }) => {
        return { userId, language, status, error, templateVersion };
      }),
    ).toEqual([
      { userId: "a", language: "ru", status: "queued", error: undefined, templateVersion: 3 },
      { userId: "b", language: "en", status: "queued", error: undefined, templateVersion: 2 },
      { userId: "c", language: "ru", status: "skipped", error: "unsubscribed", templateVersion: 3 },
      { userId: "d", language: "ru", status: "skipped", error: "unknown", templateVersion: 3 },
    ]);
    for (const letter of written.letters ?? [])
      expect(letter).toMatchObject({
        cause: `mailing:${sampleId(8)}`,
        mailingId: sampleId(8),
        template: "film_added",
      });
  });

  test("gives each letter that leaves a link of its own that is not its id, and a service letter none", () => {
    const tokens = (written.letters ?? []).map(({ unsubscribeToken }) => unsubscribeToken);
    expect(tokens.map((token) => token !== undefined)).toEqual([true, true, false, false]);
    const ids = (written.letters ?? []).map(({ id }) => id);
    expect(ids.filter((id) => tokens.includes(id))).toEqual([]);
    const service = writePage(running({ isService: true }), recipients, unlimited, sampleCircumstances());
    expect(service.letters?.filter(({ unsubscribeToken }) => unsubscribeToken !== undefined)).toEqual([]);
  });

  test("goes on after the last viewer, and was the last when it came short", () => {
    expect(written.mailings).toEqual([running({ page: 1, position: "d", written: 2, isWritten: true })]);
    const full = writePage(running({ lettersPerMinute: 4 }), recipients, unlimited, sampleCircumstances());
    expect(full.mailings?.[0]).toMatchObject({ isWritten: false, position: "d" });
    const empty = writePage(running({ position: "z" }), [], unlimited, sampleCircumstances());
    expect(empty.mailings?.[0]).toMatchObject({ isWritten: true, position: "z", page: 1 });
  });

  test("without a translation a viewer is skipped, unless another language stands in", () => {
    const russian = running({ templates: { ru: 3 } });
    const english = [recipient("e", "en")];
    const [skipped] = writePage(russian, english, unlimited, sampleCircumstances()).letters ?? [];
    expect(skipped).toMatchObject({ status: "skipped", error: "no_translation", language: "en" });
    const mailing: Mailing = { ...russian, fallbackLanguage: "ru" };
    const [sent] = writePage(mailing, english, unlimited, sampleCircumstances()).letters ?? [];
    expect(sent).toMatchObject({ status: "queued", language: "ru", templateVersion: 3 });
  });
});

test("whatever the audience and the pace: everybody once, no letter ahead of its turn, every page asked for once", () => {
  const people = fc.array(
    fc.record({
      language: fc.constantFrom<Language>("ru", "en"),
      obstacle: fc.constantFrom<Obstacle | undefined>(undefined, undefined, "bounced", "no_address"),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(people, fc.integer({ min: 1, max: 20 }), (given, lettersPerMinute) => {
      const audience = given.map((one, index) => ({ ...one, userId: `u${String(index).padStart(3, "0")}` }));
      let mailing = running({ lettersPerMinute });
      let now = sampleNow;
      const letters: Letter[] = [];
      const deliveries: Message[] = [];
      const pages = new Set<unknown>();
      while (!mailing.isWritten) {
        const { position } = mailing;
        const next = audience.filter(({ userId }) => position === undefined || userId > position);
        const circumstances = { ...sampleCircumstances(now), now };
        const page = writePage(mailing, next.slice(0, pageSize(mailing)), unlimited, circumstances);
        letters.push(...(page.letters ?? []));
        const turn = page.messages?.find(({ topic }) => topic === "mailing.page");
        deliveries.push(...(page.messages ?? []).filter(({ topic }) => topic === "mailing.deliver"));
        expect(pages.has(turn?.body.page)).toBe(false);
        pages.add(turn?.body.page);
        mailing = page.mailings?.[0] ?? mailing;
        now = turn?.availableAt ?? now;
      }
      expect(letters.map(({ userId }) => userId)).toEqual(audience.map(({ userId }) => userId));
      const queued = letters.filter(({ status }) => status === "queued");
      expect(mailing.written).toBe(queued.length);
      expect(deliveries).toHaveLength(queued.length);
      for (const [index, { availableAt }] of deliveries.entries()) {
        // A millisecond is lost to rounding in each page at most.
        const due = (index * minute) / lettersPerMinute - pages.size;
        expect(between(sampleNow, availableAt)).toBeGreaterThanOrEqual(due);
      }
    }),
  );
});

test("an audience that has grown beyond what one person may write to makes the mailing pause, with nothing written", () => {
  const limits = { ...defaultStaffLimits, mailingAlone: 10 };
  const next = [recipient("x"), recipient("y"), recipient("z", "ru", "bounced")];
  const within = writePage(running({ written: 8 }), next, limits, sampleCircumstances());
  expect(within.mailings?.[0]).toMatchObject({ state: "running", written: 10 });
  const beyond = writePage(running({ written: 9 }), next, limits, sampleCircumstances());
  expect(beyond).toEqual({
    mailings: [running({ state: "paused", pausedBecause: "grown", written: 9 })],
    acts: [expect.objectContaining({ name: "mailing.paused", details: { written: 9, because: "grown" } })],
  });
  const agreed = (expected: number) =>
    writePage(running({ written: 9, approvedBy: "boris", expected }), next, limits, sampleCircumstances())
      .mailings?.[0];
  expect(agreed(10)).toMatchObject({ state: "running", written: 11 });
  expect(agreed(9)).toMatchObject({ state: "paused", pausedBecause: "grown", written: 9 });
});

test.each([
  [{ isWritten: false }, 0, "write"],
  [{ isWritten: false }, 1_799, "write"],
  [{ isWritten: false }, 1_800, "wait"],
  [{ isWritten: false, lettersPerMinute: 60_000 }, 9_999, "write"],
  [{ isWritten: false, lettersPerMinute: 60_000 }, 10_000, "wait"],
  [{ isWritten: true }, 1, "wait"],
  [{ isWritten: true }, 0, "finish"],
] as const)("%p with %d letters on their way: %s", (change, outstanding, expected) => {
  expect(duty(running(change), outstanding)).toBe(expected);
});

test("waiting asks again under another page, so that an old message does nothing", () => {
  const waiting = waitForLetters(running({ page: 4, isWritten: true }), sampleCircumstances());
  expect(waiting.mailings?.[0]).toMatchObject({ page: 5, state: "running" });
  expect(waiting.messages).toMatchObject([{ topic: "mailing.page", body: { page: 5 } }]);
});

test("the end is written down", () => {
  const finished = finishMailing(running({ written: 7, isWritten: true }), sampleCircumstances());
  expect(finished).toEqual({
    mailings: [running({ written: 7, isWritten: true, state: "finished", finishedAt: sampleNow })],
    acts: [expect.objectContaining({ name: "mailing.finished", details: { written: 7 } })],
  });
});

test("a page is a minute's letters, and no more than one save should write", () => {
  expect([1, 60, 500, 60_000].map((lettersPerMinute) => pageSize({ lettersPerMinute }))).toEqual([
    1, 60, 500, 500,
  ]);
});
