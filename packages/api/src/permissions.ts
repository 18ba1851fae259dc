import type { Role } from "./actor.ts";

/** Who may call: everybody, any person about what is his own, another service, or a person with that role. */
export type Caller = "anybody" | "viewer" | "service" | Role;

const everyone: readonly Caller[] = [
  "anybody",
  "viewer",
  "service",
  "manager",
  "support",
  "finance",
  "auditor",
];
const people: readonly Caller[] = ["viewer", "manager", "support", "finance", "auditor"];
const staff: readonly Caller[] = ["manager", "support", "finance", "auditor"];
const accountants: readonly Caller[] = ["manager", "finance", "auditor"];
const managers: readonly Caller[] = ["manager"];
/** Who looks into a viewer's case and may see who he is. */
const caseworkers: readonly Caller[] = ["manager", "support", "auditor"];
/** Who watches over what the staff does. */
const overseers: readonly Caller[] = ["manager", "auditor"];

/**
 * Which role may call which procedure: the only place that says so. What has no row here may be called by nobody.
 * Support reads and refunds up to a limit, Finance has the reports, an Auditor reads everything and changes nothing.
 */
export const permissions: { readonly [path: string]: readonly Caller[] } = {
  "billing.plans": everyone,
  "billing.subscribe": people,
  "billing.subscription": people,
  "billing.setAutoRenew": people,
  "billing.payDue": people,
  "billing.paymentMethods": people,
  "billing.changeMethod": people,
  "billing.methodChange": people,
  "billing.unlinkPaymentMethod": people,
  "billing.payments": people,
  "billing.refundPreview": people,
  "billing.requestRefund": people,
  "billing.refunds": people,
  "billing.history": people,
  "billing.access": [...people, "service"],
  "billing.mailings": people,
  "billing.setMailings": people,

  "admin.me": staff,
  "admin.colleagues.list": staff,
  "admin.charging.status": staff,
  "admin.charging.halt": managers,
  "admin.charging.resume": managers,
  "admin.catalogue.list": staff,
  "admin.catalogue.create": managers,
  "admin.catalogue.rename": managers,
  "admin.catalogue.changePrice": managers,
  "admin.catalogue.previewPrice": staff,
  "admin.catalogue.deactivate": managers,
  "admin.catalogue.reactivate": managers,
  "admin.catalogue.previewDeactivation": staff,
  "admin.subscriptions.cancel": managers,
  "admin.subscriptions.extend": managers,
  "admin.subscriptions.park": managers,
  "admin.subscriptions.unpark": managers,
  "admin.approvals.list": staff,
  "admin.approvals.get": staff,
  "admin.approvals.approve": managers,
  "admin.approvals.reject": managers,
  "admin.reports.revenue": accountants,
  "admin.reports.standing": accountants,
  "admin.reports.churn": accountants,
  "admin.reports.recovery": accountants,
  "admin.reports.refunds": accountants,
  "admin.exports.prepare": accountants,
  "admin.viewers.search": caseworkers,
  "admin.viewers.get": caseworkers,
  "admin.viewers.timeline": caseworkers,
  "admin.viewers.erase": managers,
  "admin.subscriptions.search": caseworkers,
  "admin.subscriptions.get": caseworkers,
  "admin.audit.row": caseworkers,
  "admin.audit.actor": overseers,
  "admin.audit.request": overseers,
  "admin.audit.recent": overseers,
  "admin.deadLetters.list": staff,
  "admin.deadLetters.get": ["manager", "support", "auditor"],
  "admin.deadLetters.replay": managers,
  "admin.deadLetters.replayAll": managers,
  "admin.deadLetters.discard": managers,
  "admin.jobs.list": staff,
  "admin.jobs.runs": staff,
  "admin.jobs.get": staff,
  "admin.jobs.run": managers,
  "admin.jobs.dryRun": managers,
  "admin.approvals.withdraw": ["manager", "support", "finance"],
  "admin.reconciliation.start": ["manager", "finance"],
  "admin.reconciliation.runs": ["manager", "finance", "auditor"],
  "admin.reconciliation.run": ["manager", "finance", "auditor"],
  "admin.reconciliation.differences": ["manager", "finance", "auditor"],
  "admin.reconciliation.difference": ["manager", "finance", "auditor"],
  "admin.reconciliation.resolve": ["manager", "finance"],
  "admin.reconciliation.dismiss": ["manager", "finance"],
  "admin.payments.search": staff,
  "admin.payments.get": staff,
  "admin.payments.providerObject": staff,
  "admin.payments.ask": ["manager", "support"],
  "admin.refunds.search": staff,
  "admin.refunds.get": staff,
  "admin.refunds.providerObject": staff,
  "admin.refunds.ask": ["manager", "support"],
  "admin.refunds.preview": ["manager", "support"],
  "admin.refunds.request": ["manager", "support"],
  "admin.letters.search": caseworkers,
  "admin.letters.get": caseworkers,
  "admin.letters.resend": ["manager", "support"],
  "admin.templates.list": staff,
  "admin.templates.get": staff,
  "admin.templates.variables": staff,
  "admin.templates.preview": caseworkers,
  "admin.templates.save": managers,
  "admin.templates.restore": managers,
  "admin.templates.testSend": managers,
  "admin.mailings.list": staff,
  "admin.mailings.get": staff,
  "admin.mailings.variables": staff,
  "admin.mailings.failures": staff,
  "admin.mailings.dryRun": caseworkers,
  "admin.mailings.create": managers,
  "admin.mailings.start": managers,
  "admin.mailings.pause": managers,
  "admin.mailings.resume": managers,
  "admin.mailings.stop": managers,
};

/** The roles of the staff by weight: who has several acts in the first one that may do the thing. */
export const roles: readonly Role[] = ["manager", "finance", "support", "auditor"];

/** Whether somebody with these roles may see who the viewers are. */
export function seesViewers(held: ReadonlySet<Role>): boolean {
  return roleFor("admin.viewers.get", held) !== undefined;
}

/** The role in which somebody with these roles may call a procedure; undefined when in none. */
export function roleFor(path: string, held: ReadonlySet<Role>): Role | undefined {
  const allowed = permissions[path] ?? [];
  return roles.find((role) => held.has(role) && allowed.includes(role));
}
