import { parseKopecks } from "./amounts.ts";
import { ControlRefusal, type Controls, type PayOrder, type SettingsChange } from "./controls.ts";
import {
  CANCELLATION_REASONS,
  FISCALIZATION_PROVIDERS,
  isOneOf,
  REFUND_CANCELLATION_REASONS,
} from "./enums.ts";
import { OrderMistake, readFaultOrder, readNumber, readOrderText } from "./fault-orders.ts";
import { isObject } from "./read.ts";
import { isSnapshot } from "./snapshot.ts";
import type { Core } from "./twin.ts";

/** The control API's routes: what each order does, whoever sends it. Fields are JSON or a form's. */

export type Fields = Readonly<Record<string, unknown>>;

export type OrderContext = {
  readonly core: Core;
  readonly controls: Controls;
  /** The open segment of the path. */
  readonly id: string;
  readonly fields: Fields;
};

export type Order = (context: OrderContext) => unknown;

function readFlag(fields: Fields, name: string): boolean | undefined {
  const text = String(fields[name] ?? "");
  if (text === "") return undefined;
  if (text !== "true" && text !== "false") throw new OrderMistake(`${name} is true or false`);
  return text === "true";
}

/** A reason of the list; `succeeded` or nothing is null. */
function readEnding(fields: Fields, name: string, list: readonly string[]): string | null {
  const text = readOrderText(fields, name) ?? "succeeded";
  if (text === "succeeded") return null;
  if (!isOneOf(list, text)) throw new OrderMistake(`${name} is succeeded or one of ${list.join(", ")}`);
  return text;
}

function pay({ controls, id, fields }: OrderContext): unknown {
  const card = readOrderText(fields, "card");
  const expiry = readOrderText(fields, "expiry");
  const wallet = readFlag(fields, "wallet");
  const save = readFlag(fields, "save");
  const threeDSecure = readOrderText(fields, "three_d_secure");
  if (threeDSecure !== undefined && threeDSecure !== "pass" && threeDSecure !== "fail") {
    throw new OrderMistake("three_d_secure is pass or fail");
  }
  const order: PayOrder = {
    ...(card === undefined ? {} : { card }),
    ...(expiry === undefined ? {} : { expiry }),
    ...(wallet === undefined ? {} : { wallet }),
    ...(save === undefined ? {} : { save }),
    ...(threeDSecure === undefined ? {} : { threeDSecure }),
  };
  return controls.pay(id, order);
}

function refundByHand({ controls, id, fields }: OrderContext): unknown {
  const { amount } = fields;
  if (amount === undefined || amount === "") return controls.refundByHand(id);
  const kopecks = parseKopecks(amount);
  if (kopecks === null || kopecks === 0) throw new OrderMistake("amount is in rubles, as 100.00");
  return controls.refundByHand(id, kopecks);
}

function resolveRefund({ controls, id, fields }: OrderContext): unknown {
  const status = readOrderText(fields, "status") ?? "succeeded";
  if (status === "succeeded") return controls.finishRefund(id, null);
  if (status !== "canceled") throw new OrderMistake("status is succeeded or canceled");
  const reason = readEnding(fields, "reason", REFUND_CANCELLATION_REASONS) ?? "general_decline";
  return controls.finishRefund(id, reason);
}

/** Adds a duration to the present: milliseconds as a number, or ISO 8601 text with months of the calendar (UTC). */
function advance(core: Core, duration: unknown): void {
  const { clock } = core.world;
  if (typeof duration === "number" || /^\d+$/.test(String(duration))) {
    clock.advance(Number(duration));
    return;
  }
  const now = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO("UTC");
  const then = now.add(Temporal.Duration.from(String(duration)));
  clock.advance(then.epochMilliseconds - now.epochMilliseconds);
}

function showClock({ core }: OrderContext): unknown {
  return { now: core.world.clock.instant(), frozen: core.world.clock.frozen };
}

function moveClock(context: OrderContext): unknown {
  const { core, fields } = context;
  const { clock } = core.world;
  try {
    if (readFlag(fields, "freeze") === true) clock.freeze();
    if (readFlag(fields, "resume") === true) clock.resume();
    const instant = readOrderText(fields, "set");
    if (instant !== undefined) clock.set(instant);
    if (fields.advance !== undefined && fields.advance !== "") advance(core, fields.advance);
  } catch (error) {
    if (error instanceof RangeError) throw new OrderMistake(error.message);
    throw error;
  }
  return showClock(context);
}

function showSettings({ core: { mainShop } }: OrderContext): unknown {
  return {
    shop_id: mainShop.id,
    webhook_url: mainShop.webhookUrl,
    recurring: mainShop.recurring,
    fiscalization: mainShop.fiscalization?.provider ?? false,
    fee_basis_points: mainShop.feeBasisPoints,
  };
}

