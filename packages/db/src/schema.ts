import type { Instant } from "@cinema/core/instant";
import type { Kopecks } from "@cinema/core/money";
import type { Extension } from "@cinema/core/period";
import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigserial,
  boolean,
  check,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { byStaff } from "./staff-actors.ts";

// Keys are the rules' field names (packages/core), columns are the mission's; rows.ts derives the mapping from here.

const instant = customType<{ data: Instant; driverData: string }>({ dataType: () => "timestamptz(3)" });
/** Whole kopecks in the column whatever its name says. */
const kopecks = customType<{ data: Kopecks; driverData: number }>({ dataType: () => "bigint" });

/** The only place with personal data of viewers, so that erasing one is one row (152-FZ). */
export const viewer = pgTable(
  "viewer",
  {
    userId: text("user_id").primaryKey(),
    email: text("email"),
    name: text("name"),
    language: text("language").notNull(),
    updatedAt: instant("updated_at").notNull(),
    /** Since when this is his address: what came back from an earlier one says nothing about it. */
    emailSince: instant("email_since"),
    erasedAt: instant("erased_at"),
  },
  (t) => [
    // By the bytes, so that what begins alike stands together in any locale; cut off, since an index takes no novel.
    index("viewer_by_email").on(sql`lower(left(${t.email}, 320)) collate "C"`, t.userId),
    index("viewer_by_name").on(sql`lower(left(${t.name}, 320)) collate "C"`, t.userId),
  ],
);

export const subscriptionType = pgTable(
  "subscription_type",
  {
    id: uuid("id").primaryKey(),
    /** In Russian. */
    name: text("name").notNull(),
    nameEn: text("name_en"),
    product: text("product").notNull(),
    /** The list price in kopecks, kept by the job `prices`; what is charged stands in `price`. */
    amount: kopecks("amount").notNull(),
    periodUnit: text("period_unit").notNull(),
    periodCount: smallint("period_count").notNull(),
    isActive: boolean("is_active").notNull(),
  },
  (t) => [
    check("subscription_type_amount_positive", sql`${t.amount} > 0`),
    check("subscription_type_period_unit_known", sql`${t.periodUnit} in ('day', 'week', 'month', 'year')`),
    check("subscription_type_period_count_positive", sql`${t.periodCount} > 0`),
  ],
);

export const price = pgTable(
  "price",
  {
    id: uuid("id").primaryKey(),
    subscriptionTypeId: uuid("subscription_type_id")
      .notNull()
      .references(() => subscriptionType.id),
    amount: kopecks("amount").notNull(),
    startsAt: instant("starts_at").notNull(),
  },
  (t) => [
    check("price_amount_positive", sql`${t.amount} > 0`),
    unique("price_one_per_start").on(t.subscriptionTypeId, t.startsAt),
  ],
);

export const consent = pgTable(
  "consent",
  {
    id: uuid("id").primaryKey(),
    userId: text("user_id").notNull(),
    subscriptionTypeId: uuid("subscription_type_id")
      .notNull()
      .references(() => subscriptionType.id),
    version: text("version").notNull(),
    text: text("text").notNull(),
    amount: kopecks("amount").notNull(),
    periodUnit: text("period_unit").notNull(),
    periodCount: smallint("period_count").notNull(),
    givenAt: instant("given_at").notNull(),
    ip: text("ip"),
  },
  (t) => [index("consent_by_user").on(t.userId)],
);

export const paymentMethod = pgTable(
  "payment_method",
  {
    id: uuid("id").primaryKey(),
    userId: text("user_id").notNull(),
    externalId: text("external_id").notNull().unique(),
    type: text("type").notNull(),
    title: text("title").notNull(),
    cardLast4: text("card_last4"),
    cardExpiryMonth: smallint("card_expiry_month"),
    cardExpiryYear: smallint("card_expiry_year"),
    consentId: uuid("consent_id")
      .notNull()
      .references(() => consent.id),
    linkedAt: instant("linked_at").notNull(),
    unlinkedAt: instant("unlinked_at"),
  },
  (t) => [
    index("payment_method_by_user").on(t.userId),
    check("payment_method_month_exists", sql`${t.cardExpiryMonth} between 1 and 12`),
  ],
);

