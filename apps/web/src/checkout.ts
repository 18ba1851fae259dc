import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useCinema } from "./cinema.ts";
import { paths } from "./paths.ts";
import type { Plan, Subscription } from "./questions.ts";

const begunKey = "begun-payment";

/** The payment that was begun in this tab; undefined when the viewer came back in another one. */
export function begunPayment(): string | undefined {
  return sessionStorage.getItem(begunKey) ?? undefined;
}

/** Begins a purchase and takes the viewer to where he pays. */
export function useCheckout() {
  const { client } = useCinema();
  return useWayToPay(({ plan, autoRenew }: { plan: Plan; autoRenew: boolean }) =>
    client.billing.subscribe.mutate({
      subscriptionTypeId: plan.id,
      autoRenew,
      ...(autoRenew && { consentVersion: plan.texts.consent.version }),
      returnUrl: returnUrl(),
    }),
  );
}

/** Takes the viewer to where he pays for a renewal that was declined; he has agreed to the consent he was shown. */
export function usePayDue() {
  const { client } = useCinema();
  return useWayToPay(({ consent }: Subscription) =>
    client.billing.payDue.mutate({ consentVersion: consent.version, returnUrl: returnUrl() }),
  );
}

const begunBindingKey = "begun-binding";

/** The change of card that was begun in this tab; undefined when the viewer came back in another one. */
export function begunBinding(): string | undefined {
  return sessionStorage.getItem(begunBindingKey) ?? undefined;
}

/** Takes the viewer to where he names another card; he has agreed to the consent he was shown. */
export function useChangeOfCard() {
  const { client } = useCinema();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: ({ consent }: Subscription) =>
      client.billing.changeMethod.mutate({
        consentVersion: consent.version,
        returnUrl: window.location.origin + paths.card,
      }),
    onSuccess: ({ bindingId, confirmationUrl }) => {
      sessionStorage.setItem(begunBindingKey, bindingId);
      window.location.assign(confirmationUrl ?? paths.card);
    },
    onError: () => queryClient.invalidateQueries(),
  });
  useBackAgain(change.reset);
  return change;
}

function returnUrl(): string {
  return window.location.origin + paths.return;
}

interface Purchase {
  readonly paymentId: string;
  readonly confirmationUrl: string | null;
}

function useWayToPay<Wish>(begin: (wish: Wish) => Promise<Purchase>) {
  const queryClient = useQueryClient();
  const checkout = useMutation({
    mutationFn: begin,
    onSuccess: ({ paymentId, confirmationUrl }) => {
      sessionStorage.setItem(begunKey, paymentId);
      // While the provider does not answer, the page that waits for the outcome offers its address later.
      window.location.assign(confirmationUrl ?? paths.return);
    },
    // What was refused may come from a price or a text that has changed.
    onError: () => queryClient.invalidateQueries(),
  });
  useBackAgain(checkout.reset);
  return checkout;
}

/** A browser that goes back shows the page as it was left, with a button that still says "Opening". */
function useBackAgain(reset: () => void): void {
  useEffect(() => {
    const shown = ({ persisted }: PageTransitionEvent) => persisted && reset();
    window.addEventListener("pageshow", shown);
    return () => window.removeEventListener("pageshow", shown);
  }, [reset]);
}
