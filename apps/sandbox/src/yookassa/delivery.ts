/** One try: instant of the twin's clock, and the HTTP status or why there was none. */
export type DeliveryAttempt = { readonly at: string; readonly answer: number | "timeout" | "unreachable" };

export type Delivery = {
  readonly id: string;
  readonly shopId: string;
  readonly event: string;
  readonly objectId: string;
  readonly url: string | null;
  /** Exactly what is sent: the snapshot at the time of the event. */
  readonly body: string;
  /** Address that the twin claims to send from (`X-Forwarded-For`). */
  readonly sourceAddress: string;
  /** Epoch milliseconds of the event. */
  readonly createdAt: number;
  /**
   * `waiting` for its (next) try, `delivered` with exactly 200, `given_up` after 24 hours, `lost` by a fault,
   * `held` until another is sent, `nowhere` when no URL is set.
   */
  state: "waiting" | "delivered" | "given_up" | "lost" | "held" | "nowhere";
  attempts: DeliveryAttempt[];
  readonly forged: boolean;
};

const ID_PREFIX = "delivery-";

/** Deliveries are numbered in the order they were made. */
export function deliveryId(ordinal: number): string {
  return `${ID_PREFIX}${ordinal}`;
}

/** The number that the id carries. */
export function ordinalOf({ id }: Delivery): number {
  return Number(id.slice(ID_PREFIX.length));
}

/** Sends it once: the HTTP status, or why there was none after so many real milliseconds. */
export async function sendDelivery(delivery: Delivery, timeout: number): Promise<DeliveryAttempt["answer"]> {
  try {
    const response = await fetch(delivery.url ?? "", {
      method: "POST",
      headers: {
        "content-type": "application/json; charset=UTF-8",
        "x-forwarded-for": delivery.sourceAddress,
      },
      body: delivery.body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "timeout" : "unreachable";
  }
}