/** Subscriptions that are the same to every filter of the staff's search but a range of dates. */
function groupOf(t: {
  readonly state: AnyPgColumn;
  readonly subscriptionTypeId: AnyPgColumn;
  readonly isRepeatable: AnyPgColumn;
  readonly parkedReason: AnyPgColumn;
  readonly tries: AnyPgColumn;
}) {
  const isParked = sql`(${t.parkedReason} is not null)`;
  const isDeclined = sql`(${t.tries} > 0)`;
  return [t.state, t.subscriptionTypeId, t.isRepeatable, isParked, isDeclined] as const;
}

export const subscription = pgTable(
  "subscription",
  {
    id: uuid("id").primaryKey(),
    userId: text("user_id").notNull(),
    product: text("product").notNull(),
    subscriptionTypeId: uuid("subscription_type_id")
      .notNull()
      .references(() => subscriptionType.id),
    priceId: uuid("price_id")
      .notNull()
      .references(() => price.id),
    state: text("state").notNull(),
    isRepeatable: boolean("is_repeatable").notNull(),
    startDate: instant("start_date"),
    endDate: instant("end_date"),
    paidPeriods: integer("paid_periods").notNull(),
    /** Free days: the period that they were given in, and all days that were given so far. */
    extensions: jsonb("extensions").$type<readonly Extension[]>().notNull().default([]),
    paymentId: uuid("payment_id").references((): AnyPgColumn => payment.id),
    paymentMethodId: uuid("payment_method_id").references(() => paymentMethod.id),
    consentId: uuid("consent_id").references(() => consent.id),
    parkedReason: text("parked_reason"),
    tries: integer("tries").notNull(),
    declineClass: text("decline_class"),
    classTries: integer("class_tries").notNull().default(0),
    retryAt: instant("retry_at"),
    noticePeriod: integer("notice_period"),
    noticePriceId: uuid("notice_price_id").references(() => price.id),
    language: text("language").notNull(),
    version: integer("version").notNull(),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
    endCause: text("end_cause"),
    /** The viewer may watch; follows from the state and is never written. */
    isActive: boolean("is_active").notNull().generatedAlwaysAs(sql`state in ('active', 'grace')`),
  },
  (t) => [
    check("subscription_tries_counted", sql`${t.tries} >= 0`),
    check("subscription_extensions_listed", sql`jsonb_typeof(${t.extensions}) = 'array'`),
    check(
      "subscription_state_known",
      sql`${t.state} in ('pending', 'active', 'grace', 'hold', 'ended', 'abandoned')`,
    ),
    check(
      "subscription_live_has_period",
      sql`${t.state} not in ('active', 'grace', 'hold') or (${t.startDate} is not null and ${t.endDate} > ${t.startDate} and ${t.paidPeriods} > 0 and ${t.paymentId} is not null)`,
    ),
    uniqueIndex("subscription_one_live")
      .on(t.userId, t.product)
      .where(sql`${t.state} in ('active', 'grace', 'hold')`),
    index("subscription_by_user").on(t.userId),
    index("subscription_standing")
      .on(t.state, t.subscriptionTypeId, t.priceId, t.isRepeatable)
      .where(sql`${t.state} in ('active', 'grace', 'hold')`),
    index("subscription_started")
      .on(t.startDate, t.subscriptionTypeId)
      .where(sql`${t.startDate} is not null`),
    index("subscription_ended")
      .on(t.endedAt, t.subscriptionTypeId, t.endCause)
      .where(sql`${t.endedAt} is not null`),
    // What is overdue for its announcement is at the head; who was announced is not in it.
    index("subscription_unannounced")
      .on(t.endDate, t.id)
      .where(
        sql`${t.state} in ('active', 'grace', 'hold') and ${t.isRepeatable} and ${t.parkedReason} is null and ${t.paymentMethodId} is not null and ${t.noticePeriod} is distinct from ${t.paidPeriods} + 1`,
      ),
    // Likewise what is to be charged: cancelled ones, which end in the same days, are not in it.
    index("subscription_announced")
      .on(t.endDate, t.id)
      .where(
        sql`${t.state} in ('active', 'grace', 'hold') and ${t.isRepeatable} and ${t.parkedReason} is null and ${t.paymentMethodId} is not null and ${t.noticePeriod} = ${t.paidPeriods} + 1`,
      ),
    index("subscription_due").on(t.endDate, t.id).where(sql`${t.state} in ('active', 'grace', 'hold')`),
    // The staff's search takes the first few of each group and merges them: see subscriptions.ts.
    index("subscription_newest_of_group").on(...groupOf(t), t.id),
    index("subscription_ending_of_group")
      .on(...groupOf(t), t.endDate, t.id)
      .where(sql`${t.endDate} is not null`),
  ],
);

