import { adminRouter } from "./admin/admin-router.ts";
import { billingRouter } from "./billing-router.ts";
import { router } from "./procedures.ts";

/** The whole API; clients are typed by its type alone. */
export const appRouter = router({ billing: billingRouter, admin: adminRouter });

export type AppRouter = typeof appRouter;

/** The one question that may be too long for an address, as it brings a whole template: it travels by POST. */
export const questionByPost = "admin.templates.preview";

/** Calls in one HTTP request; more are refused. Clients are to keep to the same number. */
export const mostCallsInBatch = 10;
