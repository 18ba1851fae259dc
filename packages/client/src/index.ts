// What callers of the packed client import from "@cinema/client".
export type { CallOptions, InputOf, Mutation, OutputOf, Query } from "./call.ts";
export { type BillingClient, type BillingClientOptions, createBillingClient } from "./create-client.ts";
export type { Fetch, FetchAnswer, FetchRequest } from "./fetch.ts";
export type { TokenSource } from "./keep-token.ts";
export {
  type BillingError,
  fieldProblemsOf,
  isBillingError,
  isRefusal,
  type Refusal,
  type RefusalCode,
  type RefusalError,
  refusalOf,
} from "./refusal.ts";
export type * from "./service.ts";
