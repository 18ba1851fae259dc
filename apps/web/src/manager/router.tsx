import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
} from "@tanstack/react-router";
import { Frame } from "./frame.tsx";
import {
  differencesIn,
  lettersIn,
  paymentsIn,
  reportsIn,
  subscriptionsIn,
  trailIn,
  viewersIn,
} from "./list-addresses.ts";
import { NotThere } from "./not-there.tsx";

const rootRoute = createRootRoute({ component: Frame, notFoundComponent: NotThere });

const firstRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: () => <Navigate to="/approvals" replace />,
});

const approvalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/approvals",
  component: lazyRouteComponent(() => import("./approvals-page.tsx"), "ApprovalsPage"),
});

const chargingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/charging",
  component: lazyRouteComponent(() => import("./charging-page.tsx"), "ChargingPage"),
});

const reportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/reports",
  validateSearch: reportsIn,
  component: lazyRouteComponent(() => import("./reports-page.tsx"), "ReportsPage"),
});

const viewersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/viewers",
  validateSearch: viewersIn,
  component: lazyRouteComponent(() => import("./viewers-page.tsx"), "ViewersPage"),
});

const viewerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/viewers/$userId",
  component: lazyRouteComponent(() => import("./viewer-page.tsx"), "ViewerPage"),
});

const subscriptionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/subscriptions",
  validateSearch: subscriptionsIn,
  component: lazyRouteComponent(() => import("./subscriptions-page.tsx"), "SubscriptionsPage"),
});

const subscriptionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/subscriptions/$subscriptionId",
  component: lazyRouteComponent(() => import("./subscription-page.tsx"), "SubscriptionPage"),
});

const paymentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/payments",
  validateSearch: paymentsIn,
  component: lazyRouteComponent(() => import("./payments-page.tsx"), "PaymentsPage"),
});

const paymentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/payments/$paymentId",
  component: lazyRouteComponent(() => import("./payment-page.tsx"), "PaymentPage"),
});

const catalogueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/catalogue",
  component: lazyRouteComponent(() => import("./catalogue-page.tsx"), "CataloguePage"),
});

const deadLettersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/dead-letters",
  component: lazyRouteComponent(() => import("./dead-letters-page.tsx"), "DeadLettersPage"),
});

const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/jobs",
  component: lazyRouteComponent(() => import("./jobs-page.tsx"), "JobsPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/audit",
  validateSearch: trailIn,
  component: lazyRouteComponent(() => import("./audit-page.tsx"), "AuditPage"),
});

const reconciliationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/reconciliation",
  validateSearch: differencesIn,
  component: lazyRouteComponent(() => import("./reconciliation-page.tsx"), "ReconciliationPage"),
});

const mailingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/mailings",
  component: lazyRouteComponent(() => import("./mailings-page.tsx"), "MailingsPage"),
});

const newMailingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/mailings/new",
  component: lazyRouteComponent(() => import("./new-mailing-page.tsx"), "NewMailingPage"),
});

const mailingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/mailings/$mailingId",
  component: lazyRouteComponent(() => import("./mailing-page.tsx"), "MailingPage"),
});

const templatesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/templates",
  component: lazyRouteComponent(() => import("./templates-page.tsx"), "TemplatesPage"),
});

const templateRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/templates/$event/$language",
  component: lazyRouteComponent(() => import("./template-page.tsx"), "TemplatePage"),
});

const lettersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/letters",
  validateSearch: lettersIn,
  component: lazyRouteComponent(() => import("./letters-page.tsx"), "LettersPage"),
});

const letterRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/letters/$letterId",
  component: lazyRouteComponent(() => import("./letter-page.tsx"), "LetterPage"),
});

/** The parts of the console by their addresses; each is loaded when somebody goes there. */
export const consoleRouter = createRouter({
  basepath: "/manager",
  routeTree: rootRoute.addChildren([
    firstRoute,
    approvalsRoute,
    chargingRoute,
    reportsRoute,
    viewersRoute,
    viewerRoute,
    subscriptionsRoute,
    subscriptionRoute,
    paymentsRoute,
    paymentRoute,
    catalogueRoute,
    templatesRoute,
    templateRoute,
    lettersRoute,
    letterRoute,
    deadLettersRoute,
    jobsRoute,
    auditRoute,
    reconciliationRoute,
    mailingsRoute,
    newMailingRoute,
    mailingRoute,
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof consoleRouter;
  }
}
