import { adminRouter } from "./admin/admin-router.ts";
import { billingRouter } from "./billing-router.ts";
import { router } from "./procedures.ts";

/** The whole API; clients are typed by its type alone. */
export const appRouter = router({ billing: billingRouter, admin: adminRouter });

export type AppRouter = typeof appRouter;

/**
 * Questions that travel by POST: a whole template may be too long for an address, and what names a person must not
 * stand in one, because proxies write addresses into their logs.
 */
export const questionsByPost = [
  "admin.templates.preview",
  "admin.viewers.search",
  "admin.subscriptions.search",
] as const;

/** Calls in one HTTP request; more are refused. Clients are to keep to the same number. */
export const mostCallsInBatch = 10;
