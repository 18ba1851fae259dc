import type { Gateway, ProviderObject, ProviderValue } from "@cinema/billing/gateway";
import { z } from "zod";
import type { Wire } from "./request.ts";

/** The provider's objects as they came, for people to read. */
export type Objects = Pick<Gateway, "getObject">;

const objectSchema = z.looseObject({ id: z.string() });

export function createObjects(wire: Wire): Objects {
  return {
    async getObject(kind, externalId) {
      const answer = await wire.send({ method: "GET", path: [`${kind}s`, externalId] }, objectSchema);
      if (answer.kind !== "answered") return answer;
      return { kind: "answered", value: readableObject(answer.value, wire.redact) };
    },
  };
}

/** Fields by which somebody could pay in the payer's place, or that say who he is: nobody here needs them. */
const hiddenFields: ReadonlySet<string> = new Set([
  "confirmation_url",
  "confirmation_token",
  "confirmation_data",
  "payer_bank_details",
  "account_number",
  "phone",
  "login",
  "email",
  "full_name",
  "inn",
  "customer",
]);

function readableObject(object: object, redact: (text: string) => string): ProviderObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      hiddenFields.has(name) ? "[hidden]" : readable(name, value, redact),
    ]),
  );
}

/** An id is left as it is: some look like a card's number. */
function readable(name: string, value: unknown, redact: (text: string) => string): ProviderValue {
  if (typeof value === "string") return /(^|_)id$/.test(name) ? value : redact(value);
  if (Array.isArray(value)) return value.map((item) => readable(name, item, redact));
  if (typeof value === "object" && value !== null) return readableObject(value, redact);
  return typeof value === "number" || typeof value === "boolean" ? value : null;
}
