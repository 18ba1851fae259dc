import { act } from "./act.ts";
import { type LiveCase, switchAutoRenewOff } from "./auto-renew.ts";
import { type Changes, type Circumstances, together } from "./changes.ts";
import type { Subscription } from "./subscription.ts";

export interface ErasureCase {
  readonly userId: string;
  readonly live: readonly LiveCase[];
  /** Purchases whose first payment is not in yet. */
  readonly pending: readonly Subscription[];
}

/**
 * Forgets who a viewer is (152-FZ): no more charges, no more letters, nothing personal kept. What he has paid for
 * runs to its end; doing it twice changes nothing more. That it was done, when and by whom is kept.
 */
export function eraseViewer({ userId, live, pending }: ErasureCase, circumstances: Circumstances): Changes {
  const stopped = live.map((rows) =>
    switchAutoRenewOff(
      { ...rows, subscription: { ...rows.subscription, paymentMethodId: undefined } },
      circumstances,
    ),
  );
  // Paid after all, such a purchase begins without keeping the card.
  const once = pending
    .filter(({ isRepeatable }) => isRepeatable)
    .map((subscription) => ({ ...subscription, isRepeatable: false, version: subscription.version + 1 }));
  return together(...stopped.map(withoutLetters), {
    subscriptions: once,
    erasures: [{ userId, at: circumstances.now }],
    acts: [act("viewer.erased", `viewer:${userId}`, {}, circumstances)],
  });
}

function withoutLetters({ messages = [], ...changes }: Changes): Changes {
  return { ...changes, letters: [], messages: messages.filter(({ topic }) => topic !== "letter.deliver") };
}
