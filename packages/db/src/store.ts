import type { Store } from "@cinema/billing/ports";
import { isEvent } from "@cinema/core/event";
import type { Sql } from "./connect.ts";
import { createCalls } from "./idempotency.ts";
import { unitOfWork } from "./unit-of-work.ts";
import { createViews } from "./views.ts";
import type { Wake } from "./wake.ts";

export interface StoreOptions {
  readonly wake: Wake;
  /** False: no broker carries events to other services, so they are not written. */
  readonly hasListeners: boolean;
}

/** The Store on PostgreSQL. */
export function createStore(sql: Sql, { wake, hasListeners }: StoreOptions): Store {
  return {
    ...createViews(sql),
    calls: createCalls(sql),
    async change(by, work) {
      let queued = false;
      const result = await sql.begin(async (transaction) => {
        const unit = unitOfWork(transaction);
        // Sent at once, before anything of the work, but not awaited: it travels together with the first statement.
        const authorship = transaction`
          select set_config('billing.actor', ${by.actor}, true), set_config('billing.reason', ${by.reason}, true),
            set_config('billing.request_id', ${by.requestId ?? ""}, true)`.execute();
        const [result] = await Promise.all([
          work({
            ...unit,
            save: async (changes) => {
              const messages = changes.messages?.filter(({ topic }) => hasListeners || !isEvent(topic));
              queued ||= (messages?.length ?? 0) > 0;
              await unit.save(messages ? { ...changes, messages } : changes);
            },
          }),
          authorship,
        ]);
        return result;
      });
      if (queued) wake();
      // postgres.js unwraps arrays of promises in its type; ours is the value itself.
      return result as Awaited<ReturnType<typeof work>>;
    },
  };
}
