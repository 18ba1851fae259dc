import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { Header } from "./header.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { paths } from "./paths.ts";
import { PlansPage } from "./plans-page.tsx";
import { SignedIn } from "./signed-in.tsx";

const rootRoute = createRootRoute({
  component: () => (
    <>
      <Header />
      <Outlet />
    </>
  ),
  notFoundComponent: NotFoundPage,
});

const plansRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: paths.plans,
  component: PlansPage,
});

/** What only its own viewer may see. */
const signedInRoute = createRoute({ getParentRoute: () => rootRoute, id: "signed-in", component: SignedIn });

// Not needed to choose a plan, so not loaded before.
const subscriptionRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: paths.subscription,
  component: lazyRouteComponent(() => import("./subscription-page.tsx"), "SubscriptionPage"),
});
const returnRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: paths.return,
  component: lazyRouteComponent(() => import("./return-page.tsx"), "ReturnPage"),
});
const cardRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: paths.card,
  component: lazyRouteComponent(() => import("./card-page.tsx"), "CardPage"),
});

/** The viewer's pages by their addresses. */
export const viewerRouter = createRouter({
  routeTree: rootRoute.addChildren([
    plansRoute,
    signedInRoute.addChildren([subscriptionRoute, returnRoute, cardRoute]),
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof viewerRouter;
  }
}
