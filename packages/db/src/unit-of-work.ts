import type { Halt } from "@cinema/billing/hold-back";
import type {
  BeginningCase,
  PaymentCase,
  RefundFile,
  UnitOfWork,
  VouchedAddress,
} from "@cinema/billing/ports";
import type { Changes } from "@cinema/core/changes";
import { type Instant, instant } from "@cinema/core/instant";
import type { Message } from "@cinema/core/message";
import type { Viewer } from "@cinema/core/viewer";
import type { TransactionSql } from "postgres";
import { outstandingLetters, recipients } from "./audience.ts";
import { bindingCase, bindingsSince } from "./bindings.ts";
import { lockedPlan } from "./catalogue.ts";
import { differenceOf, unseenDifferences } from "./differences.ts";
import { expiringMethods, overdue, renewable, unannounced } from "./due-cases.ts";
import { erase } from "./erase.ts";
import { once } from "./idempotency.ts";
import { receive } from "./inbox.ts";
import { resendCase } from "./letters.ts";
import {
  erasureCase,
  liveCase,
  lockPurchases,
  methodCase,
  refundRequestCase,
  staffRefundCase,
  subscriptionCase,
} from "./live-cases.ts";
import {
  lockedBeside,
  mailingChoice,
  mailingLetterCase,
  skipQueued,
  templateInUse,
  testsSince,
} from "./mailing-cases.ts";
import { abandonedReconciliation } from "./reconciliations.ts";
import { recordingCase } from "./recording-case.ts";
import { renewalCase } from "./renewal-case.ts";
import type { Row, RowKind } from "./rows.ts";
import * as kinds from "./rows.ts";
import { one } from "./rows.ts";

/** The locked loads and the one save of a transaction. Statements of one load go out together, without waiting. */
export function unitOfWork(sql: TransactionSql): UnitOfWork {
  return {
    beginningCase: (userId, typeId) => beginningCase(sql, userId, typeId),
    paymentCase: (paymentId) => paymentCase(sql, paymentId),
    refundCase: (refundId) => refundCase(sql, refundId),
    liveCase: (userId, product) => liveCase(sql, userId, product),
    methodCase: (userId, methodId) => methodCase(sql, userId, methodId),
    refundRequestCase: (userId, paymentId) => refundRequestCase(sql, userId, paymentId),
    staffRefundCase: (paymentId) => staffRefundCase(sql, paymentId),
    resendCase: (letterId) => resendCase(sql, letterId),
    renewable: (due) => renewable(sql, due),
    unannounced: (due) => unannounced(sql, due),
    overdue: (due) => overdue(sql, due),
    expiringMethods: (due) => expiringMethods(sql, due),
    renewalCase: (subscriptionId) => renewalCase(sql, subscriptionId),
    erasureCase: (userId) => erasureCase(sql, userId),
    viewers: (userIds) => viewers(sql, userIds),
    addressees: (userIds) => addressees(sql, userIds),
    moveAddress: (address) => moveAddress(sql, address),
    receive: (arrival) => receive(sql, arrival),
    isHalted: () => isHalted(sql),
    once: (call, work) => once(sql, call, work),
    halt: () => standingHalt(sql),
    setHalt: (halt) => setHalt(sql, halt),
    planInquiries: (inquiries) => planInquiries(sql, inquiries),
    methodByExternal: async (externalId) =>
      one(
        kinds.paymentMethodRows,
        await sql<Row[]>`select * from payment_method where external_id = ${externalId}`,
      ),
    refundByExternal: async (externalId) =>
      one(kinds.refundRows, await sql<Row[]>`select * from refund where external_refund_id = ${externalId}`),
    bindingsSince: (userId, since) => bindingsSince(sql, userId, since),
    bindingCase: (bindingId) => bindingCase(sql, bindingId),
    approval: (id) => locked(sql, kinds.approvalRows, "approval", id),
    waitingApprovals: async (kind) => {
      const rows = await sql<Row[]>`
        select * from approval where status = 'waiting' and kind = ${kind} order by id for update`;
      return rows.map(kinds.approvalRows.read);
    },
    subscriptionCase: (id) => subscriptionCase(sql, id),
    plan: (typeId) => lockedPlan(sql, typeId),
    subscription: (id) => locked(sql, kinds.subscriptionRows, "subscription", id),
    recordingCase: (theirs) => recordingCase(sql, theirs),
    difference: (id) => locked(sql, kinds.differenceRows, "difference", id),
    differenceOf: (object, name) => differenceOf(sql, object, name),
    unseenDifferences: (span, run, limit) => unseenDifferences(sql, span, run, limit),
    abandonedReconciliation: (silentSince) => abandonedReconciliation(sql, silentSince),
    templateInUse: (event, language) => templateInUse(sql, event, language),
    testsSince: (userId, since) => testsSince(sql, userId, since),
    letter: (id) => locked(sql, kinds.letterRows, "letter", id),
    mailing: (id) => locked(sql, kinds.mailingRows, "mailing", id),
    writtenBeside: (mailing, since) => lockedBeside(sql, mailing, since),
    recipients: (mailing, limit) => recipients(sql, mailing, limit),
    outstandingLetters: (mailingId) => outstandingLetters(sql, mailingId),
    skipQueued: (mailingId, reason) => skipQueued(sql, mailingId, reason),
    mailingLetterCase: (letterId) => mailingLetterCase(sql, letterId),
    mailingChoice: (userId) => mailingChoice(sql, userId),
    save: (changes) => save(sql, changes),
  };
}