function changeSettings(context: OrderContext): unknown {
  const { controls, fields } = context;
  const recurring = readFlag(fields, "recurring");
  const fiscalization = fields.fiscalization === undefined ? "" : String(fields.fiscalization);
  const feeBasisPoints = readNumber(fields, "fee_basis_points");
  if (feeBasisPoints !== undefined && !(feeBasisPoints >= 0 && feeBasisPoints <= 10_000)) {
    throw new OrderMistake("fee_basis_points is from 0 to 10000");
  }
  const secretKey = readOrderText(fields, "secret_key");
  if (secretKey !== undefined && !/^(test|live)_\w+$/.test(secretKey)) {
    throw new OrderMistake("secret_key begins with test_ or live_");
  }
  const change: SettingsChange = {
    ...(secretKey === undefined ? {} : { secretKey }),
    ...(fields.webhook_url === undefined ? {} : { webhookUrl: readOrderText(fields, "webhook_url") ?? null }),
    ...(recurring === undefined ? {} : { recurring }),
    ...(fiscalization === "" ? {} : { fiscalization: registerOf(fiscalization) }),
    ...(feeBasisPoints === undefined ? {} : { feeBasisPoints }),
  };
  controls.changeSettings(change);
  return showSettings(context);
}

/** `true` means the provider's own cash register. */
function registerOf(text: string): string | false {
  if (text === "false") return false;
  const register = text === "true" ? "yoo_receipt" : text;
  if (isOneOf(FISCALIZATION_PROVIDERS, register)) return register;
  throw new OrderMistake(`fiscalization is true, false or one of ${FISCALIZATION_PROVIDERS.join(", ")}`);
}

function restore({ controls, fields }: OrderContext): unknown {
  if (!isSnapshot(fields)) throw new OrderMistake("this is no snapshot of the twin");
  controls.restore(fields);
  return {};
}

function forge({ controls, fields }: OrderContext): unknown {
  if (!isObject(fields.object)) throw new OrderMistake("object is missing");
  return { id: controls.forgeWebhook({ type: "notification", ...fields }) };
}

function addFault({ controls, fields }: OrderContext): unknown {
  const { fault, options } = readFaultOrder(fields);
  try {
    return { id: controls.faults.add(fault, options) };
  } catch (error) {
    if (error instanceof RangeError) throw new OrderMistake(error.message);
    throw error;
  }
}

function removeFault({ controls, id }: OrderContext): unknown {
  if (!controls.faults.remove(id)) throw new ControlRefusal(404, `no fault ${id}`);
  return {};
}

/** Does something that has nothing to show. */
function does(act: (context: OrderContext) => void): Order {
  return (context) => {
    act(context);
    return {};
  };
}

/** `METHOD /path` under /control, with `*` for the open segment. */
export const ORDERS: Readonly<Record<string, Order>> = {
  "POST /payments/*/pay": pay,
  "POST /payments/*/expire": ({ controls, id }) => controls.expire(id),
  "POST /payments/*/finish": ({ controls, id, fields }) =>
    controls.finishCharge(id, readEnding(fields, "outcome", CANCELLATION_REASONS)),
  "POST /payments/*/refund": refundByHand,
  "POST /refunds/*/resolve": resolveRefund,
  "POST /methods/*/outcome": does(({ controls, id, fields }) =>
    controls.setOutcome(id, readEnding(fields, "outcome", CANCELLATION_REASONS)),
  ),
  "GET /faults": ({ controls }) => ({ items: controls.faults.all() }),
  "POST /faults": addFault,
  "DELETE /faults": does(({ controls }) => controls.faults.clear()),
  "DELETE /faults/*": removeFault,
  "POST /faults/*/remove": removeFault,
  "GET /clock": showClock,
  "POST /clock": moveClock,
  "GET /settings": showSettings,
  "POST /settings": changeSettings,
  "GET /ledger": ({ controls }) => controls.ledger(),
  "GET /requests": ({ controls }) => ({ items: controls.requests() }),
  "GET /webhooks": ({ controls }) => ({ items: controls.webhooks() }),
  "POST /webhooks/forge": forge,
  "POST /webhooks/*/resend": does(({ controls, id }) => controls.resendWebhook(id)),
  "POST /delivered": async ({ controls }) => {
    await controls.delivered();
    return {};
  },
  "POST /reset": does(({ controls }) => controls.reset()),
  "GET /snapshot": ({ controls }) => controls.snapshot(),
  "POST /restore": restore,
};
