import { switchAutoRenewOff, switchAutoRenewOn } from "@cinema/core/auto-renew";
import { Refusal } from "@cinema/core/refusal";
import type { World } from "../ports.ts";
import { defaultProduct } from "../viewer-wishes.ts";
import { type Command, type Taken, takeCommand } from "./take.ts";

/**
 * Switches automatic renewal in a viewer's name: off always, on with the consent that he gave to the sender.
 * @throws {DeadLetter} those of {@link takeCommand}
 */
export function setAutoRenewByCommand(
  world: World,
  command: Command<"billing.auto-renew.v1">,
): Promise<Taken> {
  const { user_id, is_on, consent_version, viewer_ip } = command.body;
  return takeCommand(world, command, async (unit, circumstances) => {
    const rows = await unit.liveCase(user_id, defaultProduct);
    if (rows === undefined) throw new Refusal("not_subscribed");
    const changes = is_on
      ? switchAutoRenewOn(rows, { version: consent_version, ip: viewer_ip }, circumstances)
      : switchAutoRenewOff(rows, circumstances);
    return { changes, told: { subscription_id: rows.subscription.id, user_id } };
  });
}
