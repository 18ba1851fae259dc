import { adminRouter } from "./admin/admin-router.ts";
import { billingRouter } from "./billing-router.ts";
import { router } from "./procedures.ts";

/** The whole API; clients are typed by its type alone. */
export const appRouter = router({ billing: billingRouter, admin: adminRouter });

export type AppRouter = typeof appRouter;

/** Calls in one HTTP request; more are refused. Clients are to keep to the same number. */
export const mostCallsInBatch = 10;
