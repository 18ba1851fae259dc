import { renew, renewalObstacle, renewalObstacles } from "@cinema/core/renew";
import { refusalMeanings } from "../messages.ts";
import type { World } from "../ports.ts";
import { DeadLetter } from "../queue.ts";
import { type Command, type Taken, takeCommand } from "./take.ts";

/**
 * Charges the coming period of a subscription now, if the nightly run might.
 * @throws {DeadLetter} when there is no such subscription, and those of {@link takeCommand}
 */
export function chargeByCommand(world: World, command: Command<"billing.charge.v1">): Promise<Taken> {
  const { subscription_id: id, request_id } = command.body;
  return takeCommand(world, command, async (unit, circumstances) => {
    const rows = await unit.renewalCase(id);
    if (rows === undefined) throw new DeadLetter(`there is no subscription ${id}`);
    if (await unit.isHalted()) return no("charging_halted");
    const obstacle = renewalObstacle(rows, circumstances.now);
    if (obstacle !== undefined) return { code: obstacle, message: renewalObstacles[obstacle] };
    const changes = renew(rows, circumstances, request_id);
    const payment = changes.payments?.[0];
    return {
      changes,
      told: {
        subscription_id: id,
        user_id: rows.subscription.userId,
        payment_id: payment?.id,
        amount_kopecks: payment?.amount,
      },
    };
  });
}

function no(code: string) {
  return { code, message: refusalMeanings[code] ?? code };
}
