import { createBillingClient } from "@cinema/client/create-client";
import { consentVersion } from "@cinema/core/consent";
import { waitFor } from "@cinema/testkit/wait";
import type { RunbookInstallation } from "./open-runbook.ts";

/** A purchase that a viewer has begun. */
export interface Purchase {
  readonly email: string;
  readonly paymentId: string;
  readonly subscriptionId: string;
  /** The provider's page on which it is paid; null while the provider does not answer. */
  readonly confirmationUrl: string | null;
}

/** A viewer's own way in, by HTTP as his pages have it. */
export async function viewer({ siteUrl, servers }: RunbookInstallation, email: string) {
  const token = await servers.issuer.mint({ email, roles: [] });
  return createBillingClient({ url: siteUrl, token, language: "ru", repetitions: 0 }).billing;
}

/** A Manager's way in. */
export async function manager({ siteUrl, servers }: RunbookInstallation) {
  const token = await servers.issuer.mint({ email: "manager@cinema.test", roles: ["Manager"] });
  return createBillingClient({ url: siteUrl, token, language: "ru", repetitions: 0 }).admin;
}

/** Begins to subscribe to the cheapest plan, with renewal. */
export async function buys(cinema: RunbookInstallation, email: string): Promise<Purchase> {
  const billing = await viewer(cinema, email);
  const [plan] = await billing.plans.query();
  const begun = await billing.subscribe.mutate({
    subscriptionTypeId: plan?.id ?? "",
    ...{ autoRenew: true, consentVersion, returnUrl: cinema.siteUrl },
  });
  return { email, ...begun };
}

/** Pays by card on the provider's page. */
export function pays({ servers }: RunbookInstallation, { confirmationUrl }: Purchase): void {
  servers.twin.pay(confirmationUrl?.split("/").at(-1) ?? "");
}

/** Resolves when the viewer has got what he paid for. */
export async function mayWatch(cinema: RunbookInstallation, email: string): Promise<void> {
  const billing = await viewer(cinema, email);
  const isGranted = async () => (await billing.access.query()).mayWatch;
  await waitFor(isGranted, { what: `${email} to get what he paid for`, timeout: 60_000 });
}

/** A viewer who has paid, has got it, and has been written to. */
export async function subscriber(cinema: RunbookInstallation, email: string): Promise<Purchase> {
  const purchase = await buys(cinema, email);
  pays(cinema, purchase);
  await mayWatch(cinema, email);
  await written(cinema, email, 1);
  return purchase;
}

/** Resolves when so many letters have come to an address. @returns them, the newest first */
export async function written(cinema: RunbookInstallation, email: string, count: number) {
  const letters = () => cinema.servers.mailbox.letters().filter(({ to }) => to.includes(email));
  await waitFor(() => letters().length >= count, { what: `${count} letters to ${email}`, timeout: 60_000 });
  return letters();
}
