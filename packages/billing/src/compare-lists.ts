import type { Instant } from "@cinema/core/instant";
import type { TimeSpan } from "@cinema/core/time-span";
import { askPatiently } from "./ask-patiently.ts";
import type { SentPage } from "./books.ts";
import type { Comparison } from "./comparison.ts";
import { Inconsistency } from "./failures.ts";
import type { GatewayAnswer, Listed, ListPage } from "./gateway.ts";
import { beganAt, findingsOf, type Sight } from "./sight.ts";

/** How the objects of one kind, payments or refunds, are read on both sides. */
export interface Lists<Here extends { readonly sentAt: Instant | undefined }, Found> {
  readonly kind: "payments" | "refunds";
  /** A page of the provider's list. */
  page(span: TimeSpan, cursor: string | undefined): Promise<GatewayAnswer<ListPage<Found>>>;
  /** The objects of a page, each beside ours. */
  beside(items: readonly Listed<Found>[], since: Instant): Promise<readonly Sight[]>;
  /** A page of ours. */
  sent(page: SentPage): Promise<readonly Here[]>;
  idOf(ours: Here): string;
  /** One of ours that the list did not have, beside what the provider says when asked about it. */
  asked(ours: Here): Promise<Sight>;
  /** Notes what differs, and puts right what is safe. */
  lookAt(sight: Sight): Promise<unknown>;
}

/** Rows of ours that are read at once. */
const batch = 500;

/**
 * So many that the provider does not know are no differences: the books belong to another shop, or the key does.
 */
const mostUnknown = 1_000;

/**
 * Compares all objects of a kind that began within a span, on either side: the provider's list page by page with ours,
 * then those of ours that the list did not have. What differs is looked at in the order in which it happened, for a
 * period that was lost can only be recorded after the one before it.
 * @returns false when there are more than `most`: then nothing has been noted, and a shorter span is to be taken
 */
export async function compareLists<Here extends { readonly sentAt: Instant | undefined }, Found>(
  comparison: Comparison,
  lists: Lists<Here, Found>,
  span: TimeSpan,
  most: number,
): Promise<boolean> {
  const { world, shop, tally, patience } = comparison;
  const met = new Set<string>();
  const doubtful: Sight[] = [];
  let read = 0;
  let cursor: string | undefined;
  do {
    const { items, next } = await askPatiently(() => lists.page(span, cursor), patience);
    for (const sight of await lists.beside(items, span.from)) {
      if (sight.kind !== "unreadable" && sight.ours !== undefined) met.add(idIn(sight));
      if (findingsOf(sight, shop, world.now()).length > 0) doubtful.push(sight);
    }
    read += items.length;
    if (read > most) return false;
    await comparison.beat?.();
    cursor = next;
  } while (cursor !== undefined);
  // The newest is the first in the list, and of two that began in one moment too.
  doubtful.reverse();
  for await (const ours of unmet(lists, span, met)) {
    const sight = await lists.asked(ours);
    if (isUnknownThere(sight)) refuseAnotherShop(comparison);
    if (findingsOf(sight, shop, world.now()).length > 0) doubtful.push(sight);
  }
  const inOrder = doubtful
    .map((sight) => ({ sight, at: beganAt(sight, world.now()) }))
    .sort((one, other) => Number(one.at > other.at) - Number(one.at < other.at));
  for (const { sight } of inOrder) await lists.lookAt(sight);
  tally[lists.kind] += read;
  return true;
}

/** Ours whose order left within a span and that were not met in the provider's list of it. */
async function* unmet<Here extends { readonly sentAt: Instant | undefined }>(
  lists: Pick<Lists<Here, unknown>, "sent" | "idOf">,
  span: TimeSpan,
  met: ReadonlySet<string>,
): AsyncGenerator<Here> {
  let after: SentPage["after"];
  do {
    const page = await lists.sent({ ...span, after, limit: batch });
    yield* page.filter((ours) => !met.has(lists.idOf(ours)));
    const last = page.at(-1);
    after =
      page.length < batch || last?.sentAt === undefined
        ? undefined
        : { sentAt: last.sentAt, id: lists.idOf(last) };
  } while (after !== undefined);
}

function idIn(sight: Exclude<Sight, { readonly kind: "unreadable" }>): string {
  return (sight.kind === "payment" ? sight.ours?.paymentId : sight.ours?.refundId) ?? "";
}

function isUnknownThere(sight: Sight): boolean {
  return sight.kind !== "unreadable" && sight.found === undefined && sight.ours?.externalId !== undefined;
}

function refuseAnotherShop({ tally }: Comparison): void {
  tally.unknown += 1;
  if (tally.unknown >= mostUnknown)
    throw new Inconsistency(
      `the provider knows nothing of ${tally.unknown} payments and refunds of ours: is this the shop that they were made in?`,
    );
}
