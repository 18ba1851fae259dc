import type { AnnouncementCase } from "@cinema/core/announce-renewal";
import type { Approval, ApprovalKind } from "@cinema/core/approval";
import type { Recipient } from "@cinema/core/audience";
import type { LiveCase } from "@cinema/core/auto-renew";
import type { PaymentThere } from "@cinema/core/both-sides";
import type { Plan } from "@cinema/core/catalogue";
import type { Changes } from "@cinema/core/changes";
import type { Consent } from "@cinema/core/consent";
import type { Difference } from "@cinema/core/difference";
import type { DifferenceClass } from "@cinema/core/difference-class";
import type { ErasureCase } from "@cinema/core/erase-viewer";
import type { Instant } from "@cinema/core/instant";
import type { Language } from "@cinema/core/language";
import type { Letter } from "@cinema/core/letter";
import type { Mailing } from "@cinema/core/mailing";
import type { MailingChoice } from "@cinema/core/mailing-choice";
import type { MailingLetterCase } from "@cinema/core/mailing-letter";
import type { PassingCase, Patience } from "@cinema/core/pass-time";
import type { Payment } from "@cinema/core/payment";
import type { PaymentMethod } from "@cinema/core/payment-method";
import type { Reconciliation } from "@cinema/core/reconciliation";
import type { RecordingCase } from "@cinema/core/record-payment";
import type { Refund } from "@cinema/core/refund";
import type { RenewalCase } from "@cinema/core/renew";
import type { RefundRequestCase } from "@cinema/core/request-refund";
import type { ResendCase } from "@cinema/core/resend-letter";
import type { StaffLimits } from "@cinema/core/staff-limits";
import type { StaffRefundCase } from "@cinema/core/staff-refund";
import type { Subscription } from "@cinema/core/subscription";
import type { PlanNames, Price, SubscriptionType } from "@cinema/core/subscription-type";
import type { SavedTemplate, Template } from "@cinema/core/template";
import type { TimeSpan } from "@cinema/core/time-span";
import type { Viewer } from "@cinema/core/viewer";
import type { ExpiringCase } from "@cinema/core/warn-of-expiry";
import type { Approvals } from "./approvals.ts";
import type { AuditTrail } from "./audit-trail.ts";
import type { BindingFile, Bindings } from "./bind-method.ts";
import type { Books } from "./books.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Colleagues } from "./colleagues.ts";
import type { Differences } from "./differences.ts";
import type { Exports } from "./export.ts";
import type { Gateway } from "./gateway.ts";
import type { Halt } from "./hold-back.ts";
import type { Indicators } from "./indicators.ts";
import type { JobRuns } from "./job-runs.ts";
import type { Calls, KeyedCall } from "./keyed-call.ts";
import type { Letters } from "./letters.ts";
import type { Mailer } from "./mailer.ts";
import type { Mailings } from "./mailings.ts";
import type { Payments } from "./payments.ts";
import type { DeadLetters } from "./queue.ts";
import type { Reconciliations } from "./reconciliations.ts";
import type { Refunds } from "./refunds.ts";
import type { Reports } from "./reports.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { Templates } from "./templates.ts";
import type { Happening } from "./timeline.ts";
import type { Timetable } from "./timetable.ts";
import type { Viewers } from "./viewers.ts";

/** Everything an operation reaches besides its own input; doors put it together once at start. */
export interface World {
  readonly store: Store;
  readonly gateway: Gateway;
  readonly mailer: Mailer;
  /** What nobody could process. */
  readonly deadLetters: DeadLetters;
  readonly timetable: Timetable;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly log: Log;
  readonly settings: Settings;
}

export interface Settings {
  /** Origins (scheme, host, port) that a viewer may be sent back to after paying. */
  readonly returnOrigins: readonly string[];
  /** Where the cinema's pages are, for the links in letters; no slash at the end. */
  readonly siteUrl: string;
  /** Up to where one member of the staff may go alone. */
  readonly limits: StaffLimits;
}

/** Who changes something and on whose demand: it stands in the history of every row the change touches. */
export interface Authorship {
  /** "viewer:<user id>", a role and the user id ("manager:<user id>"), "service:<name>", "billing:<what>". */
  readonly actor: string;
  readonly reason: string;
  readonly requestId: string | undefined;
}

