import type { Twin } from "../start-twin.ts";

/** An object of the API as a client sees it. */
export type Wire = {
  readonly id: string;
  readonly status: string;
  readonly items: readonly Wire[];
  readonly [name: string]: unknown;
};

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Wire };

export type CallOptions = {
  readonly key?: string;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

type Reached = Pick<Twin, "apiUrl" | "shopId" | "secretKey">;

/** Calls the API as a plain HTTP client; a string body is sent as it is, anything else as JSON. */
export async function call(
  twin: Reached,
  method: "GET" | "POST" | "DELETE" | "PUT",
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<Answer> {
  const headers = new Headers({
    authorization: options.authorization ?? `Basic ${btoa(`${twin.shopId}:${twin.secretKey}`)}`,
    ...(method === "POST" ? { "idempotence-key": options.key ?? crypto.randomUUID() } : {}),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...options.headers,
  });
  const response = await fetch(twin.apiUrl + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(text === "" ? "{}" : text) as Wire,
  };
}

export function rubles(value: unknown): { value: unknown; currency: "RUB" } {
  return { value, currency: "RUB" };
}

export const RETURN_URL = "https://shop.test/back?order=7&from=pay#done";

/** A one-stage payment of 100 rubles that waits for its payer, with changes. */
export function paymentBody(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    amount: rubles("100.00"),
    capture: true,
    confirmation: { type: "redirect", return_url: RETURN_URL },
    ...changes,
  };
}

/** Creates a payment that waits for its payer; fails the test when it is refused. */
export async function createPayment(
  twin: Reached,
  changes: Readonly<Record<string, unknown>> = {},
  options: CallOptions = {},
): Promise<Wire> {
  const { status, body } = await call(twin, "POST", "/payments", paymentBody(changes), options);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Pays once and saves the card; returns the id of the saved method. */
export async function saveCard(twin: Twin, card = "5555555555554444"): Promise<string> {
  const { id } = await createPayment(twin, { save_payment_method: true });
  twin.pay(id, { card });
  return id;
}

/** Charges a saved method. */
export function charge(
  twin: Reached,
  methodId: string,
  changes: Readonly<Record<string, unknown>> = {},
  options: CallOptions = {},
): Promise<Answer> {
  const body = { amount: rubles("100.00"), capture: true, payment_method_id: methodId, ...changes };
  return call(twin, "POST", "/payments", body, options);
}

/** The payment as it is now. */
export async function show(twin: Reached, id: string): Promise<Wire> {
  return (await call(twin, "GET", `/payments/${id}`)).body;
}