export const payment = pgTable(
  "payment",
  {
    id: uuid("id").primaryKey(),
    userId: text("user_id").notNull(),
    subscriptionId: uuid("subscription_id")
      .notNull()
      .references((): AnyPgColumn => subscription.id),
    priceId: uuid("price_id")
      .notNull()
      .references(() => price.id),
    purpose: text("purpose").notNull(),
    periodNumber: integer("period_number").notNull(),
    amount: kopecks("payment_amount").notNull(),
    status: text("payment_status").notNull(),
    refunded: kopecks("refunded_kopecks").notNull(),
    paymentMethodId: uuid("payment_method_id").references(() => paymentMethod.id),
    consentId: uuid("consent_id").references(() => consent.id),
    saveMethod: boolean("save_method").notNull(),
    returnUrl: text("return_url"),
    externalPaymentId: text("external_payment_id").unique(),
    confirmationUrl: text("confirmation_url"),
    sentAt: instant("sent_at"),
    lastSentAt: instant("last_sent_at"),
    sentTimes: integer("sent_times").notNull(),
    paymentDate: instant("payment_date"),
    methodType: text("method_type"),
    undoneAt: instant("undone_at"),
    cancellationParty: text("cancellation_party"),
    cancellationReason: text("cancellation_reason"),
    receiptRegistration: text("receipt_registration"),
    requestId: text("request_id"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    check("payment_amount_positive", sql`${t.amount} > 0`),
    check("payment_refunded_within_amount", sql`${t.refunded} >= 0 and ${t.refunded} <= ${t.amount}`),
    check("payment_refunded_only_when_paid", sql`${t.refunded} = 0 or ${t.status} = 'succeeded'`),
    check("payment_purpose_known", sql`${t.purpose} in ('first', 'renewal')`),
    check(
      "payment_status_known",
      sql`${t.status} in ('draft', 'pending', 'waiting_for_capture', 'unknown', 'succeeded', 'canceled')`,
    ),
    check("payment_succeeded_has_date", sql`${t.status} <> 'succeeded' or ${t.paymentDate} is not null`),
    check("payment_saves_only_with_consent", sql`not ${t.saveMethod} or ${t.consentId} is not null`),
    check(
      "payment_renewal_has_method",
      sql`${t.purpose} = 'first' or ${t.paymentMethodId} is not null or ${t.returnUrl} is not null`,
    ),
    uniqueIndex("payment_one_per_period")
      .on(t.subscriptionId, t.periodNumber)
      .where(sql`${t.status} <> 'canceled' and ${t.undoneAt} is null`),
    index("payment_by_user").on(t.userId, t.createdAt),
    // Whether a period was paid, and how much, is read from this alone.
    index("payment_by_subscription").on(t.subscriptionId, t.periodNumber, t.status, t.paymentDate, t.amount),
    index("payment_paid").on(t.paymentDate, t.priceId, t.amount).where(sql`${t.status} = 'succeeded'`),
    index("payment_by_sending").on(t.sentAt, t.id).where(sql`${t.sentAt} is not null`),
    index("payment_by_time").on(t.createdAt, t.id),
    index("payment_by_amount").on(t.amount),
    index("payment_unfinished")
      .on(t.createdAt)
      .where(
        sql`${t.status} in ('draft', 'pending', 'waiting_for_capture', 'unknown') or ${t.receiptRegistration} = 'pending'`,
      ),
  ],
);

export const refund = pgTable(
  "refund",
  {
    id: uuid("id").primaryKey(),
    paymentId: uuid("payment_id")
      .notNull()
      .references(() => payment.id),
    amount: kopecks("refund_amount").notNull(),
    status: text("refund_status").notNull(),
    kind: text("kind").notNull(),
    reason: text("reason").notNull(),
    tries: integer("tries").notNull(),
    externalRefundId: text("external_refund_id").unique(),
    sentAt: instant("sent_at"),
    lastSentAt: instant("last_sent_at"),
    sentTimes: integer("sent_times").notNull(),
    refundDate: instant("refund_date"),
    cancellationParty: text("cancellation_party"),
    cancellationReason: text("cancellation_reason"),
    receiptRegistration: text("receipt_registration"),
    requestedBy: text("requested_by"),
    requestId: text("request_id"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    check("refund_amount_positive", sql`${t.amount} > 0`),
    check("refund_status_known", sql`${t.status} in ('requested', 'pending', 'succeeded', 'canceled')`),
    check("refund_kind_known", sql`${t.kind} in ('full', 'partial', 'prorated', 'duplicate')`),
    check("refund_succeeded_has_date", sql`${t.status} <> 'succeeded' or ${t.refundDate} is not null`),
    index("refund_by_payment").on(t.paymentId),
    index("refund_asked_for").on(t.createdAt, t.kind, t.status, t.amount),
    index("refund_by_sending").on(t.sentAt, t.id).where(sql`${t.sentAt} is not null`),
    index("refund_unfinished")
      .on(t.createdAt)
      .where(sql`${t.status} in ('requested', 'pending') or ${t.receiptRegistration} = 'pending'`),
  ],
);

/**
 * What came in and went back on a day of Moscow's, of one price: kept by triggers in the transaction that changes the
 * payment or the refund. Its sum is over all parts: each session writes its own, so that none waits for another.
 */
export const revenueTotal = pgTable(
  "revenue_total",
  {
    day: date("day").notNull(),
    priceId: uuid("price_id")
      .notNull()
      .references(() => price.id),
    part: smallint("part").notNull(),
    payments: integer("payments").notNull(),
    paid: kopecks("paid").notNull(),
    refunds: integer("refunds").notNull(),
    refunded: kopecks("refunded").notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.priceId, t.part] })],
);