/** Structured log lines: an event's name and ids, never personal data. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export type LogFields = { readonly [field: string]: string | number | boolean | undefined };

/** Postgres as the operations see it. */
export interface Store {
  /**
   * One transaction: loads under lock, decides, saves once. Everything is undone when `work` throws.
   * The provider is never called inside.
   */
  change<T>(by: Authorship, work: (unit: UnitOfWork) => Promise<T>): Promise<T>;
  /** Callers' keys and the answers that they were given. */
  readonly calls: Calls;
  readonly inbox: Inbox;
  readonly approvals: Approvals;
  readonly bindings: Bindings;
  readonly reports: Reports;
  readonly exports: Exports;
  readonly catalogue: Catalogue;
  readonly colleagues: Colleagues;
  readonly viewers: Viewers;
  readonly subscriptions: Subscriptions;
  readonly auditTrail: AuditTrail;
  readonly jobRuns: JobRuns;
  readonly indicators: Indicators;
  readonly books: Books;
  readonly differences: Differences;
  readonly reconciliations: Reconciliations;
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly letters: Letters;
  readonly templates: Templates;
  readonly mailings: Mailings;

  /** Plans that are sold, each with the versions of its price. */
  plans(): Promise<readonly Plan[]>;
  subscriptionsOf(userId: string): Promise<readonly SubscriptionView[]>;
  /** Newest first. */
  paymentsOf(userId: string, page: Page): Promise<readonly PaymentView[]>;
  /** Of the viewer's payments, newest first. */
  refundsOf(userId: string, page: Page): Promise<readonly RefundView[]>;
  /** Those that are linked, newest first. */
  paymentMethodsOf(userId: string): Promise<readonly PaymentMethod[]>;
  /** The latest first. */
  timelineOf(userId: string, page: Page): Promise<readonly Happening[]>;
  halt(): Promise<Halt | undefined>;
  payment(paymentId: string): Promise<Payment | undefined>;
  paymentIdByExternal(externalPaymentId: string): Promise<string | undefined>;
  refund(refundId: string): Promise<Refund | undefined>;
  refundIdByExternal(externalRefundId: string): Promise<string | undefined>;
  letterCase(letterId: string): Promise<LetterCase | undefined>;
  /** The version of a template in use. */
  template(event: string, language: Language): Promise<Template | undefined>;
  /** Payments that wait for an outcome or a fiscal receipt, begun before a moment, in the order of their ids. */
  unfinishedPayments(page: UnfinishedPage): Promise<readonly Unfinished[]>;
  /** Refunds likewise. */
  unfinishedRefunds(page: UnfinishedPage): Promise<readonly Unfinished[]>;
}

