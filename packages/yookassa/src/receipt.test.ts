import { expect, test } from "bun:test";
import { fromDecimal, kopecks } from "@cinema/core/money";
import { buildReceipt, type Fiscalisation } from "./receipt.ts";

const fiscalisation: Fiscalisation = {
  vatCode: 11,
  paymentMode: "full_prepayment",
  paymentSubject: "service",
  measure: "piece",
  taxSystemCode: 2,
};
const sale = {
  amount: kopecks(29_900),
  description: "Cinema for a month",
  customerEmail: "viewer@cinema.test",
};

test("says what was sold, for how much and to whom", () => {
  expect(buildReceipt(fiscalisation, sale)).toEqual({
    customer: { email: "viewer@cinema.test" },
    items: [
      {
        description: "Cinema for a month",
        amount: { value: "299.00", currency: "RUB" },
        quantity: 1,
        vat_code: 11,
        payment_mode: "full_prepayment",
        payment_subject: "service",
        measure: "piece",
      },
    ],
    internet: true,
    tax_system_code: 2,
  });
});

test("does not send what the accountant did not set", () => {
  const { measure, taxSystemCode, ...least } = fiscalisation;
  const sent = JSON.stringify(buildReceipt(least, sale));
  expect(sent).not.toContain("measure");
  expect(sent).not.toContain("tax_system_code");
});

test.each([1, 99, 100, 29_901, 35_000_000])("the items of a sale of %d kopecks add up to it", (amount) => {
  const receipt = buildReceipt(fiscalisation, { ...sale, amount: kopecks(amount) });
  const sum = receipt?.items.reduce(
    (total, item) => total + item.quantity * (fromDecimal(item.amount.value) ?? Number.NaN),
    0,
  );
  expect(sum).toBe(amount);
});

test.each([undefined, "", "  ", "viewer", "@cinema.test", "viewer@", "a b@cinema.test"])(
  "is not built for the address %p",
  (customerEmail) => {
    expect(buildReceipt(fiscalisation, { ...sale, customerEmail })).toBeUndefined();
  },
);

test("the item's name is cut to 128 characters", () => {
  const receipt = buildReceipt(fiscalisation, { ...sale, description: "🎬".repeat(200) });
  expect(receipt?.items[0]?.description).toBe("🎬".repeat(128));
});
