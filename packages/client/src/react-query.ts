import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import type { TRPCClient } from "@trpc/client";
import type { TRPCBuiltRouter, TRPCMutationProcedure, TRPCQueryProcedure } from "@trpc/server";
import { createTRPCContext, createTRPCOptionsProxy, type TRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { createElement, type ReactNode } from "react";
import type { Mutation, Query } from "./call.ts";
import type { BillingClient } from "./create-client.ts";
import type { ErrorDetails } from "./service.ts";

/** The service as tRPC's own tools want to see it, for those that this package does not name. */
export type BillingRouter = TRPCBuiltRouter<
  {
    ctx: object;
    meta: object;
    errorShape: { message: string; code: number; data: ErrorDetails };
    // Answers are typed as they come out of JSON already.
    transformer: true;
  },
  RoutesOf<BillingClient>
>;

/**
 * The options of every procedure for TanStack Query: `useQuery(billing.billing.plans.queryOptions())`,
 * `useMutation(billing.billing.subscribe.mutationOptions())`, and the keys to invalidate.
 */
export type BillingQueries = TRPCOptionsProxy<BillingRouter>;

type RoutesOf<Procedures> = {
  [Name in keyof Procedures]: Procedures[Name] extends Query<infer Input, infer Output>
    ? TRPCQueryProcedure<{ input: Input; output: Output; meta: object }>
    : Procedures[Name] extends Mutation<infer Input, infer Output>
      ? TRPCMutationProcedure<{ input: Input; output: Output; meta: object }>
      : RoutesOf<Procedures[Name]>;
};

const context = createTRPCContext<BillingRouter>();

/** Lets the components within ask the service; stands within TanStack's `QueryClientProvider`. */
export function BillingProvider(props: {
  readonly client: BillingClient;
  readonly children?: ReactNode;
}): ReactNode {
  const { client, children } = props;
  return createElement(context.TRPCProvider, {
    trpcClient: asTrpcClient(client),
    queryClient: useQueryClient(),
    children,
  });
}

/** The options of every procedure, within a {@link BillingProvider}. */
export function useBilling(): BillingQueries {
  return context.useTRPC();
}

/** The same outside of components: in the loader of a route, or in a test. */
export function createBillingQueries(clients: {
  readonly client: BillingClient;
  readonly queryClient: QueryClient;
}): BillingQueries {
  const { client, queryClient } = clients;
  return createTRPCOptionsProxy<BillingRouter>({ client: asTrpcClient(client), queryClient });
}

/** It is one; only its type says less. */
function asTrpcClient(client: BillingClient): TRPCClient<BillingRouter> {
  return client as TRPCClient<BillingRouter>;
}
