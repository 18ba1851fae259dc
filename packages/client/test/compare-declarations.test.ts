import { expect, test } from "bun:test";
import { compareDeclarations } from "../publish/compare-declarations.ts";

/** A contract in small: every kind of thing that the real one has. */
const index = `
interface CallOptions { readonly signal?: AbortSignal | undefined; }
interface Query<Input, Output> { readonly query: (input: Input, options?: CallOptions) => Promise<Output>; }
interface Mutation<Input, Output> { readonly mutate: (input: Input, options?: CallOptions) => Promise<Output>; }
interface Procedures {
  readonly billing: {
    /** All of them. */
    readonly plans: Query<{ readonly product?: string | undefined } | void, readonly Plan[]>;
    readonly buy: Mutation<{ readonly planId: string; readonly days?: number | undefined; readonly tags?: readonly { readonly name: string; readonly color?: string | undefined }[] | undefined }, Purchase | null>;
  };
  readonly admin: { readonly plans: { readonly list: Query<void, readonly Plan[]> } };
}
interface Plan { readonly id: string; readonly unit: Unit; readonly note?: string; readonly price: { readonly amount: number } | null; }
type Unit = "day" | "month";
interface Purchase { readonly url: string | null; }
interface Options { readonly url: string; readonly language?: "ru" | "en" | undefined; }
interface BillingClient extends Procedures {}
declare function createBillingClient(options: Options): BillingClient;
declare function isRefusal<Code extends string = string>(error: unknown, ...codes: readonly Code[]): error is Error & { readonly code: Code };
declare function codeOf(error: unknown): "unknown" | "own" | undefined;
export { createBillingClient, isRefusal, codeOf };
export type { BillingClient, Plan, Purchase, Query };
`;

const reactQuery = `
import type { BillingClient } from "./index.js";
declare function useBilling(): BillingClient;
declare function Provider(props: { readonly client: BillingClient }): string;
export { useBilling, Provider };
`;

const old = { index, "react-query": reactQuery };

/** The contract with one thing changed. */
function changed(from: string, to: string) {
  const fresh = { index: index.replace(from, to), "react-query": reactQuery.replace(from, to) };
  expect(fresh).not.toEqual(old);
  return compareDeclarations(old, fresh);
}

test("nothing has changed", () => {
  expect(compareDeclarations(old, { ...old })).toEqual({ distance: undefined, breaks: [] });
});

test.each([
  ["a comment", "All of them.", "All that are sold."],
  ["the layout", "interface Purchase { ", "interface Purchase {\n  "],
])("%s is words", (_name, from, to) => {
  expect(changed(from, to)).toEqual({ distance: "words", breaks: [] });
});

test.each([
  ["a procedure", "readonly admin: {", "readonly more: Query<void, string>; readonly admin: {"],
  ["an optional input field", "readonly planId: string;", "readonly planId: string; readonly code?: string;"],
  ["another input", "readonly planId: string;", "readonly planId: string | number;"],
  ["a needed input field that may be left out", "readonly planId: string;", "readonly planId?: string;"],
  ["an output field", "readonly id: string;", "readonly id: string; readonly name: string;"],
  ["an output that is there always", "readonly note?: string;", "readonly note: string;"],
  ["fewer words in an output", '"day" | "month"', '"month"'],
  ["an output that is never null", "Purchase | null", "Purchase"],
  ["an export", "export type { BillingClient,", "export type { Options, BillingClient,"],
  [
    "an option",
    "readonly url: string; readonly language",
    "readonly url: string; readonly time?: number; readonly language",
  ],
])("%s is an addition", (_name, from, to) => {
  expect(changed(from, to)).toEqual({ distance: "addition", breaks: [] });
});

test.each([
  ["a procedure that is gone", "readonly list: Query<void, readonly Plan[]>", "", "admin.plans.list is gone"],
  [
    "a router that is gone",
    "readonly admin: { readonly plans: { readonly list: Query<void, readonly Plan[]> } };",
    "",
    "admin is gone",
  ],
  [
    "a query that has become a mutation",
    "list: Query<",
    "list: Mutation<",
    "admin.plans.list is no longer called by query",
  ],
  [
    "an input field that is gone",
    "readonly days?: number | undefined;",
    "",
    "billing.buy takes days no longer",
  ],
  [
    "a field of an input's list",
    "; readonly color?: string | undefined",
    "",
    "billing.buy takes tags.[].color no longer",
  ],
  [
    "a needed input field",
    "readonly planId: string;",
    "readonly planId: string; readonly code: string;",
    "billing.buy takes code, which was not needed",
  ],
  [
    "a field that has become needed",
    "readonly days?: number | undefined",
    "readonly days: number",
    "billing.buy takes days always, which was optional",
  ],
  [
    "another type of input",
    "readonly planId: string;",
    "readonly planId: number;",
    "billing.buy takes planId number, was string",
  ],
  [
    "an input that can no longer be left out",
    "| void, readonly Plan[]>",
    ", readonly Plan[]>",
    "billing.plans takes { readonly product?: string | undefined; }, was ",
  ],
  ["an output field that is gone", "readonly id: string;", "", "billing.plans gives [].id no longer"],
  [
    "a nested output field that is gone",
    "readonly amount: number",
    "readonly sum: number",
    "billing.plans gives [].price.amount no longer",
  ],
  [
    "an output that is there only sometimes",
    "readonly id: string;",
    "readonly id?: string;",
    "billing.plans gives [].id only sometimes",
  ],
  [
    "one more word in an output",
    '"day" | "month"',
    '"day" | "month" | "year"',
    'billing.plans gives [].unit "day" | "month" | "year", was "day" | "month"',
  ],
  [
    "an output that may be null",
    "readonly url: string | null",
    "readonly url: string | null | undefined",
    "billing.buy gives url string | null | undefined, was string | null",
  ],
  ["an export that is gone", "Purchase, Query }", "Query }", "Purchase is no longer exported"],
  [
    "an option that is gone",
    'readonly language?: "ru" | "en" | undefined',
    "",
    "createBillingClient takes language no longer",
  ],
  [
    "a needed parameter",
    "codeOf(error: unknown)",
    "codeOf(error: unknown, more: string)",
    "codeOf takes more, which was not needed",
  ],
  [
    "a parameter that was any number",
    "...codes: readonly Code[]",
    "code: Code",
    "isRefusal takes code, which was not needed",
  ],
  ["a function's answer", '"own" | undefined', '"own" | "other" | undefined', "codeOf gives "],
  [
    "a generic function's answer",
    "{ readonly code: Code }",
    "{ readonly word: Code }",
    "isRefusal has become ",
  ],
  [
    "a function that is none",
    "declare function codeOf(error: unknown): ",
    "declare const codeOf: ",
    "codeOf is no longer a function",
  ],
  [
    "a function of the second entry",
    "props: { readonly client",
    "props: { readonly billing",
    "Provider has become ",
  ],
])("%s breaks", (_name, from, to, sentence) => {
  const { distance, breaks } = changed(from, to);
  expect(distance).toBe("break");
  expect(breaks[0]).toStartWith(sentence);
});
