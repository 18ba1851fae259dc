import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { DeadLetter, type DeadLetters, type Queue } from "@cinema/billing/queue";
import { contractTopics } from "./queue-contract.ts";
import { waitFor } from "./wait.ts";

/** The dead letters of a socket whose topics are {@link contractTopics}, and how a message gets there. */
export interface DeadLettersUnderTest {
  readonly deadLetters: DeadLetters;
  /** Publishes a message and lets it die at once; resolves when it is dead. */
  die(topic: string, body: unknown): Promise<string>;
  close(): Promise<void>;
}

const [charge, letter] = contractTopics;

/** Tests that all {@link DeadLetters} pass, whatever is behind them; `setup` runs anew for each of them. */
export function deadLettersContract(name: string, setup: () => Promise<DeadLettersUnderTest>): void {
  describe(`the contract of dead letters: ${name}`, () => {
    let socket: DeadLettersUnderTest;
    beforeEach(async () => {
      socket = await setup();
    });
    afterEach(() => socket.close());

    /** So many of each topic, in turn; the ids in the order of their deaths. */
    const dieInTurn = async (count: number) => {
      const died: { id: string; topic: string }[] = [];
      for (let number = 0; number < count; number += 1)
        for (const topic of contractTopics) died.push({ topic, id: await socket.die(topic, { number }) });
      return died;
    };

    test("pages through all of them meet each once, the oldest first", async () => {
      const died = await dieInTurn(4);
      const seen: string[] = [];
      let page = await socket.deadLetters.list({ limit: 3 });
      const sizes: number[] = [];
      while (page.length > 0) {
        sizes.push(page.length);
        seen.push(...page.map(({ id }) => id));
        page = await socket.deadLetters.list({ limit: 3, after: page.at(-1) });
      }
      expect(sizes).toEqual([3, 3, 2]);
      expect(seen).toEqual(died.map(({ id }) => id));
      expect(await socket.deadLetters.count()).toBe(8);
    });

    test("those of one topic are found among all", async () => {
      const died = await dieInTurn(3);
      const letters = died.filter(({ topic }) => topic === letter).map(({ id }) => id);
      const found = await socket.deadLetters.list({ limit: 2, topic: letter });
      expect(found.map(({ id }) => id)).toEqual(letters.slice(0, 2));
      const rest = await socket.deadLetters.list({ limit: 2, topic: letter, after: found.at(-1) });
      expect(rest.map(({ id }) => id)).toEqual(letters.slice(2));
      expect(await socket.deadLetters.list({ limit: 2, topic: "no.such" })).toEqual([]);
    });

    test("one is found by its id, whatever an id looks like, and stays", async () => {
      const died = await dieInTurn(2);
      const id = died[2]?.id ?? "";
      const [found, ...others] = await socket.deadLetters.find(id);
      expect(others).toEqual([]);
      expect(found).toMatchObject({ id, topic: charge, attempts: 1, publisher: undefined });
      expect(JSON.parse(new TextDecoder().decode(found?.body))).toEqual({ number: 1 });
      for (const strange of ["", "no-uuid", "it's \u{1F3AC}", crypto.randomUUID()]) {
        expect(await socket.deadLetters.find(strange)).toEqual([]);
        expect(await socket.deadLetters.replay(strange)).toEqual([]);
        expect(await socket.deadLetters.discard(strange, "a test")).toEqual([]);
      }
      expect(await socket.deadLetters.count()).toBe(4);
    });

    test("a discarded one is gone, a replayed one too, and nothing else", async () => {
      const [first, second, third] = (await dieInTurn(2)).map(({ id }) => id);
      expect(await socket.deadLetters.discard(first ?? "", "a test")).toMatchObject([{ id: first }]);
      expect(await socket.deadLetters.replay(second ?? "")).toMatchObject([{ id: second }]);
      expect(await socket.deadLetters.discard(first ?? "", "again")).toEqual([]);
      const left = await socket.deadLetters.list({ limit: 10 });
      expect(left).toHaveLength(2);
      expect(left[0]?.id).toBe(third ?? "");
      expect(await socket.deadLetters.replayAll(letter)).toBe(1);
      expect(await socket.deadLetters.replayAll()).toBe(1);
      expect(await socket.deadLetters.count()).toBe(0);
    });
  });
}

/** Consumes a topic with a handler that nothing survives, until what was published is dead. */
export async function dieOf(
  queue: Queue,
  topic: string,
  isDead: () => Promise<boolean | number>,
): Promise<void> {
  const handler = async () => {
    throw new DeadLetter("it died for the test");
  };
  const consumption = await queue.consume(topic, handler, { concurrency: 1 });
  await waitFor(isDead, { what: "the death", timeout: 15_000 });
  await consumption.stop();
}
