import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type House, openHouse } from "../test/open-house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** One of the origins that the house's settings name. */
const front = "http://localhost:3000";

describe("a page of another origin", () => {
  test("that viewers are sent back to may ask, with a token and in its language, but without cookies", async () => {
    const response = await fetch(`${house.url}/trpc/billing.plans`, {
      method: "OPTIONS",
      headers: {
        origin: front,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-request-id,accept-language",
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe(front);
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    const allowed = response.headers.get("access-control-allow-headers")?.toLowerCase() ?? "";
    for (const header of ["authorization", "content-type", "x-request-id", "accept-language"])
      expect(allowed).toContain(header);
  });

  test("reads the answer, also a refusal, and the request's id", async () => {
    for (const path of ["billing.plans", "billing.subscription"]) {
      const response = await fetch(`${house.url}/trpc/${path}`, { headers: { origin: front } });
      expect(response.headers.get("access-control-allow-origin")).toBe(front);
      expect(response.headers.get("access-control-expose-headers")).toContain("x-request-id");
    }
  });

  test.each(["https://evil.test", "http://localhost:3000.evil.test", "http://xlocalhost:3000", "null"])(
    "%s reads nothing",
    async (origin) => {
      const response = await fetch(`${house.url}/trpc/billing.plans`, { headers: { origin } });
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    },
  );
});