/** A period whose renewal was declined at least once, and what has become of it: kept by triggers likewise. */
export const declinedPeriod = pgTable(
  "declined_period",
  {
    subscriptionId: uuid("subscription_id")
      .notNull()
      .references(() => subscription.id, { onDelete: "cascade" }),
    periodNumber: integer("period_number").notNull(),
    /** When the first charge that was declined was made, and why it was. */
    declinedAt: instant("declined_at").notNull(),
    reason: text("reason").notNull(),
    /** Of the payment that paid the period after all. */
    recoveredAmount: kopecks("recovered_amount"),
    /** The subscription lives and the period is not paid yet. */
    isOpen: boolean("is_open").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subscriptionId, t.periodNumber] }),
    // The report is read from this alone.
    index("declined_period_by_time").on(t.declinedAt, t.reason, t.isOpen, t.recoveredAmount),
  ],
);

/** Letters' templates: versions are added, never overwritten; the highest version is the one in use. */
export const template = pgTable(
  "template",
  {
    event: text("event").notNull(),
    language: text("language").notNull(),
    version: integer("version").notNull(),
    subject: text("subject").notNull(),
    html: text("html").notNull(),
    /** What was declared with it; null for our own letters, whose variables are fixed. */
    variables: jsonb("variables"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.event, t.language, t.version] })],
);

export const letter = pgTable(
  "letter",
  {
    id: uuid("id").primaryKey(),
    cause: text("cause").notNull(),
    userId: text("user_id").notNull(),
    template: text("template").notNull(),
    language: text("language").notNull(),
    data: jsonb("data").notNull(),
    status: text("status").notNull(),
    createdAt: instant("created_at").notNull(),
    sentAt: instant("sent_at"),
    error: text("error"),
    copyOf: uuid("copy_of").references((): AnyPgColumn => letter.id),
    mailingId: uuid("mailing_id").references((): AnyPgColumn => mailing.id),
    templateVersion: integer("template_version"),
    /** Words that are tried out and belong to no version of the template. */
    draft: jsonb("draft"),
    unsubscribeToken: uuid("unsubscribe_token"),
    bouncedAt: instant("bounced_at"),
  },
  (t) => [
    unique("letter_once").on(t.cause, t.userId, t.template),
    check("letter_status_known", sql`${t.status} in ('queued', 'sending', 'sent', 'failed', 'skipped')`),
    index("letter_by_user").on(t.userId),
    index("letter_queued").on(t.createdAt).where(sql`${t.status} = 'queued'`),
    index("letter_by_time").on(t.createdAt, t.id),
    index("letter_by_template").on(t.template, t.createdAt, t.id),
    index("letter_unsent").on(t.status, t.createdAt, t.id).where(sql`${t.status} <> 'sent'`),
    index("letter_copies").on(t.copyOf).where(sql`${t.copyOf} is not null`),
    index("letter_of_mailing").on(t.mailingId, t.status, t.id).where(sql`${t.mailingId} is not null`),
    index("letter_by_token").on(t.unsubscribeToken).where(sql`${t.unsubscribeToken} is not null`),
    index("letter_bounced").on(t.userId).where(sql`${t.bouncedAt} is not null`),
  ],
);