export interface UnitOfWork {
  beginningCase(userId: string, subscriptionTypeId: string): Promise<BeginningCase>;
  /** Locks the viewer's subscriptions, then the payment. */
  paymentCase(paymentId: string): Promise<PaymentCase | undefined>;
  refundCase(refundId: string): Promise<RefundFile | undefined>;
  /** Locks all subscriptions of the viewer and loads the live one to a product. */
  liveCase(userId: string, product: string): Promise<LiveCase | undefined>;
  /** Locks likewise; the method when it is the viewer's, and every live subscription that it pays for. */
  methodCase(userId: string, methodId: string): Promise<MethodCase>;
  /** Locks likewise; a payment of the viewer with its subscription. */
  refundRequestCase(userId: string, paymentId: string): Promise<RefundRequestCase | undefined>;
  /** The same for any payment, with all its refunds. */
  staffRefundCase(paymentId: string): Promise<StaffRefundCase | undefined>;
  /** Locks the first letter about a letter's cause, and before it the subscriptions of whoever's charge it announces. */
  resendCase(letterId: string): Promise<ResendCase | undefined>;
  /**
   * Live subscriptions on which the clock door has work, locked; those in somebody else's hands are skipped.
   * In the order of {@link dueCursor}, after the given one, so that a run meets each once.
   */
  renewable(due: Due & { readonly isRetry: boolean }): Promise<readonly RenewalCase[]>;
  unannounced(due: Due): Promise<readonly AnnouncementCase[]>;
  overdue(due: Due & { readonly patience: Patience }): Promise<readonly PassingCase[]>;
  expiringMethods(due: Due): Promise<readonly ExpiringCase[]>;
  /** Locks likewise; a subscription with what stands for and against charging its coming period now. */
  renewalCase(subscriptionId: string): Promise<RenewalCase | undefined>;
  /** Locks likewise; all that an erasure touches. */
  erasureCase(userId: string): Promise<ErasureCase>;
  /** Those of the viewers who are known. */
  viewers(userIds: readonly string[]): Promise<readonly Viewer[]>;
  /** The same for letters that are to be written to them: an erasure of one of them waits, and meets the letters. */
  addressees(userIds: readonly string[]): Promise<readonly Viewer[]>;
  /** Gives a known viewer, who was not erased, another address, unless his is newer; answers whether it did. */
  moveAddress(address: VouchedAddress): Promise<boolean>;
  /**
   * Notes in the inbox that a message of somebody else has come; a second one under the same id waits until the
   * first is saved or undone. `contradicted`: it came before with another body.
   */
  receive(arrival: Arrival): Promise<"new" | "repeated" | "contradicted">;
  /** Nobody is charged while a person has halted charging. */
  isHalted(): Promise<boolean>;
  /** The halt that stands now, locked. */
  halt(): Promise<Halt | undefined>;
  /** The first transaction of a keyed call: does the work, or gives what it gave when it was done before. */
  once<T>(call: KeyedCall, work: () => Promise<T>): Promise<T>;
  setHalt(halt: Halt | undefined): Promise<void>;
  /** Remembers when the provider is asked next about payments and refunds. */
  planInquiries(inquiries: readonly { readonly id: string; readonly nextAt: Instant }[]): Promise<void>;
  /** The viewer's saved method under the provider's id, linked or not. */
  methodByExternal(externalId: string): Promise<PaymentMethod | undefined>;
  /** The refund under the provider's id. */
  refundByExternal(externalId: string): Promise<Refund | undefined>;
  /** How many changes of card a viewer has begun since a moment. */
  bindingsSince(userId: string, since: Instant): Promise<number>;
  /** Locks the viewer's subscriptions, then a change of card; with the charge that is being prepared. */
  bindingCase(bindingId: string): Promise<BindingFile | undefined>;
  /** Locks one wish that waits for a second person, or was decided. */
  approval(approvalId: string): Promise<Approval | undefined>;
  /** Locks all wishes of a kind that wait, in the order of their ids. */
  waitingApprovals(kind: ApprovalKind): Promise<readonly Approval[]>;
  /** Locks all subscriptions of its viewer; one with what hangs on it, whatever state it is in. */
  subscriptionCase(subscriptionId: string): Promise<LiveCase | undefined>;
  /** Locks one subscription type, so that two changes of its prices wait for each other; purchases do not wait. */
  plan(subscriptionTypeId: string): Promise<Plan | undefined>;
  /** Locks likewise; what a payment that only the provider knows has to fit into. */
  recordingCase(theirs: PaymentThere): Promise<RecordingCase>;
  /** Locks one difference. */
  difference(differenceId: string): Promise<Difference | undefined>;
  /** Locks the one difference of a class and object, also while there is none yet. */
  differenceOf(object: string, name: DifferenceClass): Promise<Difference | undefined>;
  /** Locks open differences of a span that a run has not seen, at most so many. */
  unseenDifferences(
    span: TimeSpan,
    run: { readonly seenBy: string; readonly begunAt: Instant },
    limit: number,
  ): Promise<readonly Difference[]>;
  /** Locks the oldest comparison that waits, or whose process has given no sign of life since a moment. */
  abandonedReconciliation(silentSince: Instant): Promise<Reconciliation | undefined>;
  /** Locks one subscription. */
  subscription(subscriptionId: string): Promise<Subscription | undefined>;
  /** The version of a template in use, undefined before the first; nobody else saves one meanwhile. */
  templateInUse(event: string, language: Language): Promise<SavedTemplate | undefined>;
  /** How many letters a person has tried out since a moment; he tries out no other one meanwhile. */
  testsSince(userId: string, since: Instant): Promise<number>;
  /** Locks one letter. */
  letter(letterId: string): Promise<Letter | undefined>;
  /** Locks one mailing. */
  mailing(mailingId: string): Promise<Mailing | undefined>;
  /** As the read of the same name; no other mailing about its event is decided about meanwhile. */
  writtenBeside(mailing: Mailing, since: Instant): Promise<number>;
  /** Those of a mailing's audience who come after its position, in the order of their ids. */
  recipients(mailing: Mailing, limit: number): Promise<readonly Recipient[]>;
  /** How many letters of a mailing have no outcome yet. */
  outstandingLetters(mailingId: string): Promise<number>;
  /** Skips all letters of a mailing that are still queued, whatever their number. */
  skipQueued(mailingId: string, reason: string): Promise<void>;
  /** Locks a mailing's letter. */
  mailingLetterCase(letterId: string): Promise<(MailingLetterCase & LetterCase) | undefined>;
  /** Locks what a viewer has said about mailings, also when that is nothing. */
  mailingChoice(userId: string): Promise<MailingChoice | undefined>;
  save(changes: Changes): Promise<void>;
}

