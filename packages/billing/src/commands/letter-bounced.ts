import { bounce } from "@cinema/core/bounce";
import type { World } from "../ports.ts";
import { DeadLetter } from "../queue.ts";
import { type Command, type Taken, takeCommand } from "./take.ts";

/**
 * Notes that a letter came back after the mail server had taken it.
 * @throws {DeadLetter} when there is no such letter, and those of {@link takeCommand}
 */
export function letterBouncedByCommand(
  world: World,
  command: Command<"billing.letter-bounced.v1">,
): Promise<Taken> {
  const { letter_id, reason } = command.body;
  return takeCommand(world, command, async (unit, circumstances) => {
    const letter = await unit.letter(letter_id);
    if (letter === undefined) throw new DeadLetter(`there is no letter ${letter_id}`);
    const changes = { letters: [bounce(letter, reason, circumstances.now)] };
    return { changes, told: { user_id: letter.userId } };
  });
}