/** One letter to many viewers: what it says and to whom, how far it has come. */
export const mailing = pgTable(
  "mailing",
  {
    id: uuid("id").primaryKey(),
    event: text("event").notNull(),
    /** Versions by language. */
    templates: jsonb("templates").notNull(),
    fallbackLanguage: text("fallback_language"),
    audience: jsonb("audience").notNull(),
    data: jsonb("data").notNull(),
    sendAt: instant("send_at").notNull(),
    isService: boolean("is_service").notNull(),
    lettersPerMinute: integer("letters_per_minute").notNull(),
    state: text("state").notNull(),
    page: integer("page").notNull(),
    position: text("position"),
    isWritten: boolean("is_written").notNull(),
    written: integer("written").notNull(),
    expected: integer("expected"),
    pausedBecause: text("paused_because"),
    approvedBy: text("approved_by"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
  },
  (t) => [
    check("mailing_state_known", sql`${t.state} in ('draft', 'running', 'paused', 'stopped', 'finished')`),
    check("mailing_pace_positive", sql`${t.lettersPerMinute} > 0`),
    index("mailing_by_state").on(t.state, t.id),
  ],
);

/** Who has said something about mailings; who is not here takes them. */
export const mailingChoice = pgTable("mailing_choice", {
  userId: text("user_id").primaryKey(),
  isRefused: boolean("is_refused").notNull(),
  cause: text("cause").notNull(),
  at: instant("at").notNull(),
});

/** Messages on their way: without RabbitMQ this table itself is the queue, with it the relay empties it. */
export const outbox = pgTable(
  "outbox",
  {
    id: uuid("id").primaryKey(),
    topic: text("topic").notNull(),
    body: jsonb("body").notNull(),
    dedupeKey: text("dedupe_key"),
    availableAt: instant("available_at").notNull(),
    createdAt: instant("created_at").notNull().default(sql`now()`),
    attempts: integer("attempts").notNull().default(0),
    /** Somebody may have acted on it: it no longer stands in for a new message with the same key. */
    claimedOnce: boolean("claimed_once").notNull().default(false),
    /** Who has it in hand and until when; afterwards anybody may take it again. */
    claimedBy: text("claimed_by"),
    claimedUntil: instant("claimed_until"),
    lastError: text("last_error"),
    firstFailedAt: instant("first_failed_at"),
    /** Set when nothing will make it good: it waits for a person. */
    deadAt: instant("dead_at"),
  },
  (t) => [
    uniqueIndex("outbox_one_waiting")
      .on(t.dedupeKey)
      .where(sql`not ${t.claimedOnce} and ${t.dedupeKey} is not null`),
    index("outbox_available").on(t.topic, t.availableAt).where(sql`${t.deadAt} is null`),
    index("outbox_relayed").on(t.availableAt, t.id).where(sql`${t.deadAt} is null`),
    index("outbox_dead").on(t.deadAt).where(sql`${t.deadAt} is not null`),
  ],
);

/** Messages from outside that were taken: the same id is not taken twice. */
export const inbox = pgTable(
  "inbox",
  {
    source: text("source").notNull(),
    messageId: text("message_id").notNull(),
    bodyHash: text("body_hash").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.messageId] })],
);

/** A row here halts all charging without the viewer; removing it, with a second person's consent, resumes it. */
export const chargingHalt = pgTable("charging_halt", {
  id: smallint("id").primaryKey(),
  reason: text("reason").notNull(),
  haltedBy: text("halted_by").notNull(),
  haltedAt: instant("halted_at").notNull(),
});

