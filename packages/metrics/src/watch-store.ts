import type { Store } from "@cinema/billing/ports";
import type { Changes } from "@cinema/core/changes";
import { classOf } from "@cinema/core/decline";
import { isEvent } from "@cinema/core/event";
import type { Message } from "@cinema/core/message";
import type { Metrics } from "./metrics.ts";

/** The same store; what its transactions decided is counted once they are through. */
export function watchStore(store: Store, metrics: Metrics): Store {
  return {
    ...store,
    async change(by, work) {
      const saved: Changes[] = [];
      const result = await store.change(by, (unit) =>
        work({
          ...unit,
          save: async (changes) => {
            await unit.save(changes);
            saved.push(changes);
          },
        }),
      );
      for (const changes of saved) count(changes, metrics);
      return result;
    },
  };
}

/** Each thing that happens is told in one event, also where nobody listens: so nothing is counted twice. */
function count({ messages = [], letters = [] }: Changes, metrics: Metrics): void {
  for (const message of messages) if (isEvent(message.topic)) countEvent(message, metrics);
  for (const { status } of letters) metrics.count("cinema_letters_total", { status });
}

function countEvent({ topic, body }: Message, metrics: Metrics): void {
  metrics.count("cinema_events_total", { event: topic });
  const amount = Number(body.amount_kopecks ?? 0);
  const purpose = String(body.purpose);
  if (topic === "payment.succeeded") metrics.count("cinema_paid_kopecks_total", { purpose }, amount);
  if (topic === "refund.succeeded")
    metrics.count("cinema_refunded_kopecks_total", { kind: String(body.kind) }, amount);
  const reason = String(body.cancellation_reason);
  // A charge that was called back before it left was declined by nobody.
  if (topic === "payment.canceled" && purpose === "renewal" && reason !== "withdrawn")
    metrics.count("cinema_declines_total", { class: classOf(reason) });
}
