import { setAutoRenewByCommand } from "@cinema/billing/commands/auto-renew";
import { chargeByCommand } from "@cinema/billing/commands/charge";
import { eraseByCommand } from "@cinema/billing/commands/erase-user";
import { letterBouncedByCommand } from "@cinema/billing/commands/letter-bounced";
import { notifyByCommand } from "@cinema/billing/commands/notify";
import { refundByCommand } from "@cinema/billing/commands/refund";
import type { Command, Taken } from "@cinema/billing/commands/take";
import { type CommandBody, commandSchemas } from "@cinema/billing/messages";
import type { World } from "@cinema/billing/ports";
import { DeadLetter, type Handler } from "@cinema/billing/queue";
import { type CommandTopic, commandTopics } from "@cinema/core/command";
import { z } from "zod";

/** The thin table of the commands' door: topic -> operation. */
const operations: { readonly [T in CommandTopic]: Operation<T> } = {
  "billing.charge.v1": chargeByCommand,
  "billing.refund.v1": refundByCommand,
  "billing.auto-renew.v1": setAutoRenewByCommand,
  "billing.notify.v1": notifyByCommand,
  "billing.erase-user.v1": eraseByCommand,
  "billing.letter-bounced.v1": letterBouncedByCommand,
};

type Operation<T extends CommandTopic> = (world: World, command: Command<T>) => Promise<Taken>;

/** Which RabbitMQ user may send which commands. */
export type Publishers = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Checks that only commands there are have been allowed.
 * @throws {RangeError} naming one that does not exist
 */
export function requireKnownCommands(publishers: Publishers): void {
  for (const [publisher, allowed] of publishers)
    for (const topic of allowed)
      if (!(commandTopics as readonly string[]).includes(topic))
        throw new RangeError(
          `COMMAND_PUBLISHERS allows ${publisher} the command ${topic}, which does not exist`,
        );
}

/**
 * The handler of one command: who sent it, whether it fits the contract, then the operation. What is no command of
 * somebody who may send it goes to the dead letters with the reason; a refused one is answered and done with.
 */
export function commandHandler<T extends CommandTopic>(
  world: World,
  topic: T,
  publishers: Publishers,
): Handler {
  return async ({ id, body, publisher: sender }) => {
    const publisher = requireAllowed(topic, sender, publishers);
    const command = { topic, publisher, body: requireFit(topic, body) };
    const taken = await operations[topic](world, command);
    world.log.info(`command.${taken}`, {
      topic,
      message_id: id,
      request_id: command.body.request_id,
      actor: `service:${publisher}`,
    });
  };
}

function requireAllowed(topic: CommandTopic, sender: string | undefined, publishers: Publishers): string {
  if (sender === undefined)
    throw new DeadLetter(`${topic} is for other services, and this came under billing's own RabbitMQ user`);
  if (!publishers.get(sender)?.has(topic))
    throw new DeadLetter(`${JSON.stringify(sender)} may not send ${topic} (COMMAND_PUBLISHERS)`);
  return sender;
}

function requireFit<T extends CommandTopic>(topic: T, body: unknown): CommandBody<T> {
  const parsed = commandSchemas[topic].safeParse(body);
  if (!parsed.success) throw new DeadLetter(`the body does not fit: ${z.prettifyError(parsed.error)}`);
  // The schema of this topic has just read it; the compiler does not relate the table's cell to its key.
  return parsed.data as CommandBody<T>;
}
