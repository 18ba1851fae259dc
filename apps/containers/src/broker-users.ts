import type { CommandTopic } from "@cinema/core/command";

/** The vhost of the cinema on the broker. */
export const vhost = "cinema";

/** The user of the billing service itself. */
export const ownUser = "billing";

/** Who looks after the broker; may do everything, on its pages too. */
export const operatorUser = "operator";

/**
 * The cinema's other services, as examples: each sends the commands that stand here, hears all events, and has queues
 * of its own, whose names begin with its own. compose's COMMAND_PUBLISHERS says the same to billing.
 */
export const neighbours: { readonly [user: string]: readonly CommandTopic[] } = {
  "cinema-admin": ["billing.charge.v1", "billing.refund.v1", "billing.notify.v1"],
  "cinema-profile": ["billing.auto-renew.v1", "billing.erase-user.v1"],
};

export const brokerUsers: readonly string[] = [ownUser, ...Object.keys(neighbours), operatorUser];

/** The neighbours in the form of COMMAND_PUBLISHERS. */
export function commandPublishers(): string {
  return Object.entries(neighbours)
    .map(([user, commands]) => `${user}:${commands.join("|")}`)
    .join(";");
}
