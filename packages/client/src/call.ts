/** What may be said about one call beside its input. */
export interface CallOptions {
  /** Ends the call when it is aborted; what a mutation has begun by then goes on in the service. */
  readonly signal?: AbortSignal | undefined;
}

/** A question: it changes nothing. */
export interface Query<Input, Output> {
  readonly query: (input: Input, options?: CallOptions) => Promise<Output>;
}

/** An order: it changes something, and once only, however often it is repeated under the same `idempotencyKey`. */
export interface Mutation<Input, Output> {
  readonly mutate: (input: Input, options?: CallOptions) => Promise<Output>;
}

/** What a procedure takes: `InputOf<BillingClient["billing"]["subscribe"]>`. */
export type InputOf<Procedure> =
  Procedure extends Query<infer Input, infer _>
    ? Input
    : Procedure extends Mutation<infer Input, infer _>
      ? Input
      : never;

/** What a procedure gives: `OutputOf<BillingClient["billing"]["plans"]>`. */
export type OutputOf<Procedure> =
  Procedure extends Query<infer _, infer Output>
    ? Output
    : Procedure extends Mutation<infer _, infer Output>
      ? Output
      : never;
