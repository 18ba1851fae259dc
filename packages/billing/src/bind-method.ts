import {
  type Binding,
  type BindingCase,
  type BindingFacts,
  beginBinding,
  failBinding,
  settleBinding,
} from "@cinema/core/binding";
import type { Changes, Circumstances } from "@cinema/core/changes";
import { hour, type Instant, later } from "@cinema/core/instant";
import { Refusal } from "@cinema/core/refusal";
import { Inconsistency, ProviderUnavailable } from "./failures.ts";
import type { Authorship, Page, World } from "./ports.ts";
import { answered } from "./read-answer.ts";
import { requireOwnOrigin } from "./subscribe.ts";
import { defaultProduct } from "./viewer-wishes.ts";

/** Changes of card as they stand. */
export interface Bindings {
  get(bindingId: string): Promise<Binding | undefined>;
  idByExternal(externalId: string): Promise<string | undefined>;
  /** The ids of those without an outcome that were begun before a moment. */
  unfinished(page: Page & { readonly before: Instant }): Promise<readonly string[]>;
}

/** A change of card with what it stands on, under lock. */
export type BindingFile = Omit<BindingCase, "knownMethod">;

/** The page on which the viewer confirms lives this long; nobody can confirm it later. */
const pageLife = 1 * hour;

/** A change of card of which the provider says nothing final so long after the page is gone is asked about no more. */
const patience = 1 * hour;

/**
 * The viewer wants to be charged on another card: he names it on the provider's page, and nothing is taken.
 * @throws {Refusal} not_subscribed, too_many_attempts, consent_required, consent_outdated, return_url_foreign,
 * provider_refused
 * @throws {ProviderUnavailable} when the provider does not answer: the same call may be repeated
 */
export async function beginChangeOfMethod(
  world: World,
  by: Authorship,
  wish: {
    readonly userId: string;
    readonly returnUrl: string;
    readonly consentVersion: string | undefined;
    readonly ip: string | undefined;
  },
): Promise<Binding> {
  requireOwnOrigin(wish.returnUrl, world.settings.returnOrigins);
  const draft = await world.store.change(by, async (unit) => {
    const rows = await unit.liveCase(wish.userId, defaultProduct);
    if (rows === undefined) throw new Refusal("not_subscribed");
    const now = world.now();
    const begunLately = await unit.bindingsSince(wish.userId, later(now, -1 * hour));
    const { binding, ...changes } = beginBinding({ ...rows, begunLately }, wish, {
      now,
      newId: world.newId,
    });
    await unit.save(changes);
    return binding;
  });
  const order = { bindingId: draft.id, type: "bank_card", returnUrl: draft.returnUrl } as const;
  const answer = await world.gateway.createPaymentMethod(order);
  switch (answer.kind) {
    case "answered":
      return settleAs(world, by, draft.id, answer.value);
    case "unknown":
    case "throttled":
      throw new ProviderUnavailable(answer.kind, answer.retryAfter);
    case "unauthorised":
    case "refused":
      world.log.error("binding.refused", {
        binding_id: draft.id,
        said: `${answer.status} ${answer.code}: ${answer.description}`,
      });
      await decide(world, by, draft.id, ({ binding }) => failBinding(binding));
      throw new Refusal("provider_refused");
  }
}

/**
 * Asks the provider what became of a change of card, and saves what follows; safe to repeat at any time.
 * @throws {ProviderUnavailable | ProviderMisconfigured | Inconsistency}
 */
export async function settleChangeOfMethod(world: World, by: Authorship, bindingId: string): Promise<void> {
  const binding = await world.store.bindings.get(bindingId);
  if (binding === undefined) throw new Inconsistency(`there is no change of card ${bindingId}`);
  if (binding.externalId !== undefined) {
    const facts = answered(await world.gateway.getPaymentMethod(binding.externalId));
    await settleAs(world, by, bindingId, facts);
    if (facts.status !== "pending") return;
  }
  // Without an id of the provider's nobody was shown a page, so nobody can confirm it.
  const wait = binding.externalId === undefined ? pageLife : pageLife + patience;
  if (later(binding.createdAt, wait) <= world.now())
    await decide(world, by, bindingId, (rows) => failBinding(rows.binding));
}

/** Follows a nudge about a saved method; one that no change of card here knows came with a payment. */
export async function followMethodNudge(world: World, by: Authorship, externalId: string): Promise<void> {
  const bindingId = await world.store.bindings.idByExternal(externalId);
  if (bindingId !== undefined) await settleChangeOfMethod(world, by, bindingId);
}

async function settleAs(
  world: World,
  by: Authorship,
  bindingId: string,
  facts: BindingFacts,
): Promise<Binding> {
  return decide(
    world,
    by,
    bindingId,
    (rows, circumstances) => settleBinding(rows, facts, circumstances),
    facts,
  );
}

async function decide(
  world: World,
  by: Authorship,
  bindingId: string,
  rule: (rows: BindingCase, circumstances: Circumstances) => Changes,
  facts?: BindingFacts,
): Promise<Binding> {
  return world.store.change(by, async (unit) => {
    const rows = await unit.bindingCase(bindingId);
    if (rows === undefined) throw new Inconsistency(`there is no change of card ${bindingId}`);
    const knownMethod = facts?.saved ? await unit.methodByExternal(facts.externalId) : undefined;
    const changes = rule({ ...rows, knownMethod }, { now: world.now(), newId: world.newId });
    await unit.save(changes);
    return changes.bindings?.[0] ?? rows.binding;
  });
}
