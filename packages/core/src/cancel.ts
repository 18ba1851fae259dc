import { endNow, type LiveCase, switchAutoRenewOff } from "./auto-renew.ts";
import { type Changes, type Circumstances, together } from "./changes.ts";
import { Refusal } from "./refusal.ts";
import { isLive } from "./subscription.ts";
import { planName } from "./subscription-type.ts";
import { writeLetter } from "./write-letter.ts";

/** - `period_end`: as the viewer's own switching off; - `now`: at once, whatever is paid, and without a refund. */
export const cancelTimes = ["period_end", "now"] as const;

export type CancelTime = (typeof cancelTimes)[number];

/**
 * A person of the staff ends a subscription, and the viewer is told. A charge that has not left goes no more; one
 * that has left and is paid after the end goes back whole.
 * @throws {Refusal} subscription_not_live
 */
export function cancel(rows: LiveCase, at: CancelTime, circumstances: Circumstances): Changes {
  const { subscription, type, unfinished } = rows;
  if (!isLive(subscription)) throw new Refusal("subscription_not_live", "subscriptionId");
  if (at === "now") return endNow(rows, "closed", circumstances);
  const changes = switchAutoRenewOff(rows, circumstances);
  const [off] = changes.subscriptions ?? [];
  // Without a paid period to finish it has ended, and that letter is written.
  if (off?.state !== "active") return changes;
  const letter = writeLetter(
    "renewal_off",
    `subscription:${off.id}:off:${off.version}`,
    off,
    {
      planName: planName(type, off.language),
      ...(off.endDate && { until: off.endDate }),
      // One that has left cannot be called back: the letter must not promise that nothing more is charged.
      ...(unfinished && unfinished.status !== "draft" && { nextAmount: unfinished.amount }),
    },
    circumstances,
  );
  return together(changes, letter);
}