/** Changes of card without a payment: what the viewer began and what came of it. */
export const binding = pgTable(
  "binding",
  {
    id: uuid("id").primaryKey(),
    userId: text("user_id").notNull(),
    subscriptionId: uuid("subscription_id")
      .notNull()
      .references(() => subscription.id),
    consentId: uuid("consent_id")
      .notNull()
      .references(() => consent.id),
    status: text("status").notNull(),
    returnUrl: text("return_url").notNull(),
    externalId: text("external_id").unique(),
    confirmationUrl: text("confirmation_url"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    check("binding_status_known", sql`${t.status} in ('draft', 'pending', 'active', 'failed')`),
    index("binding_by_user").on(t.userId),
    index("binding_unfinished").on(t.id).where(sql`${t.status} in ('draft', 'pending')`),
  ],
);

/** Who stands behind the user ids of the staff, as his token named him when he last changed something. */
export const colleague = pgTable("colleague", {
  userId: text("user_id").primaryKey(),
  name: text("name"),
  email: text("email"),
  namedAt: instant("named_at").notNull(),
});

/** What waits for a second person's word, and what was said. */
export const approval = pgTable(
  "approval",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind").notNull(),
    subject: text("subject").notNull(),
    wish: jsonb("wish").notNull(),
    status: text("status").notNull(),
    requestedBy: text("requested_by").notNull(),
    reason: text("reason").notNull(),
    requestedAt: instant("requested_at").notNull(),
    decidedBy: text("decided_by"),
    decisionReason: text("decision_reason"),
    decidedAt: instant("decided_at"),
  },
  (t) => [
    check(
      "approval_status_known",
      sql`${t.status} in ('waiting', 'approved', 'rejected', 'withdrawn', 'superseded')`,
    ),
    check("approval_decided_by_somebody", sql`(${t.status} = 'waiting') = (${t.decidedBy} is null)`),
    check(
      "approval_by_a_second_person",
      sql`${t.status} not in ('approved', 'rejected') or ${t.decidedBy} <> ${t.requestedBy}`,
    ),
    index("approval_waiting").on(t.id).where(sql`${t.status} = 'waiting'`),
    index("approval_by_subject").on(t.subject),
  ],
);

/** What was decided beside the histories of the base tables; the transaction says by whom, why and for which request. */
export const act = pgTable(
  "act",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    subject: text("subject").notNull(),
    details: jsonb("details").notNull(),
    at: instant("at").notNull(),
    actor: text("actor")
      .notNull()
      .default(
        sql`coalesce(nullif(current_setting('billing.actor', true), ''), 'database:' || session_user)`,
      ),
    reason: text("reason").default(sql`nullif(current_setting('billing.reason', true), '')`),
    requestId: text("request_id").default(sql`nullif(current_setting('billing.request_id', true), '')`),
  },
  (t) => [
    index("act_by_subject").on(t.subject, t.id),
    index("act_by_actor").on(t.actor, t.at, t.id),
    index("act_by_request").on(t.requestId, t.at, t.id).where(sql`${t.requestId} is not null`),
    index("act_by_staff").on(t.at, t.id).where(sql.raw(byStaff)),
  ],
);

/** Comparisons of our books with the provider's, asked for by a person or by the clock. */
export const reconciliation = pgTable(
  "reconciliation",
  {
    id: uuid("id").primaryKey(),
    from: instant("span_from").notNull(),
    to: instant("span_to").notNull(),
    status: text("status").notNull(),
    requestedBy: text("requested_by").notNull(),
    reason: text("reason").notNull(),
    requestedAt: instant("requested_at").notNull(),
    startedAt: instant("started_at"),
    comparedUntil: instant("compared_until").notNull(),
    beatAt: instant("beat_at"),
    finishedAt: instant("finished_at"),
    counts: jsonb("counts").notNull(),
    error: text("error"),
  },
  (t) => [
    check("reconciliation_status_known", sql`${t.status} in ('waiting', 'running', 'done', 'failed')`),
    check(
      "reconciliation_span_forward",
      sql`${t.from} < ${t.to} and ${t.comparedUntil} between ${t.from} and ${t.to}`,
    ),
    index("reconciliation_unfinished").on(t.id).where(sql`${t.status} in ('waiting', 'running')`),
    index("reconciliation_by_requester").on(t.requestedBy, t.requestedAt),
  ],
);

