import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { startTwin } from "./start-twin.ts";
import { call, type Wire } from "./testing/call.ts";
import { complaintsAbout, undescribedIn } from "./testing/openapi.ts";

const EXAMPLES = new URL("../../openapi/examples/", import.meta.url);

function example(name: string): Wire & { readonly object?: unknown } {
  return JSON.parse(readFileSync(new URL(name, EXAMPLES), "utf8")) as Wire;
}

describe("the provider's own samples against the provider's own specification", () => {
  /**
   * Where the two contradict each other. Each line is a fact about the documentation, not about the twin: the
   * twin sends the members that the specification requires and the samples leave out.
   */
  const known: Readonly<Record<string, { schema: string; complaints: string[]; undescribed: string[] }>> = {
    "payment.create.redirect.response.pending.json": { schema: "Payment", complaints: [], undescribed: [] },
    "payment.recurring.response.canceled.permission_revoked.json": {
      schema: "Payment",
      complaints: ["$.payment_method.status: missing"],
      undescribed: [],
    },
    "payment.recurring.response.succeeded.json": {
      schema: "Payment",
      complaints: ["$.payment_method.status: missing"],
      undescribed: [],
    },
    "payment.save-method.response.succeeded.json": {
      schema: "Payment",
      complaints: ["$.payment_method.status: missing"],
      undescribed: [],
    },
    "payment.sbp.response.pending.json": {
      schema: "Payment",
      complaints: ["$.payment_method.status: missing"],
      undescribed: [],
    },
    "payment.sbp.response.succeeded.json": {
      schema: "Payment",
      complaints: ["$.payment_method.status: missing"],
      undescribed: [],
    },
    "payment_method.response.active.json": {
      schema: "SavePaymentMethodBankCard",
      complaints: [],
      undescribed: [],
    },
    "payment_method.response.pending.json": {
      schema: "SavePaymentMethodBankCard",
      complaints: [],
      undescribed: [],
    },
    "me.response.json": { schema: "Me", complaints: [], undescribed: [] },
    "error.idempotence-key-too-long.json": { schema: "BadRequest", complaints: [], undescribed: [] },
    "webhook.object.create.response.json": { schema: "Webhook", complaints: [], undescribed: [] },
  };
  test.each(Object.entries(known))("%s", (name, { schema, complaints, undescribed }) => {
    expect(complaintsAbout(schema, example(name))).toEqual(complaints);
    expect(undescribedIn(schema, example(name))).toEqual(undescribed);
  });

  test("the body of a webhook leaves out the recipient too", () => {
    const { object } = example("webhook.payment.waiting_for_capture.json");
    expect(complaintsAbout("Payment", object)).toEqual([
      "$.recipient: missing",
      "$.payment_method.status: missing",
    ]);
  });

  test("every sample of an answer is looked at", () => {
    const samples = readdirSync(EXAMPLES).filter((name) => !name.includes("request"));
    // 202 is older than the specification, and the webhook is a request of the provider.
    const others = ["legacy.processing.202.json", "webhook.payment.waiting_for_capture.json"];
    expect(samples.sort()).toEqual([...Object.keys(known), ...others].sort());
  });
});

describe("the provider's sample requests", () => {
  test("are accepted as they stand", async () => {
    await using twin = startTwin();
    const created = await call(twin, "POST", "/payments", example("payment.create.redirect.request.json"));
    expect(created.status).toBe(200);
    const bound = await call(twin, "POST", "/payment_methods", example("payment_method.create.request.json"));
    expect(bound.status).toBe(200);
    twin.pay(bound.body.id);
    const recurring = { ...example("payment.recurring.request.json"), payment_method_id: bound.body.id };
    expect(await call(twin, "POST", "/payments", recurring)).toMatchObject({
      status: 200,
      body: { status: "succeeded" },
    });
    twin.pay(created.body.id);
    const refund = { ...example("refund.create.request.json"), payment_id: created.body.id };
    expect(await call(twin, "POST", "/refunds", refund)).toMatchObject({
      status: 200,
      body: { status: "succeeded" },
    });
    twin.changeSettings({ fiscalization: "atol" });
    const partial = { ...example("refund.partial-with-receipt.request.json"), payment_id: created.body.id };
    // The sample returns 600 rubles of a larger payment.
    expect(await call(twin, "POST", "/refunds", partial)).toMatchObject({
      status: 400,
      body: { parameter: "amount" },
    });
  });
});

test("the specification can find fault: a broken answer does not conform", () => {
  const payment = example("payment.create.redirect.response.pending.json");
  expect(complaintsAbout("Payment", { ...payment, status: "done" })).toEqual(["$.status: not in the list"]);
  expect(complaintsAbout("Payment", { ...payment, id: "short", paid: "no" })).toEqual([
    "$.id: too short",
    "$.paid: string instead of boolean",
  ]);
  expect(complaintsAbout("Payment", { ...payment, payment_method: { type: "gold" } })).toEqual([
    "$.payment_method: no such variant",
  ]);
  expect(undescribedIn("Payment", { ...payment, colour: "red" })).toEqual(["$.colour: not described"]);
});
