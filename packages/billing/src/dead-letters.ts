import { type ActName, act } from "@cinema/core/act";
import { type Changes, together } from "@cinema/core/changes";
import { Refusal } from "@cinema/core/refusal";
import { z } from "zod";
import type { Authorship, UnitOfWork, World } from "./ports.ts";
import type { DeadMessage } from "./queue.ts";
import { topicBodies } from "./topic-bodies.ts";

/** A dead letter, as whoever decided about it hears of it. */
export interface DeadLetterDecision {
  readonly id: string;
  readonly topic: string;
  /** One, or more when the message had come twice. */
  readonly copies: number;
}

/**
 * Sends a dead letter to its topic again, as at the first attempt.
 * @throws {Refusal} dead_letter_unknown
 */
export async function replayDeadLetter(
  world: World,
  by: Authorship,
  id: string,
): Promise<DeadLetterDecision> {
  const decision = await decide(world, by, id, "dead_letter.replayed");
  await world.deadLetters.replay(id);
  return decision;
}

/**
 * Throws a dead letter away; the trail keeps what it was and why it went. A viewer's letter that it was to send has
 * failed by that: else it would be waited for for ever, and could not be sent again.
 * @throws {Refusal} dead_letter_unknown
 */
export async function discardDeadLetter(
  world: World,
  by: Authorship,
  id: string,
): Promise<DeadLetterDecision> {
  const decision = await decide(world, by, id, "dead_letter.discarded", giveLetterUp);
  await world.deadLetters.discard(id, by.reason);
  return decision;
}

/** Sends all that are dead now, or all of one topic, to their topics again; answers how many. */
export async function replayAllDeadLetters(
  world: World,
  by: Authorship,
  topic: string | undefined,
): Promise<number> {
  await world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId };
    const details = { topic: topic ?? null };
    await unit.save({ acts: [act("dead_letters.replayed", "dead_letters", details, circumstances)] });
  });
  return world.deadLetters.replayAll(topic);
}

/**
 * Writes the decision down before it is carried out: the broker is not part of the transaction, and a letter that is
 * gone without a trace would be worse than a decision that somebody has to repeat. Repeating it does no harm.
 */
async function decide(
  world: World,
  by: Authorship,
  id: string,
  name: ActName,
  consequences: (unit: UnitOfWork, dead: DeadMessage) => Promise<Changes> = async () => ({}),
): Promise<DeadLetterDecision> {
  const found = await world.deadLetters.find(id);
  return world.store.change(by, async (unit) => {
    const [dead] = found;
    if (dead === undefined) throw new Refusal("dead_letter_unknown", "id");
    const circumstances = { now: world.now(), newId: world.newId };
    const acts = [act(name, `dead_letter:${id}`, detailsOf(dead), circumstances)];
    await unit.save(together({ acts }, await consequences(unit, dead)));
    return { id, topic: dead.topic, copies: found.length };
  });
}

/** Our own messages carry ids only; those of others may say anything about anybody, and so may an error's sentence. */
function detailsOf({ topic, body, attempts, publishedAt, deadAt, publisher }: DeadMessage) {
  const known = { topic, attempts, published_at: publishedAt, dead_at: deadAt };
  return publisher === undefined
    ? { ...known, body: new TextDecoder().decode(body) }
    : { ...known, publisher };
}

async function giveLetterUp(unit: UnitOfWork, { topic, body, publisher }: DeadMessage): Promise<Changes> {
  if (publisher !== undefined || (topic !== "letter.deliver" && topic !== "mailing.deliver")) return {};
  // What does not fit may be what it died of, and is thrown away all the same.
  const { data: named } = json.pipe(topicBodies[topic]).safeParse(new TextDecoder().decode(body));
  const letter = named && (await unit.letter(named.letter_id));
  if (letter?.status !== "queued" && letter?.status !== "sending") return {};
  return { letters: [{ ...letter, status: "failed", error: "a Manager has thrown its message away" }] };
}

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("not JSON");
    return z.NEVER;
  }
});
