import { eraseViewer } from "@cinema/core/erase-viewer";
import type { World } from "../ports.ts";
import { type Command, type Taken, takeCommand } from "./take.ts";

/**
 * Forgets who a viewer is. Of whom nothing is known there is nothing to forget, and that is accepted too.
 * @throws {DeadLetter} those of {@link takeCommand}
 */
export function eraseByCommand(world: World, command: Command<"billing.erase-user.v1">): Promise<Taken> {
  const { user_id } = command.body;
  return takeCommand(world, command, async (unit, circumstances) => ({
    changes: eraseViewer(await unit.erasureCase(user_id), circumstances),
    told: { user_id },
  }));
}
