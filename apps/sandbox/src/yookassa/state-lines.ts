import type { Gait } from "./clock.ts";
import type { Delivery } from "./delivery.ts";
import { IdempotenceMemory, type KeyMemory } from "./idempotence.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { Method, Payment, Receipt, Refund } from "./model.ts";
import { isSnapshot, type Snapshot, viewSnapshot } from "./snapshot.ts";
import { type Move, Timetable } from "./timetable.ts";
import type { World } from "./world.ts";

/**
 * The lines of a state file: a whole snapshot first, then one line for every change. A line is written at once and
 * the world is not, so that keeping a long memory costs no more than keeping a short one.
 */

/** What is small enough to be written whole with every line. */
type Standing = Pick<Snapshot, "random" | "shops" | "subscriptions" | "faults"> & { readonly gait: Gait };

/** What has grown or moved since the line before. */
type Changed = {
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly receipts: readonly Receipt[];
  readonly methods: readonly Method[];
  readonly idempotence: readonly [string, KeyMemory][];
  readonly ledger: readonly LedgerEntry[];
  readonly moves: readonly Move[];
  readonly webhooks: { readonly made: number; readonly deliveries: readonly Delivery[] };
};

type FirstLine = Snapshot & { readonly gait?: Gait };
type NextLine = { readonly standing: Standing; readonly changed: Changed };

function standingOf(world: World): Standing {
  return {
    gait: world.clock.gait,
    random: world.random.state,
    shops: [...world.shops.values()],
    subscriptions: [...world.subscriptions.all()],
    faults: world.faults.save(),
  };
}

function isEmpty({ webhooks, ...lists }: Changed): boolean {
  return webhooks.deliveries.length === 0 && Object.values(lists).every(({ length }) => length === 0);
}

/** Writes the lines of one world. */
export class StateWriter {
  #standing = "";
  #ledgerLength = 0;

  constructor(private readonly world: World) {
    const { payments, refunds, receipts, methods, idempotence, timetable, webhooks } = world;
    for (const part of [payments, refunds, receipts, methods, idempotence, timetable, webhooks]) part.watch();
  }

  /** The whole world; the lines after it tell what came later. */
  first(): string {
    this.#takeChanged();
    const standing = standingOf(this.world);
    this.#standing = JSON.stringify(standing);
    return `${JSON.stringify({ ...viewSnapshot(this.world), gait: standing.gait })}\n`;
  }

  /** What has changed since the last line; empty when nothing has. */
  next(): string {
    const changed = this.#takeChanged();
    const standing = JSON.stringify(standingOf(this.world));
    if (isEmpty(changed) && standing === this.#standing) return "";
    this.#standing = standing;
    return `{"standing":${standing},"changed":${JSON.stringify(changed)}}\n`;
  }

  #takeChanged(): Changed {
    const { payments, refunds, receipts, methods, idempotence, timetable, webhooks, ledger } = this.world;
    const changed = {
      payments: payments.takeChanged(),
      refunds: refunds.takeChanged(),
      receipts: receipts.takeChanged(),
      methods: methods.takeChanged(),
      idempotence: idempotence.takeChanged(),
      ledger: ledger.slice(this.#ledgerLength),
      moves: timetable.takeMoves(),
      webhooks: webhooks.takeChanged(),
    };
    this.#ledgerLength = ledger.length;
    return changed;
  }
}

/** Objects by their id, the later over the earlier. */
function merge<T extends { readonly id: string }>(lists: readonly (readonly T[])[]): T[] {
  return [...new Map(lists.flat().map((item) => [item.id, item])).values()];
}

function mergeKeys(first: Changed["idempotence"], later: Changed["idempotence"]): [string, KeyMemory][] {
  const keys = new IdempotenceMemory();
  keys.load(first);
  for (const [name, memory] of later) keys.keep(name, memory);
  return keys.save();
}

/** Running time has passed while the twin was down; time that stood still has not. */
function clockBy({ frozenAt, offset }: Gait): Snapshot["clock"] {
  return { now: frozenAt ?? Date.now() + offset, frozen: frozenAt !== null };
}

/**
 * Reads the lines of a state file.
 * @throws when it is not one
 */
export function readStateLines(text: string): Snapshot {
  const [head = "", ...lines] = text.split("\n");
  const { gait: firstGait, ...first } = JSON.parse(head) as FirstLine;
  if (!isSnapshot(first)) throw new SyntaxError("the state file is none of the twin");
  // What follows the last line break was cut short by the end of the process: its answer never left.
  const next = lines.slice(0, -1).map((line) => JSON.parse(line) as NextLine);
  const changes = next.map(({ changed }) => changed);
  const { gait = firstGait, ...standing } = next.at(-1)?.standing ?? {};
  const timetable = new Timetable();
  timetable.load(first.timetable);
  timetable.repeat(changes.flatMap(({ moves }) => moves));
  return {
    ...first,
    ...standing,
    clock: gait === undefined ? first.clock : clockBy(gait),
    payments: merge([first.payments, ...changes.map(({ payments }) => payments)]),
    refunds: merge([first.refunds, ...changes.map(({ refunds }) => refunds)]),
    receipts: merge([first.receipts, ...changes.map(({ receipts }) => receipts)]),
    methods: merge([first.methods, ...changes.map(({ methods }) => methods)]),
    idempotence: mergeKeys(
      first.idempotence,
      changes.flatMap(({ idempotence }) => idempotence),
    ),
    ledger: [...first.ledger, ...changes.flatMap(({ ledger }) => ledger)],
    timetable: timetable.save(),
    webhooks: {
      made: changes.at(-1)?.webhooks.made ?? first.webhooks.made,
      deliveries: merge([first.webhooks.deliveries, ...changes.map(({ webhooks }) => webhooks.deliveries)]),
    },
  };
}
