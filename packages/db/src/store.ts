import type { Store } from "@cinema/billing/ports";
import type { Sql } from "./connect.ts";
import { unitOfWork } from "./unit-of-work.ts";
import { createViews } from "./views.ts";
import type { Wake } from "./wake.ts";

/** The Store on PostgreSQL. */
export function createStore(sql: Sql, wake: Wake): Store {
  return {
    ...createViews(sql),
    async change(by, work) {
      let queued = false;
      const result = await sql.begin(async (transaction) => {
        const unit = unitOfWork(transaction);
        // Not awaited: it travels together with the first load of the work.
        const authorship = transaction`
          select set_config('billing.actor', ${by.actor}, true), set_config('billing.reason', ${by.reason}, true),
            set_config('billing.request_id', ${by.requestId ?? ""}, true)`;
        const [result] = await Promise.all([
          work({
            ...unit,
            save: async (changes) => {
              queued ||= (changes.messages?.length ?? 0) > 0;
              await unit.save(changes);
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
