import { createHash } from "node:crypto";
import { type Changes, type Circumstances, together } from "@cinema/core/changes";
import type { CommandIdentity, CommandTopic } from "@cinema/core/command";
import { commandAccepted, commandRefused } from "@cinema/core/event";
import type { Message } from "@cinema/core/message";
import { Refusal } from "@cinema/core/refusal";
import type { CommandBody } from "../messages.ts";
import type { UnitOfWork, World } from "../ports.ts";
import { DeadLetter } from "../queue.ts";

/** A request of another service that fits the contract and comes from somebody who may send it. */
export interface Command<T extends CommandTopic> {
  readonly topic: T;
  /** The RabbitMQ user whom the broker vouches for. */
  readonly publisher: string;
  readonly body: CommandBody<T>;
}

/** What a command comes to: the rows to save, and what its sender is told of them. */
export interface Effect {
  readonly changes: Changes;
  readonly told: Message["body"];
}

/** Why a command is refused, where no rule throws a {@link Refusal}. */
export interface No {
  readonly code: string;
  readonly message: string;
}

export type Decide = (unit: UnitOfWork, circumstances: Circumstances) => Promise<Effect | No>;

/** `repeated`: this request was taken before, and nothing is done. */
export type Taken = "accepted" | "refused" | "repeated";

/**
 * Takes a command once: the note that it came, its effect and the answer to its sender are one transaction.
 * @throws {DeadLetter} when its request_id came before with another body, and what `decide` throws but a Refusal
 */
export async function takeCommand<T extends CommandTopic>(
  world: World,
  { topic, publisher, body }: Command<T>,
  decide: Decide,
): Promise<Taken> {
  const requestId = body.request_id;
  const identity: CommandIdentity = { command: topic, publisher, requestId };
  const by = { actor: `service:${publisher}`, reason: topic, requestId };
  return world.store.change(by, async (unit) => {
    const circumstances = { now: world.now(), newId: world.newId, requestId };
    const arrival = await unit.receive({
      source: publisher,
      messageId: requestId,
      bodyHash: hashOf(topic, body),
      receivedAt: circumstances.now,
    });
    if (arrival === "repeated") return "repeated";
    if (arrival === "contradicted")
      throw new DeadLetter(
        `the request ${requestId} of ${publisher} came before with another body: a new request needs a new request_id`,
      );
    const decision = await orRefusal(decide(unit, circumstances));
    if ("code" in decision) {
      await unit.save({ messages: [commandRefused(identity, decision, circumstances)] });
      return "refused";
    }
    const { changes, told } = decision;
    await unit.save(together(changes, { messages: [commandAccepted(identity, told, circumstances)] }));
    return "accepted";
  });
}

/** A rule that says no has changed nothing, so that the transaction goes on and carries the answer. */
async function orRefusal(deciding: Promise<Effect | No>): Promise<Effect | No> {
  try {
    return await deciding;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** The same for the same content, in whatever order its fields came. */
function hashOf(topic: CommandTopic, body: object): string {
  return createHash("sha256")
    .update(`${topic}\n${inOrder(body)}`)
    .digest("hex");
}

function inOrder(body: object): string {
  return JSON.stringify(body, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}