/** One row by its id, locked. */
async function locked<Entity>(
  sql: TransactionSql,
  kind: RowKind<Entity>,
  table: string,
  id: string,
): Promise<Entity | undefined> {
  return one(kind, await sql<Row[]>`select * from ${sql(table)} where id = ${id} for update`);
}

async function beginningCase(sql: TransactionSql, userId: string, typeId: string): Promise<BeginningCase> {
  // A viewer without a subscription has no row to lock, and must not begin any number of purchases at once.
  const [, subscriptions, types, prices] = await Promise.all([
    lockPurchases(sql, userId),
    sql<Row[]>`select * from subscription where user_id = ${userId} order by id for update`,
    sql<Row[]>`select * from subscription_type where id = ${typeId}`,
    sql<Row[]>`select * from price where subscription_type_id = ${typeId}`,
  ]);
  return {
    type: one(kinds.subscriptionTypeRows, types),
    prices: prices.map(kinds.priceRows.read),
    subscriptions: subscriptions.map(kinds.subscriptionRows.read),
  };
}

/**
 * All of a viewer's subscriptions are locked first, always in the order of their ids, then the payment: two
 * outcomes for one viewer wait for each other and cannot wait in a circle.
 */
async function paymentCase(sql: TransactionSql, paymentId: string): Promise<PaymentCase | undefined> {
  const [subscriptions, [row]] = await Promise.all([
    sql<Row[]>`
      select * from subscription
      where user_id = (select user_id from payment where id = ${paymentId}) order by id for update`,
    sql.unsafe<(Row & { readonly prices: readonly PriceJson[] | null })[]>(
      paymentWithNeighbours,
      [paymentId],
      { prepare: true },
    ),
  ]);
  if (row === undefined) return undefined;
  const payment = kinds.paymentRows.readSelected(row, "payment");
  const type = kinds.subscriptionTypeRows.readSelected(row, "type");
  const all = subscriptions.map(kinds.subscriptionRows.read);
  const subscription = all.find(({ id }) => id === payment?.subscriptionId);
  if (payment === undefined || subscription === undefined || type === undefined) return undefined;
  return {
    payment,
    subscription,
    type,
    prices: (row.prices ?? []).map((price) =>
      kinds.priceRows.read({ ...price, starts_at: instant(price.starts_at) }),
    ),
    consent: kinds.consentRows.readSelected(row, "consent"),
    method: kinds.paymentMethodRows.readSelected(row, "method"),
    others: all.filter(({ id, product }) => id !== subscription.id && product === subscription.product),
    viewer: kinds.viewerRows.readSelected(row, "viewer"),
    isHalted: row.is_halted === true,
  };
}

/** A price within a row: in JSON, so that the few versions of a price cost no statement of their own. */
type PriceJson = Row & { readonly starts_at: string };

/** Locks the payment alone; its neighbours are locked already or do not change. */
const paymentWithNeighbours = `
  select ${kinds.paymentRows.selected("payment")}, ${kinds.subscriptionTypeRows.selected("type")},
    ${kinds.consentRows.selected("consent")}, ${kinds.paymentMethodRows.selected("method")},
    ${kinds.viewerRows.selected("viewer")}, exists (select from charging_halt) as is_halted,
    (select jsonb_agg(to_jsonb(price)) from price where price.subscription_type_id = type.id) as prices
  from payment
  join subscription on subscription.id = payment.subscription_id
  join subscription_type type on type.id = subscription.subscription_type_id
  left join consent on consent.id = payment.consent_id
  left join payment_method method on method.id = payment.payment_method_id
  left join viewer on viewer.user_id = payment.user_id
  where payment.id = $1 for update of payment`;

async function refundCase(sql: TransactionSql, refundId: string): Promise<RefundFile | undefined> {
  const found = await sql<{ payment_id: string }[]>`select payment_id from refund where id = ${refundId}`;
  const paymentId = found[0]?.payment_id;
  if (paymentId === undefined) return undefined;
  const rows = await paymentCase(sql, paymentId);
  const refund = one(
    kinds.refundRows,
    await sql<Row[]>`select * from refund where id = ${refundId} for update`,
  );
  return rows === undefined || refund === undefined ? undefined : { ...rows, refund };
}