/** One batch of what is due at a moment; `after` is a {@link dueCursor}. */
export interface Due extends Page {
  readonly now: Instant;
}

/** Where a run through due subscriptions stands: by the end of the paid period, then by id. */
export function dueCursor({ id, endDate }: Pick<Subscription, "id" | "endDate">): string {
  return `${endDate ?? ""} ${id}`;
}

/** The messages of others that have come. */
export interface Inbox {
  /** Forgets those that came before a moment, or only counts them; gives their number. */
  forget(before: Instant, isDry: boolean): Promise<number>;
}

/** An address that the issuer of access tokens vouches for. */
export interface VouchedAddress {
  readonly userId: string;
  readonly email: string;
  readonly vouchedAt: Instant;
}

export interface Arrival {
  /** Who sent it: ids of different sources are different. */
  readonly source: string;
  readonly messageId: string;
  readonly bodyHash: string;
  readonly receivedAt: Instant;
}

export interface MethodCase {
  readonly method: PaymentMethod | undefined;
  readonly users: readonly LiveCase[];
  readonly language: Language;
}

export interface BeginningCase {
  readonly type: SubscriptionType | undefined;
  readonly prices: readonly Price[];
  readonly subscriptions: readonly Subscription[];
}

export interface PaymentCase {
  readonly payment: Payment;
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  /** All versions of the type's price. */
  readonly prices: readonly Price[];
  readonly consent: Consent | undefined;
  readonly method: PaymentMethod | undefined;
  /** The viewer's other subscriptions to the same product. */
  readonly others: readonly Subscription[];
  readonly viewer: Viewer | undefined;
  /** A person has halted charging. */
  readonly isHalted: boolean;
}

export interface RefundFile {
  readonly refund: Refund;
  readonly payment: Payment;
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  readonly viewer: Viewer | undefined;
}

export interface LetterCase {
  readonly letter: Letter;
  /** The first letter, when this one sends it again. */
  readonly original: Letter | undefined;
  readonly viewer: Viewer | undefined;
}

export interface SubscriptionView {
  readonly subscription: Subscription;
  readonly type: SubscriptionType;
  /** What it was sold at. */
  readonly price: Price;
  /** What the coming period is charged at: see the rule of the same name. */
  readonly comingPrice: Price;
  readonly method: PaymentMethod | undefined;
  /** The letter about the coming charge, and when the mail server took it. */
  readonly notice: { readonly sentAt: Instant | undefined } | undefined;
}

export interface PaymentView {
  readonly payment: Payment;
  readonly plan: PlanNames;
}

export interface RefundView {
  readonly refund: Refund;
  readonly plan: PlanNames;
}

export interface Page {
  /** Continue after this row's id. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface UnfinishedPage extends Page {
  /** Begun before this moment. */
  readonly before: Instant;
  /** Only those whose next question is due by then; undefined: all. */
  readonly dueBy: Instant | undefined;
}

export interface Unfinished {
  readonly id: string;
  readonly createdAt: Instant;
  /** The provider's id for it stands in the row. */
  readonly isKnownToProvider: boolean;
}
