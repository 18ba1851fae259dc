import type { Role } from "../actor.ts";
import { permissions, roleFor, roles } from "../permissions.ts";
import { router, staffProcedure } from "../procedures.ts";
import { approvalsRouter } from "./approvals-router.ts";
import { auditRouter } from "./audit-router.ts";
import { catalogueRouter } from "./catalogue-router.ts";
import { chargingRouter } from "./charging-router.ts";
import { colleaguesRouter } from "./colleagues-router.ts";
import { deadLettersRouter } from "./dead-letters-router.ts";
import { exportsRouter } from "./exports-router.ts";
import { jobsRouter } from "./jobs-router.ts";
import { lettersRouter } from "./letters-router.ts";
import { mailingsRouter } from "./mailings-router.ts";
import { paymentsRouter } from "./payments-router.ts";
import { reconciliationRouter } from "./reconciliation-router.ts";
import { refundsRouter } from "./refunds-router.ts";
import { reportsRouter } from "./reports-router.ts";
import { subscriptionActions } from "./subscription-actions.ts";
import { subscriptionReads } from "./subscription-reads.ts";
import { templatesRouter } from "./templates-router.ts";
import { viewersRouter } from "./viewers-router.ts";

/** Who the caller is to the console. */
export interface PresentedStaff {
  readonly userId: string;
  readonly name: string | null;
  readonly roles: readonly Role[];
  /** The procedures of the staff that these roles may call, by their paths. */
  readonly may: readonly string[];
}

/** What the staff of the cinema does; `permissions.ts` says who of them may do what. */
export const adminRouter = router({
  me: staffProcedure.query(
    ({ ctx: { actor } }): PresentedStaff => ({
      userId: actor.userId,
      name: actor.name ?? null,
      roles: roles.filter((role) => actor.roles.has(role)),
      may: Object.keys(permissions).filter(
        (path) => path.startsWith("admin.") && roleFor(path, actor.roles) !== undefined,
      ),
    }),
  ),
  colleagues: colleaguesRouter,
  approvals: approvalsRouter,
  catalogue: catalogueRouter,
  charging: chargingRouter,
  reports: reportsRouter,
  exports: exportsRouter,
  viewers: viewersRouter,
  subscriptions: router({ ...subscriptionReads, ...subscriptionActions }),
  audit: auditRouter,
  deadLetters: deadLettersRouter,
  jobs: jobsRouter,
  reconciliation: reconciliationRouter,
  payments: paymentsRouter,
  refunds: refundsRouter,
  letters: lettersRouter,
  templates: templatesRouter,
  mailings: mailingsRouter,
});
