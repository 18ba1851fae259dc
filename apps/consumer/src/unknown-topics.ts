import { DeadLetter, type Delivery } from "@cinema/billing/queue";
import { commandTopics } from "@cinema/core/command";
import { eventTopics } from "@cinema/core/event";
import { topics } from "@cinema/core/message";

/** Whatever somebody takes; events too, which wait in the outbox for a broker when there is none. */
export const takenTopics: readonly string[] = [...topics, ...commandTopics, ...eventTopics];

/**
 * What becomes of a message whose topic has no queue. A command of another service is misspelt, and goes to the dead
 * letters at once. What is our own gets its tries first: it may be of a newer version, whose consumers are still to
 * come, or of a queue that somebody has removed and that is made anew.
 * @throws {DeadLetter} for a command that there is not
 */
export async function takeUnknown({ topic, publisher }: Delivery): Promise<void> {
  const name = JSON.stringify(topic);
  if (takenTopics.includes(topic)) throw new Error(`the queue of ${name} was not there`);
  if (publisher === undefined)
    throw new Error(`nobody takes messages of the name ${name}; the known ones are ${topics.join(", ")}`);
  throw new DeadLetter(
    `nobody takes commands of the name ${name}; the known ones are ${commandTopics.join(", ")}`,
  );
}
