// @cinema/client 0.10.3
// Written by `bun run client:contract`. When two branches have changed it, take either side and run that.

import { QueryClient } from '@tanstack/react-query';
import { TRPCBuiltRouter, TRPCQueryProcedure, TRPCMutationProcedure } from '@trpc/server';
import { TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { ReactNode } from 'react';
import { Query, Mutation } from './index.js';
import { BillingClient } from './index.js';
import { ErrorDetails } from './index.js';

/** The service as tRPC's own tools want to see it, for those that this package does not name. */
type BillingRouter = TRPCBuiltRouter<{
    ctx: object;
    meta: object;
    errorShape: {
        message: string;
        code: number;
        data: ErrorDetails;
    };
    transformer: true;
}, RoutesOf<BillingClient>>;
/**
 * The options of every procedure for TanStack Query: `useQuery(billing.billing.plans.queryOptions())`,
 * `useMutation(billing.billing.subscribe.mutationOptions())`, and the keys to invalidate.
 */
type BillingQueries = TRPCOptionsProxy<BillingRouter>;
type RoutesOf<Procedures> = {
    [Name in keyof Procedures]: Procedures[Name] extends Query<infer Input, infer Output> ? TRPCQueryProcedure<{
        input: Input;
        output: Output;
        meta: object;
    }> : Procedures[Name] extends Mutation<infer Input, infer Output> ? TRPCMutationProcedure<{
        input: Input;
        output: Output;
        meta: object;
    }> : RoutesOf<Procedures[Name]>;
};
/** Lets the components within ask the service; stands within TanStack's `QueryClientProvider`. */
declare function BillingProvider(props: {
    readonly client: BillingClient;
    readonly children?: ReactNode;
}): ReactNode;
/** The options of every procedure, within a {@link BillingProvider}. */
declare function useBilling(): BillingQueries;
/** The same outside of components: in the loader of a route, or in a test. */
declare function createBillingQueries(clients: {
    readonly client: BillingClient;
    readonly queryClient: QueryClient;
}): BillingQueries;

export { BillingProvider, createBillingQueries, useBilling };
export type { BillingQueries, BillingRouter };