/** Rows before those that refer to them; the statements go out together and the first failure undoes all. */
async function save(sql: TransactionSql, changes: Changes): Promise<void> {
  await Promise.all([
    write(sql, kinds.viewerRows, changes.viewers),
    write(sql, kinds.subscriptionTypeRows, changes.subscriptionTypes),
    write(sql, kinds.priceRows, changes.prices),
    write(sql, kinds.consentRows, changes.consents),
    write(sql, kinds.paymentMethodRows, changes.paymentMethods),
    write(sql, kinds.subscriptionRows, changes.subscriptions),
    write(sql, kinds.paymentRows, changes.payments),
    write(sql, kinds.refundRows, changes.refunds),
    write(sql, kinds.templateRows, changes.templates),
    write(sql, kinds.mailingRows, changes.mailings),
    write(sql, kinds.mailingChoiceRows, changes.mailingChoices),
    write(sql, kinds.letterRows, changes.letters),
    write(sql, kinds.bindingRows, changes.bindings),
    write(sql, kinds.approvalRows, changes.approvals),
    write(sql, kinds.reconciliationRows, changes.reconciliations),
    write(sql, kinds.differenceRows, changes.differences),
    write(sql, kinds.actRows, changes.acts),
    write(sql, kinds.askedRunRows, changes.askedRuns),
    ...(changes.erasures ?? []).map((erasure) => erase(sql, erasure)),
    write(sql, kinds.messageRows, latestPerKey(changes.messages)),
    dropMessages(sql, changes.needlessMessages),
  ]);
}

async function write<Entity>(
  sql: TransactionSql,
  kind: RowKind<Entity>,
  entities: readonly Entity[] | undefined,
): Promise<void> {
  if (entities === undefined || entities.length === 0) return;
  await sql.unsafe(kind.upsert, [kind.write(entities)], { prepare: true });
}

async function dropMessages(sql: TransactionSql, keys: readonly string[] | undefined): Promise<void> {
  if (keys === undefined || keys.length === 0) return;
  await sql`delete from outbox where dedupe_key = any(${[...keys]}) and not claimed_once`;
}

/** One statement cannot meet the same key twice; the last decision counts. */
function latestPerKey(messages: readonly Message[] | undefined): readonly Message[] | undefined {
  return (
    messages && [...new Map(messages.map((message) => [message.dedupeKey ?? message.id, message])).values()]
  );
}

async function viewers(sql: TransactionSql, userIds: readonly string[]): Promise<readonly Viewer[]> {
  const rows = await sql<Row[]>`select * from viewer where user_id = any(${[...userIds]}::text[])`;
  return rows.map(kinds.viewerRows.read);
}

/** An erasure begins with this row, so that what is written under its lock is there when it comes to the letters. */
async function addressees(sql: TransactionSql, userIds: readonly string[]): Promise<readonly Viewer[]> {
  const rows = await sql<Row[]>`
    select * from viewer where user_id = any(${[...userIds]}::text[]) order by user_id for share`;
  return rows.map(kinds.viewerRows.read);
}

/** A token that is older than the address says nothing: its holder has another one by now. */
async function moveAddress(
  sql: TransactionSql,
  { userId, email, vouchedAt }: VouchedAddress,
): Promise<boolean> {
  const moved = await sql`
    update viewer set email = ${email}, email_since = ${vouchedAt}, updated_at = greatest(updated_at, ${vouchedAt})
    where user_id = ${userId} and email is not null and email <> ${email}
      and coalesce(email_since, '-infinity') <= ${vouchedAt}`;
  return moved.count > 0;
}

async function isHalted(sql: TransactionSql): Promise<boolean> {
  return (await sql`select from charging_halt`).length > 0;
}

async function standingHalt(sql: TransactionSql): Promise<Halt | undefined> {
  const [halt] = await sql<Halt[]>`
    select reason, halted_by as "haltedBy", halted_at as "haltedAt" from charging_halt for update`;
  return halt;
}

/** Whoever is about to send a charge has read the halt in a transaction that began before this one ended, or sees it. */
async function setHalt(sql: TransactionSql, halt: Halt | undefined): Promise<void> {
  await sql`delete from charging_halt`;
  if (halt !== undefined)
    await sql`
      insert into charging_halt (id, reason, halted_by, halted_at)
      values (1, ${halt.reason}, ${halt.haltedBy}, ${halt.haltedAt})`;
}

async function planInquiries(
  sql: TransactionSql,
  inquiries: readonly { readonly id: string; readonly nextAt: Instant }[],
): Promise<void> {
  await sql`
    insert into inquiry (subject_id, next_at)
    select * from unnest(${inquiries.map(({ id }) => id)}::uuid[], ${inquiries.map(({ nextAt }) => nextAt)}::timestamptz[])
    on conflict (subject_id) do update set next_at = excluded.next_at`;
}
