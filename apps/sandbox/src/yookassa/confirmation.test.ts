import { describe, expect, test } from "bun:test";
import { TEST_CARDS } from "./cards.ts";
import { startTwin, type Twin } from "./start-twin.ts";
import { call, createPayment, RETURN_URL, show } from "./testing/call.ts";

type Form = Readonly<Record<string, string>>;

const GOOD_CARD: Form = { number: "5555 5555 5555 4444", expiry: "12 / 40", csc: "987" };

function post(twin: Twin, path: string, form: Form = {}): Promise<Response> {
  return fetch(`${twin.url}${path}`, { method: "POST", redirect: "manual", body: new URLSearchParams(form) });
}

async function page(twin: Twin, path: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${twin.url}${path}`, { redirect: "manual" });
  return { status: response.status, text: await response.text() };
}

const location = (response: Response) => [response.status, response.headers.get("location")];

describe("the confirmation page", () => {
  test("shows the sum, the forms and the test cards, in the payment's language", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin, { description: "Заказ №37" });
    const { status, text } = await page(twin, `/confirm/${id}`);
    expect(status).toBe(200);
    for (const part of ['lang="ru"', "100", "Заказ №37", 'name="number"', 'name="expiry"', 'name="csc"']) {
      expect([part, text.includes(part)]).toEqual([part, true]);
    }
    for (const action of ["card", "wallet", "cancel"])
      expect(text.includes(`/confirm/${id}/${action}?locale=ru`)).toBe(true);
    const english = await createPayment(twin, {
      confirmation: { type: "redirect", return_url: RETURN_URL, locale: "en_US" },
    });
    expect((await page(twin, `/confirm/${english.id}`)).text.includes('lang="en"')).toBe(true);
    expect((await page(twin, `/confirm/${id}?locale=en`)).text.includes('lang="en"')).toBe(true);
  });

  test("takes a card and returns to exactly the shop's address", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    expect(location(await post(twin, `/confirm/${id}/card`, GOOD_CARD))).toEqual([303, RETURN_URL]);
    expect((await show(twin, id)).status).toBe("succeeded");
    // Sending the form again, or coming back later, pays nothing more.
    expect(location(await post(twin, `/confirm/${id}/card`, GOOD_CARD))).toEqual([303, RETURN_URL]);
    expect((await page(twin, `/confirm/${id}`)).status).toBe(200);
    expect(twin.ledger().totals.takenKopecks).toBe(10_000);
  });

  test("asks the bank's code for a 3-D Secure card", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    const form = { ...GOOD_CARD, number: "5555555555554477" };
    expect(location(await post(twin, `/confirm/${id}/card`, form))).toEqual([
      303,
      `/confirm/${id}/3ds?locale=ru`,
    ]);
    expect((await show(twin, id)).status).toBe("pending");
    const bank = await page(twin, `/confirm/${id}/3ds?locale=ru`);
    expect(bank.text.includes("5555 55** **** 4477")).toBe(true);
    expect((await post(twin, `/confirm/${id}/3ds`, { code: " " })).status).toBe(400);
    expect(location(await post(twin, `/confirm/${id}/3ds`, { code: "1234" }))).toEqual([303, RETURN_URL]);
    expect(await show(twin, id)).toMatchObject({
      status: "succeeded",
      authorization_details: { three_d_secure: { applied: true } },
    });
  });

  test("a failed code cancels the payment", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    await post(twin, `/confirm/${id}/card`, { ...GOOD_CARD, number: "5555555555554477" });
    expect(location(await post(twin, `/confirm/${id}/3ds-fail`))).toEqual([303, RETURN_URL]);
    expect(await show(twin, id)).toMatchObject({ cancellation_details: { reason: "3d_secure_failed" } });
  });

  test.each(TEST_CARDS.filter(({ decline }) => decline !== null).map((card) => [card.number, card]))(
    "card %s ends as the table says",
    async (number, card) => {
      await using twin = startTwin();
      const { id } = await createPayment(twin);
      const first = await post(twin, `/confirm/${id}/card`, { ...GOOD_CARD, number });
      const last = card.threeDSecure ? await post(twin, `/confirm/${id}/3ds`, { code: "1" }) : first;
      expect(location(last)).toEqual([303, RETURN_URL]);
      expect(await show(twin, id)).toMatchObject({ status: "canceled", cancellation_details: card.decline });
    },
  );

  test("the wallet pays, the way back does not", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    expect(location(await post(twin, `/confirm/${id}/cancel`))).toEqual([303, RETURN_URL]);
    expect((await show(twin, id)).status).toBe("pending");
    expect(location(await post(twin, `/confirm/${id}/wallet`))).toEqual([303, RETURN_URL]);
    expect(await show(twin, id)).toMatchObject({
      status: "succeeded",
      payment_method: { type: "yoo_money" },
    });
  });

  test("the payer's own tick saves the card, where the shop left it to him", async () => {
    await using twin = startTwin();
    const ticked = await createPayment(twin);
    await post(twin, `/confirm/${ticked.id}/card`, { ...GOOD_CARD, save: "true" });
    expect((await show(twin, ticked.id)).payment_method).toMatchObject({ saved: true });
    const plain = await createPayment(twin);
    await post(twin, `/confirm/${plain.id}/card`, GOOD_CARD);
    expect((await show(twin, plain.id)).payment_method).toMatchObject({ saved: false });
  });

  test.each([
    ["number", { number: "12" }],
    ["number", { number: "4242424242424242" }],
    ["expiry", { expiry: "13/40" }],
    ["expiry", { expiry: "01/20" }],
    ["csc", { csc: "12" }],
  ])("a mistake in %s is shown, and what was typed is kept", async (_field, change) => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    const form: Form = { ...GOOD_CARD, ...change };
    const response = await post(twin, `/confirm/${id}/card`, form);
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(text.includes(`value="${form.number}"`)).toBe(true);
    expect(text.includes(`value="${GOOD_CARD.csc}"`)).toBe(false);
    expect((await show(twin, id)).status).toBe("pending");
  });

  test("is over after an hour, and says so", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    twin.clock.advance(3_600_000);
    const { status, text } = await page(twin, `/confirm/${id}`);
    expect(status).toBe(200);
    expect(text.includes('name="number"')).toBe(false);
    expect(location(await post(twin, `/confirm/${id}/card`, GOOD_CARD))).toEqual([303, RETURN_URL]);
    expect((await show(twin, id)).status).toBe("canceled");
  });

  test("without an address of the shop the outcome is shown here", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin, { confirmation: { type: "embedded" } });
    const response = await post(twin, `/confirm/${id}/card`, GOOD_CARD);
    expect(response.status).toBe(200);
    expect((await show(twin, id)).status).toBe("succeeded");
  });

  test("is not there for what nobody waits for", async () => {
    await using twin = startTwin();
    const { id } = await createPayment(twin);
    for (const path of [`/confirm/${crypto.randomUUID()}`, `/confirm/${id}/elsewhere`, "/confirm/"]) {
      expect((await page(twin, path)).status).toBe(404);
    }
    expect((await post(twin, `/confirm/${id}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${twin.url}/confirm/${id}`, { method: "DELETE" })).status).toBe(405);
  });
});

test("a card is bound on the same page", async () => {
  await using twin = startTwin();
  const confirmation = { type: "redirect", return_url: RETURN_URL };
  const { body } = await call(twin, "POST", "/payment_methods", { type: "bank_card", confirmation });
  expect((await page(twin, `/confirm/${body.id}`)).text.includes('name="number"')).toBe(true);
  expect(location(await post(twin, `/confirm/${body.id}/card`, GOOD_CARD))).toEqual([303, RETURN_URL]);
  expect((await call(twin, "GET", `/payment_methods/${body.id}`)).body.status).toBe("active");
});

test("a shop that named another method gets no card form", async () => {
  await using twin = startTwin();
  const { id } = await createPayment(twin, { payment_method_data: { type: "yoo_money" } });
  expect((await page(twin, `/confirm/${id}`)).text.includes('name="number"')).toBe(false);
  expect((await post(twin, `/confirm/${id}/card`, GOOD_CARD)).status).toBe(404);
  expect(location(await post(twin, `/confirm/${id}/wallet`))).toEqual([303, RETURN_URL]);
});
