import type { Caller } from "./authorization.ts";
import { createBinding } from "./bindings.ts";
import type { Made } from "./idempotence.ts";
import { listPayments, listReceipts, listRefunds } from "./lists.ts";
import type { Payment } from "./model.ts";
import { cancelPayment, capturePayment, createPayment } from "./payments.ts";
import { presentMethod, presentPayment, presentReceipt, presentRefund, presentShop } from "./present.ts";
import { forbidden, notFound } from "./problem.ts";
import type { Body } from "./read.ts";
import { createReceipt } from "./receipts.ts";
import { createRefund } from "./refunds.ts";
import { createSubscription, presentSubscription } from "./subscriptions.ts";
import type { World } from "./world.ts";

/** One call of the API, checked as far as the HTTP layer can. */
export type Call = {
  readonly caller: Caller;
  /** The segment of the path that the route leaves open; empty when it leaves none. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: Body;
  readonly key: string;
  readonly now: number;
};

/** GET and DELETE answer with what `run` returns. */
export type Read = (world: World, call: Call) => unknown;

/** POST makes or moves an object and answers with it; so does every repeat, with its state by then. */
export type Write = {
  /** The documentation's own samples send no body here. */
  readonly emptyBody?: true;
  readonly run: (world: World, call: Call) => Made;
};

export type Route = {
  readonly GET?: Read;
  readonly DELETE?: Read;
  readonly POST?: Write;
  /** Refuses shops that come with their key. */
  readonly oauthOnly?: true;
};

function requirePayment(world: World, call: Call): Payment {
  const payment = world.payments.find(call.caller.shop.id, call.id);
  if (payment === undefined) throw notFound("Payment", "payment_id");
  return payment;
}

const PAYMENTS: Readonly<Record<string, Route>> = {
  "/payments": {
    POST: {
      run: (world, { caller, body, key, now }) => ({
        kind: "payment",
        id: createPayment(world, caller.shop, body, key, now).id,
      }),
    },
    GET: (world, { caller: { shop }, query, now }) =>
      listPayments(world.payments.ofShop(shop.id), query, now, (payment) =>
        presentPayment(payment, shop, world.publicUrl),
      ),
  },
  "/payments/*": {
    GET: (world, call) => presentPayment(requirePayment(world, call), call.caller.shop, world.publicUrl),
  },
  "/payments/*/capture": {
    POST: {
      emptyBody: true,
      run: (world, call) => {
        capturePayment(world, requirePayment(world, call), call.body, call.now);
        return { kind: "payment", id: call.id };
      },
    },
  },
  "/payments/*/cancel": {
    POST: {
      emptyBody: true,
      run: (world, call) => {
        cancelPayment(world, requirePayment(world, call), call.now);
        return { kind: "payment", id: call.id };
      },
    },
  },
};

const REFUNDS: Readonly<Record<string, Route>> = {
  "/refunds": {
    POST: {
      run: (world, { caller, body, now }) => ({
        kind: "refund",
        id: createRefund(world, caller.shop, body, now).id,
      }),
    },
    GET: (world, { caller, query, now }) =>
      listRefunds(world.refunds.ofShop(caller.shop.id), query, now, presentRefund),
  },
  "/refunds/*": {
    GET: (world, { caller, id }) => {
      const refund = world.refunds.find(caller.shop.id, id);
      if (refund === undefined) throw notFound("Refund", null);
      return presentRefund(refund);
    },
  },
};

const RECEIPTS: Readonly<Record<string, Route>> = {
  "/receipts": {
    POST: {
      run: (world, { caller, body, now }) => ({
        kind: "receipt",
        id: createReceipt(world, caller.shop, body, now).id,
      }),
    },
    GET: (world, { caller, query, now }) =>
      listReceipts(world.receipts.ofShop(caller.shop.id), query, now, presentReceipt),
  },
  "/receipts/*": {
    GET: (world, { caller, id }) => {
      const receipt = world.receipts.find(caller.shop.id, id);
      if (receipt === undefined) throw notFound("Receipt", null);
      return presentReceipt(receipt);
    },
  },
};

const METHODS: Readonly<Record<string, Route>> = {
  "/payment_methods": {
    POST: {
      run: (world, { caller, body, now }) => {
        if (caller.by === "oauth") throw forbidden("Partners cannot save payment methods without a payment");
        return { kind: "method", id: createBinding(world, caller.shop, body, now).id };
      },
    },
  },
  "/payment_methods/*": {
    GET: (world, { caller: { shop }, id }) => {
      const method = world.methods.find(shop.id, id);
      if (method === undefined) throw notFound("Payment method", null);
      return presentMethod(method, shop, world.publicUrl);
    },
  },
};

const SETTINGS: Readonly<Record<string, Route>> = {
  "/me": { GET: (_world, { caller }) => presentShop(caller.shop) },
  "/webhooks": {
    oauthOnly: true,
    POST: {
      run: (world, { caller, body, now }) => ({
        kind: "webhook",
        id: createSubscription(world, caller.shop, body, now).id,
      }),
    },
    GET: (world, { caller }) => ({
      type: "list",
      items: world.subscriptions.ofShop(caller.shop.id).map(presentSubscription),
    }),
  },
  "/webhooks/*": {
    oauthOnly: true,
    DELETE: (world, { caller, id }) => {
      if (!world.subscriptions.remove(caller.shop.id, id)) throw notFound("Webhook", null);
      return {};
    },
  },
};

/** Every route under /v3; `*` is the open segment. */
export const ROUTES: Readonly<Record<string, Route>> = {
  ...PAYMENTS,
  ...REFUNDS,
  ...RECEIPTS,
  ...METHODS,
  ...SETTINGS,
};

/** Finds the route of a path under /v3, and the open segment's text. */
export function findRoute(path: string): { readonly route: Route; readonly id: string } | null {
  const [, collection = "", id, action, ...rest] = path.split("/");
  if (rest.length > 0) return null;
  const pattern = `/${collection}${id === undefined ? "" : "/*"}${action === undefined ? "" : `/${action}`}`;
  const route = Object.hasOwn(ROUTES, pattern) ? ROUTES[pattern] : undefined;
  return route === undefined ? null : { route, id: id ?? "" };
}

/** The object that a POST made or moved, in its present state. */
export function presentMade(world: World, { shop }: Caller, { kind, id }: Made): unknown {
  switch (kind) {
    case "payment":
      return presentPayment(known(world.payments.find(shop.id, id)), shop, world.publicUrl);
    case "refund":
      return presentRefund(known(world.refunds.find(shop.id, id)));
    case "receipt":
      return presentReceipt(known(world.receipts.find(shop.id, id)));
    case "method":
      return presentMethod(known(world.methods.find(shop.id, id)), shop, world.publicUrl);
    default:
      return presentSubscription(known(world.subscriptions.find(shop.id, id)));
  }
}

function known<T>(object: T | undefined): T {
  if (object === undefined) throw notFound("Object", null);
  return object;
}