/** What is not the same in our books and in the provider's; no personal data in either side's facts. */
export const difference = pgTable(
  "difference",
  {
    id: uuid("id").primaryKey(),
    class: text("class").notNull(),
    object: text("object").notNull(),
    sides: jsonb("sides").notNull(),
    action: text("action"),
    obstacle: text("obstacle"),
    status: text("status").notNull(),
    occurredAt: instant("occurred_at").notNull(),
    foundAt: instant("found_at").notNull(),
    seenAt: instant("seen_at").notNull(),
    seenBy: text("seen_by").notNull(),
    resolvedAt: instant("resolved_at"),
    resolvedBy: text("resolved_by"),
    resolution: text("resolution"),
  },
  (t) => [
    check("difference_status_known", sql`${t.status} in ('open', 'repaired', 'dismissed', 'vanished')`),
    check("difference_closed_by_somebody", sql`(${t.status} = 'open') = (${t.resolvedBy} is null)`),
    unique("difference_once").on(t.object, t.class),
    index("difference_open").on(t.occurredAt, t.id).where(sql`${t.status} = 'open'`),
    index("difference_by_status").on(t.status, t.id),
    index("difference_by_class").on(t.class, t.id),
  ],
);

/** When the provider is asked next about a payment or refund without an outcome; not history, only patience. */
export const inquiry = pgTable("inquiry", {
  subjectId: uuid("subject_id").primaryKey(),
  nextAt: instant("next_at").notNull(),
});

/**
 * Runs of jobs: by the clock, or asked for by a person; what was done, and which ticks were missed. One that shows
 * signs of life and no end is under way.
 */
export const jobRun = pgTable(
  "job_run",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    isDry: boolean("is_dry").notNull().default(false),
    /** Absent: the clock. */
    requestedBy: text("requested_by"),
    reason: text("reason"),
    requestedAt: instant("requested_at"),
    startedAt: instant("started_at"),
    /** The last sign of life, by this server's clock; absent while nobody has it in hand. */
    aliveAt: instant("alive_at"),
    /** How often it was taken up. */
    attempts: integer("attempts").notNull().default(0),
    finishedAt: instant("finished_at"),
    counts: jsonb("counts"),
    error: text("error"),
  },
  (t) => [
    uniqueIndex("job_run_one_under_way")
      .on(t.name)
      .where(sql`${t.aliveAt} is not null and ${t.finishedAt} is null`),
    index("job_run_by_name").on(t.name, t.id),
  ],
);

/** Answers to mutations by the caller's key: the same call again gets the same answer. */
export const idempotency = pgTable(
  "idempotency",
  {
    actor: text("actor").notNull(),
    procedure: text("procedure").notNull(),
    key: text("key").notNull(),
    inputHash: text("input_hash").notNull(),
    /** Absent while the first call is under way. */
    answer: jsonb("answer"),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.actor, t.procedure, t.key] })],
);

function historyTable<Name extends string>(name: Name) {
  return pgTable(
    name,
    {
      historyId: bigserial("history_id", { mode: "number" }).primaryKey(),
      /** I, U or D. */
      operation: text("operation").notNull(),
      changedAt: instant("changed_at").notNull(),
      actor: text("actor").notNull(),
      reason: text("reason"),
      requestId: text("request_id"),
      rowId: uuid("row_id").notNull(),
      /** The row after an insert or update, before a delete. */
      row: jsonb("row").notNull(),
    },
    (t) => [
      check(`${name}_operation_known`, sql`${t.operation} in ('I', 'U', 'D')`),
      index(`${name}_by_row`).on(t.rowId, t.historyId),
      index(`${name}_by_actor`).on(t.actor, t.changedAt, t.historyId),
      index(`${name}_by_request`)
        .on(t.requestId, t.changedAt, t.historyId)
        .where(sql`${t.requestId} is not null`),
      index(`${name}_by_staff`).on(t.changedAt, t.historyId).where(sql.raw(byStaff)),
    ],
  );
}

export const subscriptionHistory = historyTable("subscription_history");
export const subscriptionTypeHistory = historyTable("subscription_type_history");
export const paymentHistory = historyTable("payment_history");
export const refundHistory = historyTable("refund_history");
