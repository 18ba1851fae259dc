import { Refusal } from "./refusal.ts";

/**
 * Nobody of the staff decides about his own money and subscriptions, not even what he could decide for any other
 * viewer. A viewer who does what every viewer may, a service and a job do not decide as staff.
 * @param deciders whoever of the staff asks or agrees, by his user id; undefined: nobody of them
 * @throws {Refusal} own_affairs
 */
export function refuseOwnAffairs(viewerId: string, ...deciders: readonly (string | undefined)[]): void {
  if (deciders.includes(viewerId)) throw new Refusal("own_affairs");
}
