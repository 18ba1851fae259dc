import type { BillingClient } from "@cinema/client/create-client";
import { QueryCache, QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCinema } from "./cinema.ts";
import { failureOf } from "./failure.ts";
import type { SessionKeeper } from "./session.ts";

type Answer<P extends keyof BillingClient["billing"]> = BillingClient["billing"][P] extends {
  query: (...input: never[]) => Promise<infer A>;
}
  ? A
  : never;

export type Plan = Answer<"plans">[number];
export type Subscription = NonNullable<Answer<"subscription">>;
export type Payment = Answer<"payments">["items"][number];
export type Method = Answer<"paymentMethods">[number];
export type Refund = Answer<"refunds">["items"][number];

/** What a viewer may ask for by himself: all of a payment, or the part of the unused days. */
export type RefundKind = Extract<Refund["kind"], "full" | "prorated">;

/** What the service was asked, kept for as long as the page is open. */
export function createQueryClient(keeper: SessionKeeper): QueryClient {
  const queryClient: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (failureOf(error).status !== 401) return;
        keeper.forget();
        void queryClient.invalidateQueries({ queryKey: ["session"] });
      },
    }),
    defaultOptions: {
      // The client itself repeats what may be repeated.
      queries: { staleTime: 10_000, retry: false },
    },
  });
  return queryClient;
}

export function useSession() {
  const { keeper } = useCinema();
  return useQuery({ queryKey: ["session"], queryFn: () => keeper.read(), retry: 2 });
}

export function usePlans() {
  const { client, language } = useCinema();
  return useQuery({ queryKey: ["plans", language], queryFn: () => client.billing.plans.query() });
}

/** The viewer's own subscription; not asked before he has signed in. */
export function useSubscription() {
  const { client, language } = useCinema();
  const { data: session } = useSession();
  return useQuery({
    queryKey: ["subscription", language],
    queryFn: () => client.billing.subscription.query(),
    enabled: Boolean(session),
  });
}

/** All payments of the viewer, page by page. */
export function usePayments() {
  const { client, language } = useCinema();
  return useInfiniteQuery({
    queryKey: ["payments", language],
    queryFn: ({ pageParam }) => client.billing.payments.query({ cursor: pageParam, limit: 10 }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** The cards and wallets that are saved. */
export function usePaymentMethods() {
  const { client, language } = useCinema();
  return useQuery({
    queryKey: ["payment-methods", language],
    queryFn: () => client.billing.paymentMethods.query(),
  });
}

/** Whether the viewer takes letters that are no service letters. */
export function useMailings() {
  const { client } = useCinema();
  return useQuery({ queryKey: ["mailings"], queryFn: () => client.billing.mailings.query() });
}

/** A change of card, asked for again until its outcome is known; null when none was begun here. */
export function useMethodChange(bindingId: string | undefined) {
  const { client } = useCinema();
  return useQuery({
    queryKey: ["method-change", bindingId],
    queryFn: async () =>
      bindingId === undefined ? null : await client.billing.methodChange.query({ bindingId }),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.status === "pending" ? pause(state.dataUpdateCount + state.errorUpdateCount) : false,
  });
}

/** What a refund of this payment would give back; always asked anew, for it becomes less every day. */
export function useRefundPreview(paymentId: string, kind: RefundKind) {
  const { client, language } = useCinema();
  return useQuery({
    queryKey: ["refund-preview", paymentId, kind, language],
    queryFn: () => client.billing.refundPreview.query({ paymentId, kind }),
    staleTime: 0,
    gcTime: 0,
  });
}

/** All refunds of the viewer, page by page, asked for again while one is on its way. */
export function useRefunds() {
  const { client } = useCinema();
  return useInfiniteQuery({
    queryKey: ["refunds"],
    queryFn: ({ pageParam }) => client.billing.refunds.query({ cursor: pageParam, limit: 10 }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => {
      const items = state.data?.pages.flatMap((page) => page.items) ?? [];
      return items.every(isFinal) ? false : pause(state.dataUpdateCount + state.errorUpdateCount);
    },
  });
}

/** How often the outcome of a payment or refund is asked for, in milliseconds: eagerly at first, then patiently. */
function pause(times: number): number {
  return times < 20 ? 1_500 : 5_000;
}

/**
 * One payment, the newest when it is not named, asked for again until its outcome is known; null when there is
 * none.
 */
export function useOutcome(paymentId: string | undefined) {
  const { client, language } = useCinema();
  return useQuery({
    queryKey: ["outcome", paymentId, language],
    queryFn: async () => {
      const { items } = await client.billing.payments.query({ limit: 20 });
      return items.find(({ id }) => id === paymentId) ?? items[0] ?? null;
    },
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data && isFinal(state.data) ? false : pause(state.dataUpdateCount + state.errorUpdateCount),
  });
}

export function isFinal({ status }: { readonly status: Payment["status"] | Refund["status"] }): boolean {
  return status === "succeeded" || status === "canceled";
}
