// @cinema/client 0.10.3
// Written by `bun run client:contract`. When two branches have changed it, take either side and run that.

/** What may be said about one call beside its input. */
interface CallOptions {
    /** Ends the call when it is aborted; what a mutation has begun by then goes on in the service. */
    readonly signal?: AbortSignal | undefined;
}
/** A question: it changes nothing. */
interface Query<Input, Output> {
    readonly query: (input: Input, options?: CallOptions) => Promise<Output>;
}
/** An order: it changes something, and once only, however often it is repeated under the same `idempotencyKey`. */
interface Mutation<Input, Output> {
    readonly mutate: (input: Input, options?: CallOptions) => Promise<Output>;
}
/** What a procedure takes: `InputOf<BillingClient["billing"]["subscribe"]>`. */
type InputOf<Procedure> = Procedure extends Query<infer Input, infer _> ? Input : Procedure extends Mutation<infer Input, infer _> ? Input : never;
/** What a procedure gives: `OutputOf<BillingClient["billing"]["plans"]>`. */
type OutputOf<Procedure> = Procedure extends Query<infer _, infer Output> ? Output : Procedure extends Mutation<infer _, infer Output> ? Output : never;

/** The part of `fetch` that the client needs; the global one of browsers, Node, Bun and Deno fits. */
type Fetch = (url: string, request: FetchRequest) => Promise<FetchAnswer>;
interface FetchRequest {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal?: AbortSignal;
}
interface FetchAnswer {
    readonly ok: boolean;
    readonly status: number;
    readonly headers: {
        get(name: string): string | null;
    };
    text(): Promise<string>;
}

/**
 * Gives the access token, undefined for nobody's. It is asked before every request, so it should keep what it has;
 * `refresh` says that the service did not take the last one, and that another has to be made.
 */
type TokenSource = (request: {
    readonly refresh: boolean;
}) => Promise<string | undefined>;

/** Every procedure of the service, by its place in the router. */
interface Procedures {
  readonly billing: {
    /** What can be bought now, the cheapest first. */
    readonly plans: Query<void, readonly Plan[]>;
    /** Begins a purchase. */
    readonly subscribe: Mutation<{
      readonly subscriptionTypeId: string;
      /** Renew by itself at the end of each period; needs the consent. */
      readonly autoRenew: boolean;
      /** The cinema's page that the provider sends the viewer back to. */
      readonly returnUrl: string;
      readonly consentVersion?: string | undefined;
      /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
      readonly idempotencyKey?: string | undefined;
    }, Purchase>;
    /** The viewer's live subscription, else his latest; null when he never had one. */
    readonly subscription: Query<{
      readonly product?: string | undefined;
    } | void, Subscription | null>;
    /** Switches automatic renewal off (always, at once) or on; gives the subscription as it is then. */
    readonly setAutoRenew: Mutation<{
      readonly isOn: boolean;
      /** Needed to switch it on. */
      readonly consentVersion?: string | undefined;
      /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
      readonly idempotencyKey?: string | undefined;
    }, Subscription | null>;
    /** Pays for the owed period on the provider's page, with a card that is then kept. */
    readonly payDue: Mutation<{
      readonly returnUrl: string;
      readonly consentVersion?: string | undefined;
      /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
      readonly idempotencyKey?: string | undefined;
    }, Purchase>;
    /** The viewer's linked cards and wallets, the newest first. */
    readonly paymentMethods: Query<void, readonly Method[]>;
    /** Begins a change of card: the viewer names it on the provider's page, and nothing is taken. */
    readonly changeMethod: Mutation<{
      readonly returnUrl: string;
      readonly consentVersion?: string | undefined;
      /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
      readonly idempotencyKey?: string | undefined;
    }, Binding>;
    /** What became of a change of card. */
    readonly methodChange: Query<{
      readonly bindingId: string;
    }, Binding>;
    /** Refuses a card or wallet for ever: once this is answered, no charge on it can be made. */
    readonly unlinkPaymentMethod: Mutation<{
      readonly paymentMethodId: string;
      /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
      readonly idempotencyKey?: string | undefined;
    }, {
      readonly paymentMethodId: string;
    }>;
    /** The viewer's payments, the newest first. */
    readonly payments: Query<{
      readonly cursor?: string | null | undefined;
      readonly limit?: number | undefined;
    } | void, Page<Payment>>;
    /** What a refund would give back now: the refund itself gives the same. */
    readonly refundPreview: Query<{
      readonly paymentId: string;
      /** All that is left of the payment, or the part of the unused days. */
      readonly kind: "full" | "prorated";
    }, Preview>;
    /** Gives money back while the paid period runs; this ends the subscription. */
    readonly requestRefund: Mutation<{
      readonly paymentId: string;
      /** All that is left of the payment, or the part of the unused days. */
      readonly kind: "full" | "prorated";
      /** Why, in the viewer's own words. */
      readonly reason?: string | undefined;
      /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
      readonly idempotencyKey?: string | undefined;
    }, {
      readonly amountKopecks: number;
      /** amount = paid x unused days / days in the period, never more than what has not been refunded; null when it is all. */
      readonly formula: {
        readonly paidKopecks: number;
        readonly daysInPeriod: number;
        readonly daysUnused: number;
        readonly alreadyRefundedKopecks: number;
      } | null;
      readonly endsSubscription: boolean;
      /** The same in words. */
      readonly text: string;
      readonly refundId: string;
    }>;
    /** The refunds of the viewer's payments, the newest first. */
    readonly refunds: Query<{
      readonly cursor?: string | null | undefined;
      readonly limit?: number | undefined;
    } | void, Page<Refund>>;
    /** What happened to the viewer's subscriptions, payments, methods and letters, the latest first. */
    readonly history: Query<{
      readonly cursor?: string | null | undefined;
      readonly limit?: number | undefined;
    } | void, Page<Happening>>;
    /** Whether the viewer takes letters that are no service letters. */
    readonly mailings: Query<void, Mailings>;
    /** Refuses such letters, or takes them again, also after the link in one of them. */
    readonly setMailings: Mutation<{
      /** False: no letters that are no service letters. */
      readonly isOn: boolean;
      /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
      readonly idempotencyKey?: string | undefined;
    }, Mailings>;
    /** May this viewer watch, until when, and in which state; a service asks about any viewer by his id. */
    readonly access: Query<{
      readonly product?: string | undefined;
      /** Only for services; a viewer is always asked about himself. */
      readonly userId?: string | undefined;
    } | void, Access>;
  };
  readonly admin: {
    readonly me: Query<void, Staff>;
    readonly colleagues: {
      readonly list: Query<void, readonly Colleague[]>;
    };
    readonly approvals: {
      /** The newest first. */
      readonly list: Query<{
        readonly status?: "approved" | "rejected" | "superseded" | "waiting" | "withdrawn" | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<Approval>>;
      readonly get: Query<{
        readonly approvalId: string;
      }, Approval>;
      /** Does what was asked for, in the name of both. */
      readonly approve: Mutation<{
        readonly approvalId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Approval>;
      readonly reject: Mutation<{
        readonly approvalId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Approval>;
      /** Takes one's own wish back. */
      readonly withdraw: Mutation<{
        readonly approvalId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Approval>;
    };
    readonly catalogue: {
      /** All types, also those that are no longer sold, each with every version of its price; the newest first. */
      readonly list: Query<{
        readonly isActive?: boolean | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<Type>>;
      readonly create: Mutation<{
        /** A word of programs, not of people: subscriptions to one product exclude each other. */
        readonly product: string;
        readonly length: {
          readonly unit: "day" | "month" | "week" | "year";
          readonly count: number;
        };
        readonly amountKopecks: number;
        readonly name: string;
        readonly reason: string;
        /** From when on it is sold; left out: at once. */
        readonly startsAt?: string | null | undefined;
        readonly nameEn?: string | null | undefined;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Type>;
      readonly rename: Mutation<{
        readonly name: string;
        readonly subscriptionTypeId: string;
        readonly reason: string;
        readonly nameEn?: string | null | undefined;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Type>;
      /** Asks a second Manager for a new price from some moment on. */
      readonly changePrice: Mutation<{
        readonly amountKopecks: number;
        readonly startsAt: string;
        readonly subscriptionTypeId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Approval>;
      /** Whom a new price would reach, when, and by how much; refused as the price itself would be. */
      readonly previewPrice: Query<{
        readonly amountKopecks: number;
        readonly startsAt: string;
        readonly subscriptionTypeId: string;
      }, PricePreview>;
      /** Takes a type off sale; what is sold goes on. */
      readonly deactivate: Mutation<{
        readonly subscriptionTypeId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Type>;
      readonly reactivate: Mutation<{
        readonly subscriptionTypeId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Type>;
      /** Who has a type that is to be taken off sale, and that none of them loses anything. */
      readonly previewDeactivation: Query<{
        readonly subscriptionTypeId: string;
      }, Deactivation>;
    };
    readonly charging: {
      readonly status: Query<void, Charging>;
      /** Stops all charging at once, also what is queued. */
      readonly halt: Mutation<{
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Charging>;
      /** Asks a second Manager to let charging go on. */
      readonly resume: Mutation<{
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Approval>;
    };
    readonly reports: {
      /** What came in and went back, by day and type. */
      readonly revenue: Query<{
        readonly from: string;
        readonly to: string;
      }, readonly Revenue[]>;
      /** Who is live now, by type and state, and what recurs of it in a month (MRR). */
      readonly standing: Query<void, readonly Standing[]>;
      /** Who left, by his own wish or because he could not be charged, of how many. */
      readonly churn: Query<{
        readonly from: string;
        readonly to: string;
      }, readonly Churn[]>;
      /** What became of the periods whose first charge was declined, by class of the reason. */
      readonly recovery: Query<{
        readonly from: string;
        readonly to: string;
      }, readonly Recovery[]>;
      /** Refunds asked for, by kind and status. */
      readonly refunds: Query<{
        readonly from: string;
        readonly to: string;
      }, readonly Refunds[]>;
    };
    readonly exports: {
      readonly prepare: Query<{
        readonly kind: "payments" | "refunds" | "subscriptions";
        readonly range: {
          readonly from: string;
          readonly to: string;
        };
      }, Export>;
    };
    readonly viewers: {
      /** By user id, by e-mail or its beginning, by the beginning of the name; case does not matter. */
      readonly search: Query<{
        readonly by: "email";
        readonly email: string;
        readonly isPrefix?: boolean | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      } | {
        readonly by: "name";
        readonly prefix: string;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      } | {
        readonly by: "userId";
        readonly userId: string;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<Viewer>>;
      readonly get: Query<{
        readonly userId: string;
      }, ViewerFile>;
      /**
       * Payments, refunds, letters, methods, consents, every change of subscriptions, and what the staff did, in one
       * list, the latest first, each with who did it and why.
       */
      readonly timeline: Query<{
        readonly userId: string;
        /** Only what comes from these; all when it is not given. */
        readonly only?: ("act" | "consent" | "letter" | "method" | "payment" | "refund" | "subscription")[] | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<StaffHappening>>;
      /**
       * Takes everything personal out and unlinks what is saved; the rows about money stay, and a paid period runs on to
       * its end. It cannot be undone.
       */
      readonly erase: Mutation<{
        readonly userId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Erasure>;
    };
    readonly subscriptions: {
      /** Ends it with its period, or now and without a refund; the viewer is told by letter. */
      readonly cancel: Mutation<{
        readonly subscriptionId: string;
        readonly at: "now" | "period_end";
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Change>;
      /** Gives free days: the running period and all later ones end so much later; the viewer is told by letter. */
      readonly extend: Mutation<{
        readonly subscriptionId: string;
        readonly days: number;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Change>;
      /** Stops charging it until that is lifted. */
      readonly park: Mutation<{
        readonly subscriptionId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Change>;
      readonly unpark: Mutation<{
        readonly subscriptionId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Change>;
      /** All filters together; each combination is read by an index, so none has to wait. */
      readonly search: Query<{
        readonly userId?: string | undefined;
        /** Of whoever has this address, in any case of its letters. */
        readonly email?: string | undefined;
        readonly states?: ("abandoned" | "active" | "ended" | "grace" | "hold" | "pending")[] | undefined;
        readonly subscriptionTypeId?: string | undefined;
        readonly isRepeatable?: boolean | undefined;
        readonly isParked?: boolean | undefined;
        /** A charge of the coming period was declined. */
        readonly isDeclined?: boolean | undefined;
        /** The last paid period ends at this moment or later. */
        readonly endsFrom?: string | undefined;
        /** It ends before this moment. */
        readonly endsBefore?: string | undefined;
        /** `endingSoonest` leaves out what has no paid period. */
        readonly order?: "endingSoonest" | "newest" | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<SubscriptionListing>>;
      /** Plan, price, method, notice, next charge, payments with their refunds, and what waits for a second person. */
      readonly get: Query<{
        readonly subscriptionId: string;
      }, SubscriptionFile>;
    };
    readonly audit: {
      /** Everything that became of one row. */
      readonly row: Query<{
        readonly table: "payment" | "refund" | "subscription_type" | "subscription";
        readonly id: string;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<TrailEntry>>;
      /** Everything that somebody did. */
      readonly actor: Query<{
        /** As it stands in the trail: "manager:<user id>", "service:<name>", "billing:<what>" ... */
        readonly actor?: string | undefined;
        /** Or a person, in whatever role he did it. */
        readonly userId?: string | undefined;
        readonly until?: string | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<TrailEntry>>;
      /** Everything that was done for one request, or by one run of a job. */
      readonly request: Query<{
        readonly requestId: string;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<TrailEntry>>;
      /** Everything that people of the cinema did. */
      readonly recent: Query<{
        readonly until?: string | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<TrailEntry>>;
    };
    readonly deadLetters: {
      /** The oldest first, without what they say. */
      readonly list: Query<{
        readonly topic?: string | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, DeadLetters>;
      readonly get: Query<{
        readonly id: string;
      }, {
        readonly reason: string;
        readonly id: string;
        readonly topic: string;
        /** Bytes that are no UTF-8 are shown as U+FFFD; cut when it is longer than {@link mostShown} bytes. */
        readonly text: string;
        readonly attempts: number;
        readonly publishedAt: string;
        readonly firstFailedAt: string;
        readonly deadAt: string;
        /** The RabbitMQ user who sent it; null for our own, empty when it named nobody. */
        readonly publisher: string | null;
        readonly bodyBytes: number;
        /** More than one when the message had come twice. */
        readonly copies: number;
        readonly isCut: boolean;
        /** The whole body when it is JSON, else null. Our own messages carry ids only; others' may say anything. */
        readonly json?: unknown;
      }>;
      /** Sends it to its topic again, as at the first attempt. */
      readonly replay: Mutation<{
        readonly id: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, DeadLetterDecision>;
      /** Sends all that are dead now, or all of one topic, again. */
      readonly replayAll: Mutation<{
        readonly reason: string;
        readonly topic?: string | undefined;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, {
        readonly replayed: number;
      }>;
      /** Throws it away for good. */
      readonly discard: Mutation<{
        readonly id: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, DeadLetterDecision>;
    };
    readonly jobs: {
      readonly list: Query<void, readonly Job[]>;
      /** The newest first. */
      readonly runs: Query<{
        readonly name?: "card-expiry" | "expire" | "forget" | "inquiries" | "notices" | "prices" | "reconciliation" | "renewals" | "retries" | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<JobRun>>;
      /** How a run goes: ask again until `finishedAt` is there. */
      readonly get: Query<{
        readonly runId: string;
      }, JobRun>;
      /** Has it run now; a consumer begins within seconds, or when the run that is under way has ended. */
      readonly run: Mutation<{
        readonly name: "card-expiry" | "expire" | "forget" | "inquiries" | "notices" | "prices" | "reconciliation" | "renewals" | "retries";
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, JobRun>;
      /** The same, but nothing is saved: the counts say what a run would do. */
      readonly dryRun: Mutation<{
        readonly name: "card-expiry" | "expire" | "forget" | "inquiries" | "notices" | "prices" | "reconciliation" | "renewals" | "retries";
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, JobRun>;
    };
    readonly reconciliation: {
      /** Has a span compared; it begins within a minute and is seen in `run`. */
      readonly start: Mutation<{
        readonly reason: string;
        readonly period?: string | undefined;
        readonly from?: string | undefined;
        readonly to?: string | undefined;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Reconciliation>;
      /** The newest first. */
      readonly runs: Query<{
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<Reconciliation>>;
      readonly run: Query<{
        readonly reconciliationId: string;
      }, Reconciliation>;
      /** The newest first. */
      readonly differences: Query<{
        readonly status?: "dismissed" | "open" | "repaired" | "vanished" | undefined;
        readonly class?: "method_saved_without_consent" | "object_unreadable" | "payment_amount_differs" | "payment_begun_unnoticed" | "payment_charged_twice" | "payment_currency_differs" | "payment_declined_unnoticed" | "payment_foreign" | "payment_held_unnoticed" | "payment_missing_here" | "payment_missing_there" | "payment_never_paid" | "payment_paid_unnoticed" | "payment_refunded_sum_differs" | "payment_subscription_differs" | "payment_taken_for_nothing" | "payment_test" | "payment_unanswered" | "receipt_canceled" | "receipt_missing" | "receipt_unnoticed" | "refund_accepted_unnoticed" | "refund_amount_differs" | "refund_by_hand" | "refund_foreign" | "refund_missing_here" | "refund_missing_there" | "refund_never_returned" | "refund_payment_differs" | "refund_rejected_unnoticed" | "refund_returned_though_canceled" | "refund_returned_twice" | "refund_returned_unnoticed" | "refund_unanswered" | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<Difference>>;
      readonly difference: Query<{
        readonly differenceId: string;
      }, Difference>;
      /** Carries out the ready action; what gives back more than one person may waits for a second one. */
      readonly resolve: Mutation<{
        readonly differenceId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Difference>;
      /** Looked at, and nothing is to be done. */
      readonly dismiss: Mutation<{
        readonly differenceId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Difference>;
    };
    readonly payments: {
      readonly search: Query<{
        readonly leastKopecks?: number | undefined;
        readonly mostKopecks?: number | undefined;
        readonly order?: "newest" | "oldest" | undefined;
        /** Made at this moment or later. */
        readonly from?: string | undefined;
        /** Made before this moment. */
        readonly to?: string | undefined;
        readonly userId?: string | undefined;
        readonly subscriptionId?: string | undefined;
        /** The provider's id. */
        readonly externalId?: string | undefined;
        readonly status?: "canceled" | "draft" | "pending" | "succeeded" | "unknown" | "waiting_for_capture" | undefined;
        readonly purpose?: "first" | "renewal" | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<StaffPayment>>;
      /** With its subscription and plan, its refunds, the letters about it and what waits for a second person. */
      readonly get: Query<{
        readonly paymentId: string;
      }, PaymentDossier>;
      /** The provider's own object as it is now; nothing changes here. */
      readonly providerObject: Query<{
        readonly paymentId: string;
      }, ProviderSide>;
      /** Asks the provider now and settles what it answers; gives the payment as it is then. */
      readonly ask: Mutation<{
        readonly paymentId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, PaymentDossier>;
    };
    readonly refunds: {
      readonly search: Query<{
        readonly leastKopecks?: number | undefined;
        readonly mostKopecks?: number | undefined;
        readonly order?: "newest" | "oldest" | undefined;
        /** Made at this moment or later. */
        readonly from?: string | undefined;
        /** Made before this moment. */
        readonly to?: string | undefined;
        readonly userId?: string | undefined;
        readonly paymentId?: string | undefined;
        /** The provider's id. */
        readonly externalId?: string | undefined;
        readonly status?: "canceled" | "pending" | "requested" | "succeeded" | undefined;
        readonly kind?: "duplicate" | "full" | "partial" | "prorated" | undefined;
        /** Only those that the provider refused for good. */
        readonly isGivenUp?: true | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<StaffRefund>>;
      /** With the letters about it. */
      readonly get: Query<{
        readonly refundId: string;
      }, RefundDossier>;
      /** The provider's own object as it is now; nothing changes here. */
      readonly providerObject: Query<{
        readonly refundId: string;
      }, ProviderSide>;
      /** Asks the provider now and settles what it answers; gives the refund as it is then. */
      readonly ask: Mutation<{
        readonly refundId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, RefundDossier>;
      /** What a refund would give back now, and whether it would need a second Manager. */
      readonly preview: Query<{
        readonly paymentId: string;
        /** All that is left of the payment, a sum of it, or the part of the unused days. */
        readonly kind: "full" | "partial" | "prorated";
        /** For a partial one. */
        readonly amountKopecks?: number | undefined;
        /** Also of a period that is over: only a Manager may. */
        readonly overridesPeriod?: boolean | undefined;
      }, StaffPreview>;
      /** Gives money back at once, or puts the wish before a second Manager when it is above the limit. */
      readonly request: Mutation<{
        readonly paymentId: string;
        /** All that is left of the payment, a sum of it, or the part of the unused days. */
        readonly kind: "full" | "partial" | "prorated";
        readonly reason: string;
        /** For a partial one. */
        readonly amountKopecks?: number | undefined;
        /** Also of a period that is over: only a Manager may. */
        readonly overridesPeriod?: boolean | undefined;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, StaffRefundOutcome>;
    };
    readonly letters: {
      /** The newest first. */
      readonly search: Query<{
        /** Made at this moment or later. */
        readonly from?: string | undefined;
        /** Made before this moment. */
        readonly to?: string | undefined;
        readonly userId?: string | undefined;
        readonly cause?: string | undefined;
        readonly template?: string | undefined;
        readonly status?: "failed" | "queued" | "sending" | "sent" | "skipped" | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<Letter>>;
      /** With its words, made anew of its facts. */
      readonly get: Query<{
        readonly letterId: string;
      }, LetterDossier>;
      /** Sends a letter again that failed or was lost; gives the copy that is now on its way. */
      readonly resend: Mutation<{
        readonly letterId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Letter>;
    };
    readonly templates: {
      /** Events in the order of their names, each with the versions in use. */
      readonly list: Query<{
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<EventTemplates>>;
      /** A version with its words, else the one in use, and what all the others were. */
      readonly get: Query<{
        readonly event: string;
        readonly language: "en" | "ru";
        readonly version?: number | undefined;
      }, Template>;
      /** What a template of an event may name; of an event without a template, what every letter may. */
      readonly variables: Query<{
        readonly event: string;
        readonly language?: "en" | "ru" | undefined;
      }, readonly TemplateVariable[]>;
      /** The letter as its reader would see it. */
      readonly preview: Query<{
        readonly event: string;
        readonly language: "en" | "ru";
        readonly userId?: string | undefined;
        readonly version?: number | undefined;
        readonly draft?: {
          readonly subject: string;
          readonly html: string;
          readonly variables?: {
            readonly [name: string]: {
              readonly kind: "choice";
              readonly values: string[];
              readonly sample: string;
              readonly isOptional?: boolean | undefined;
            } | {
              readonly kind: "instant";
              readonly sample: string;
              readonly isOptional?: boolean | undefined;
            } | {
              readonly kind: "link";
              readonly sample: string;
              readonly isOptional?: boolean | undefined;
            } | {
              readonly kind: "list";
              readonly of: {
                readonly [name: string]: {
                  readonly kind: "choice";
                  readonly values: string[];
                  readonly sample: string;
                  readonly isOptional?: boolean | undefined;
                } | {
                  readonly kind: "instant";
                  readonly sample: string;
                  readonly isOptional?: boolean | undefined;
                } | {
                  readonly kind: "link";
                  readonly sample: string;
                  readonly isOptional?: boolean | undefined;
                } | {
                  readonly kind: "money";
                  readonly sample: number;
                  readonly isOptional?: boolean | undefined;
                } | {
                  readonly kind: "text";
                  readonly sample: string;
                  readonly isOptional?: boolean | undefined;
                };
              };
              readonly isOptional?: boolean | undefined;
            } | {
              readonly kind: "money";
              readonly sample: number;
              readonly isOptional?: boolean | undefined;
            } | {
              readonly kind: "text";
              readonly sample: string;
              readonly isOptional?: boolean | undefined;
            };
          } | undefined;
        } | undefined;
      }, RenderedLetter>;
      /** Saves a new version, which is in use from then on. */
      readonly save: Mutation<{
        readonly basedOn: number;
        readonly subject: string;
        readonly html: string;
        readonly event: string;
        readonly language: "en" | "ru";
        readonly reason: string;
        readonly variables?: {
          readonly [name: string]: {
            readonly kind: "choice";
            readonly values: string[];
            readonly sample: string;
            readonly isOptional?: boolean | undefined;
          } | {
            readonly kind: "instant";
            readonly sample: string;
            readonly isOptional?: boolean | undefined;
          } | {
            readonly kind: "link";
            readonly sample: string;
            readonly isOptional?: boolean | undefined;
          } | {
            readonly kind: "list";
            readonly of: {
              readonly [name: string]: {
                readonly kind: "choice";
                readonly values: string[];
                readonly sample: string;
                readonly isOptional?: boolean | undefined;
              } | {
                readonly kind: "instant";
                readonly sample: string;
                readonly isOptional?: boolean | undefined;
              } | {
                readonly kind: "link";
                readonly sample: string;
                readonly isOptional?: boolean | undefined;
              } | {
                readonly kind: "money";
                readonly sample: number;
                readonly isOptional?: boolean | undefined;
              } | {
                readonly kind: "text";
                readonly sample: string;
                readonly isOptional?: boolean | undefined;
              };
            };
            readonly isOptional?: boolean | undefined;
          } | {
            readonly kind: "money";
            readonly sample: number;
            readonly isOptional?: boolean | undefined;
          } | {
            readonly kind: "text";
            readonly sample: string;
            readonly isOptional?: boolean | undefined;
          };
        } | undefined;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, SavedTemplateVersion>;
      /** Saves an older version's words anew. */
      readonly restore: Mutation<{
        readonly version: number;
        readonly basedOn: number;
        readonly event: string;
        readonly language: "en" | "ru";
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, SavedTemplateVersion>;
      /** Sends the letter with sample data to the caller's own address. */
      readonly testSend: Mutation<{
        readonly event: string;
        readonly language: "en" | "ru";
        readonly reason: string;
        readonly version?: number | undefined;
        readonly draft?: {
          readonly subject: string;
          readonly html: string;
          readonly variables?: {
            readonly [name: string]: {
              readonly kind: "choice";
              readonly values: string[];
              readonly sample: string;
              readonly isOptional?: boolean | undefined;
            } | {
              readonly kind: "instant";
              readonly sample: string;
              readonly isOptional?: boolean | undefined;
            } | {
              readonly kind: "link";
              readonly sample: string;
              readonly isOptional?: boolean | undefined;
            } | {
              readonly kind: "list";
              readonly of: {
                readonly [name: string]: {
                  readonly kind: "choice";
                  readonly values: string[];
                  readonly sample: string;
                  readonly isOptional?: boolean | undefined;
                } | {
                  readonly kind: "instant";
                  readonly sample: string;
                  readonly isOptional?: boolean | undefined;
                } | {
                  readonly kind: "link";
                  readonly sample: string;
                  readonly isOptional?: boolean | undefined;
                } | {
                  readonly kind: "money";
                  readonly sample: number;
                  readonly isOptional?: boolean | undefined;
                } | {
                  readonly kind: "text";
                  readonly sample: string;
                  readonly isOptional?: boolean | undefined;
                };
              };
              readonly isOptional?: boolean | undefined;
            } | {
              readonly kind: "money";
              readonly sample: number;
              readonly isOptional?: boolean | undefined;
            } | {
              readonly kind: "text";
              readonly sample: string;
              readonly isOptional?: boolean | undefined;
            };
          } | undefined;
        } | undefined;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, {
        readonly letterId: string;
      }>;
    };
    readonly mailings: {
      /** The newest first. */
      readonly list: Query<{
        readonly state?: "draft" | "finished" | "paused" | "running" | "stopped" | undefined;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<CountedMailing>>;
      /** What the data of a mailing about an event has to hold. */
      readonly variables: Query<{
        readonly event: string;
        readonly language?: "en" | "ru" | undefined;
      }, readonly TemplateVariable[]>;
      /** A mailing, what it says, how far it has come, and what waits for a second person about it. */
      readonly get: Query<{
        readonly mailingId: string;
      }, MailingFile>;
      /** Who has not got the letter, and why; the newest first. */
      readonly failures: Query<{
        readonly mailingId: string;
        readonly cursor?: string | null | undefined;
        readonly limit?: number | undefined;
      }, Page<MailingFailure>>;
      /** What would happen if it were sent now. */
      readonly dryRun: Query<{
        readonly mailingId: string;
      }, MailingDryRun>;
      /** Makes a draft; nothing is sent before it is started. */
      readonly create: Mutation<{
        readonly event: string;
        readonly audience: {
          readonly kind: "filter";
          readonly states?: ("abandoned" | "active" | "ended" | "grace" | "hold" | "pending")[] | undefined;
          readonly subscriptionTypeIds?: string[] | undefined;
          /** The paid period ends at this moment or later. */
          readonly endsFrom?: string | undefined;
          /** And before this one. */
          readonly endsBefore?: string | undefined;
          readonly languages?: ("en" | "ru")[] | undefined;
        } | {
          readonly kind: "viewers";
          readonly userIds: string[];
        };
        readonly reason: string;
        readonly data?: {
          readonly [name: string]: {
            readonly [name: string]: boolean | number | string;
          }[] | boolean | number | string;
        } | undefined;
        /** At once when not given. */
        readonly sendAt?: string | undefined;
        /** A service letter goes also to those who refuse mailings. */
        readonly isService?: boolean | undefined;
        /** What viewers get for whose language there is no template; else they get nothing. */
        readonly fallbackLanguage?: "en" | "ru" | undefined;
        readonly lettersPerMinute?: number | undefined;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Mailing>;
      /** Sends it at its moment; to more viewers than one person may write to, when a second one agrees. */
      readonly start: Mutation<{
        readonly mailingId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, MailingOrder>;
      /** Nothing more leaves, until it is resumed. */
      readonly pause: Mutation<{
        readonly mailingId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Mailing>;
      readonly resume: Mutation<{
        readonly mailingId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, MailingOrder>;
      /** Nothing more leaves, for ever. */
      readonly stop: Mutation<{
        readonly mailingId: string;
        readonly reason: string;
        /** Names this call, so that it may be repeated within a day without being done twice; made when not given. */
        readonly idempotencyKey?: string | undefined;
      }, Mailing>;
    };
  };
}

interface Plan {
  readonly id: string;
  readonly name: string;
  readonly product: string;
  readonly price: Money;
  readonly length: PeriodLength;
  /** The same in words, in the language that was asked for. */
  readonly texts: {
    readonly price: string;
    readonly every: string;
    /** What the viewer agrees to when it is to renew by itself: show the text, send the version. */
    readonly consent: {
      readonly version: string;
      readonly text: string;
    };
  };
}

/** A sum on the wire. */
interface Money {
  readonly amountKopecks: number;
  readonly currency: "RUB";
}

/** How long one paid period of a subscription type is: calendar units, so a month is not 30 days. */
interface PeriodLength {
  readonly unit: PeriodUnit;
  /** A whole number above zero: half a year is six months. */
  readonly count: number;
}

type PeriodUnit = "day" | "month" | "week" | "year";

/** A purchase that was begun; the viewer pays at `confirmationUrl`, null while the provider does not answer. */
interface Purchase {
  readonly subscriptionId: string;
  readonly paymentId: string;
  readonly confirmationUrl: string | null;
}

interface Subscription {
  readonly id: string;
  readonly subscriptionTypeId: string;
  readonly planName: string;
  readonly product: string;
  readonly state: SubscriptionState;
  /**
   * When that state is over unless something is paid: the paid period (active), access (grace), the subscription
   * (hold); null in any other state.
   */
  readonly stateUntil: string | null;
  /** The viewer may watch. */
  readonly isActive: boolean;
  readonly isRepeatable: boolean;
  readonly startDate: string | null;
  readonly endDate: string | null;
  /** What it was sold at. */
  readonly price: Money;
  readonly length: PeriodLength;
  /** What will be taken by itself, and not before when; null when nothing will. */
  readonly nextCharge: {
    readonly at: string;
    readonly amountKopecks: number;
    /** A letter has named this sum. */
    readonly isAnnounced: boolean;
  } | null;
  /** How many charges of the coming period were declined, and when the next one is tried; null when none was. */
  readonly declined: {
    readonly tries: number;
    readonly nextTryAt: string | null;
  } | null;
  /**
   * What the viewer agrees to by switching renewal on or paying what is owed: show the text, send the version. In
   * the language of the subscription, for so it is kept.
   */
  readonly consent: {
    readonly version: string;
    readonly text: string;
  };
  /** What it is charged on by itself; null when there is nothing saved. */
  readonly method: {
    readonly title: string;
    readonly last4: string | null;
  } | null;
}

/**
 * - `pending`: the first payment is not yet in; several may stand side by side (two tabs), the first paid wins;
 * - `active`: paid;
 * - `grace`: the period is over, a renewal is still being tried, access is kept;
 * - `hold`: no access any more, still tried;
 * - `ended`: it was live and is no more;
 * - `abandoned`: it never became live.
 */
type SubscriptionState = "abandoned" | "active" | "ended" | "grace" | "hold" | "pending";

interface Method {
  readonly id: string;
  /** As letters name it: "Card •• 4477". */
  readonly title: string;
  readonly last4: string | null;
  /** The last month that a card is good for. */
  readonly expiry: {
    readonly month: number;
    readonly year: number;
  } | null;
  readonly linkedAt: string;
  /** A live subscription is charged on it. */
  readonly isCurrent: boolean;
}

interface Binding {
  readonly bindingId: string;
  /** `pending`: the viewer is asked on the provider's page; `failed`: nothing has changed. */
  readonly status: "active" | "failed" | "pending";
  /** Where the viewer names the card, while the provider waits for him. */
  readonly confirmationUrl: string | null;
}

/** One page of a list; `nextCursor` asks for the next one, null on the last. */
interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

interface Payment {
  readonly id: string;
  readonly subscriptionId: string;
  readonly planName: string;
  readonly purpose: PaymentPurpose;
  /** The period it pays for, counted from 1. */
  readonly periodNumber: number;
  readonly status: PaymentStatus;
  readonly amountKopecks: number;
  /** What of it has gone back or is on its way back. */
  readonly refundedKopecks: number;
  readonly createdAt: string;
  readonly paidAt: string | null;
  /** Where the viewer pays, while the provider waits for him. */
  readonly confirmationUrl: string | null;
  /** Why it failed, for a program and for the viewer. */
  readonly failure: {
    readonly kind: FailureKind;
    readonly text: string;
  } | null;
  /** How far its fiscal receipt (54-FZ) has come; null when none was asked for. */
  readonly receiptRegistration: ReceiptRegistration | null;
}

type PaymentPurpose = "first" | "renewal";

/**
 * - `draft`: saved, not sent;
 * - `pending`: sent; without an external id the answer has not been written down yet;
 * - `waiting_for_capture`: the provider holds the money;
 * - `unknown`: sent, and the provider did not answer: the money may have been taken;
 * - `succeeded`, `canceled`: final.
 */
type PaymentStatus = "canceled" | "draft" | "pending" | "succeeded" | "unknown" | "waiting_for_capture";

/** Why a payment failed, as far as the viewer can do something about it. */
type FailureKind = "bank" | "card" | "confirmation" | "expired" | "funds" | "provider" | "withdrawn";

/** How far the fiscal receipt (54-FZ) has come; `succeeded` and `canceled` are final. */
type ReceiptRegistration = "canceled" | "pending" | "succeeded";

/** What a refund gives back, and how that is reckoned. */
interface Preview {
  readonly amountKopecks: number;
  /** amount = paid x unused days / days in the period, never more than what has not been refunded; null when it is all. */
  readonly formula: {
    readonly paidKopecks: number;
    readonly daysInPeriod: number;
    readonly daysUnused: number;
    readonly alreadyRefundedKopecks: number;
  } | null;
  readonly endsSubscription: boolean;
  /** The same in words. */
  readonly text: string;
}

interface Refund {
  readonly id: string;
  readonly paymentId: string;
  readonly planName: string;
  readonly kind: RefundKind;
  readonly status: RefundStatus;
  readonly amountKopecks: number;
  readonly requestedAt: string;
  /** When the money was given back. */
  readonly refundedAt: string | null;
  /** How far the fiscal receipt of the money that goes back (54-FZ) has come; null when none was asked for. */
  readonly receiptRegistration: ReceiptRegistration | null;
}

/** `duplicate`: the viewer paid twice for the same thing (two tabs), the second goes back in full by itself. */
type RefundKind = "duplicate" | "full" | "partial" | "prorated";

type RefundStatus = "canceled" | "pending" | "requested" | "succeeded";

/** One thing that happened, for the viewer; what does not belong to its kind is null. */
interface Happening {
  readonly id: string;
  readonly at: string;
  readonly kind: "access_paused" | "auto_renew_off" | "auto_renew_on" | "grace_began" | "letter_sent" | "method_linked" | "method_unlinked" | "payment_canceled" | "payment_succeeded" | "purchase_abandoned" | "purchase_begun" | "refund_canceled" | "refund_requested" | "refund_succeeded" | "subscription_ended" | "subscription_extended" | "subscription_renewed" | "subscription_started";
  readonly planName: string | null;
  readonly subscriptionId: string | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly amountKopecks: number | null;
  /** The end of the period that was begun, renewed or extended. */
  readonly until: string | null;
  /** Why a payment was canceled; `withdrawn` when it was never sent. */
  readonly failure: FailureKind | null;
  readonly methodTitle: string | null;
  /** The event that a letter was about. */
  readonly letter: string | null;
}

/** Whether a viewer gets letters that are no service letters. */
interface Mailings {
  readonly isOn: boolean;
  /** When he last changed it; null when he never did. */
  readonly changedAt: string | null;
  /** Where he did: by the link in a letter, or in his account. */
  readonly changedBy: "account" | "link" | null;
}

interface Access {
  readonly mayWatch: boolean;
  /** When this answer ends unless something is paid; null when the viewer may not watch. */
  readonly until: string | null;
  /** The state of the subscription it comes from; null when there never was one. */
  readonly state: SubscriptionState | null;
}

/** Who the caller is to the console. */
interface Staff {
  readonly userId: string;
  readonly name: string | null;
  readonly roles: readonly Role[];
  /** The procedures of the staff that these roles may call, by their paths. */
  readonly may: readonly string[];
}

type Role = "auditor" | "finance" | "manager" | "support";

/** Somebody of the staff who has changed something, as his token named him then. */
interface Colleague {
  /** As it stands in histories ("manager:<user id>") and approvals. */
  readonly userId: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** A wish before a second person; what has not been decided is null. */
interface Approval {
  readonly id: string;
  readonly kind: "change_price" | "mailing" | "refund" | "resolve_difference" | "resume_charging";
  /** What it is about: a word and an id, "payment:<id>". */
  readonly subject: string;
  readonly wish: ApprovalWish;
  readonly status: ApprovalStatus;
  readonly requestedBy: string;
  readonly reason: string;
  readonly requestedAt: string;
  readonly decidedBy: string | null;
  readonly decisionReason: string | null;
  readonly decidedAt: string | null;
  /** Asked for by whoever looks: he may withdraw it, and nobody else. */
  readonly isOwn: boolean;
}

/** Plain data, so that it can wait in a row and be shown to whoever decides. */
interface ApprovalWish {
  readonly [name: string]: boolean | number | readonly string[] | string | null;
}

/**
 * - `withdrawn`: by whoever asked for it.
 * - `superseded`: what it asked for was done at another wish's word, or cannot be done any more.
 */
type ApprovalStatus = "approved" | "rejected" | "superseded" | "waiting" | "withdrawn";

/** A subscription type as the staff sees it. */
interface Type {
  readonly id: string;
  readonly name: string;
  /** Null: English pages and letters show the Russian one. */
  readonly nameEn: string | null;
  readonly product: string;
  readonly length: PeriodLength;
  readonly isActive: boolean;
  /** In force now; null while its first price has not begun. */
  readonly amountKopecks: number | null;
  /** Every version, in the order in which they begin. */
  readonly prices: readonly Price[];
}

interface Price {
  readonly id: string;
  readonly amountKopecks: number;
  readonly startsAt: string;
  readonly state: "in_force" | "past" | "planned";
}

/** Whom a new price reaches by itself, and when. */
interface PricePreview {
  readonly amountKopecks: number;
  readonly startsAt: string;
  /** What would be in force then without it; null when no price would be. */
  readonly previousKopecks: number | null;
  /** What a viewer pays more for a period; below zero: less. */
  readonly differenceKopecks: number | null;
  /** Renewing subscriptions that will be charged the new price; each is announced at least three days before. */
  readonly subscriptions: number;
  /** Of these: the old price is announced for a period that begins under the new one: they pay it once more. */
  readonly announcedAtOldPrice: number;
  /** Of these: parked, so charged only when that is lifted. */
  readonly parked: number;
  /** Renewing too, but a price planned for later holds before their turn comes. */
  readonly overtaken: number;
  /** Live, but not renewed by itself: they end, or pay when they come back. */
  readonly notRenewing: number;
  /** When the first and the last of them are first charged it: "2027-03-01". */
  readonly firstChargeOn: string | null;
  readonly lastChargeOn: string | null;
  readonly months: readonly {
    readonly month: string;
    readonly subscriptions: number;
  }[];
}

/** Who has a type that is to be taken off sale. */
interface Deactivation {
  readonly liveSubscriptions: number;
  readonly renewingSubscriptions: number;
  /** Purchases under way: paid, they begin all the same. */
  readonly pendingPurchases: number;
  /** Always none: written down so that nobody has to ask. */
  readonly losing: 0;
  readonly text: string;
}

/** The kill switch: while charging is halted, nobody is charged without being there himself. */
interface Charging {
  readonly isHalted: boolean;
  readonly reason: string | null;
  readonly haltedBy: string | null;
  readonly haltedAt: string | null;
}

interface Revenue {
  /** A day in Moscow: "2026-10-31". */
  readonly day: string;
  readonly subscriptionTypeId: string;
  readonly typeName: string;
  readonly payments: number;
  readonly paidKopecks: number;
  readonly refunds: number;
  readonly refundedKopecks: number;
  readonly netKopecks: number;
}

interface Standing {
  readonly subscriptionTypeId: string;
  readonly typeName: string;
  readonly length: PeriodLength;
  readonly state: SubscriptionState;
  /** False: cancelled, it runs to the end of what is paid. */
  readonly isRepeatable: boolean;
  readonly count: number;
  /** What those who renew come to in an average month; nothing for those who do not. */
  readonly monthlyKopecks: number;
}

interface Churn {
  readonly subscriptionTypeId: string;
  readonly typeName: string;
  readonly liveAtStart: number;
  readonly started: number;
  readonly voluntary: number;
  /** Who would have paid and could not be charged. */
  readonly involuntary: number;
  /** Of those live at the start, in ten-thousandths (450 is 4.5 %); null when there was none. */
  readonly rate: number | null;
}

interface Recovery {
  readonly recoveredKopecks: number;
  /** The subscription lives and the period is not paid yet. */
  readonly open: number;
  readonly declined: number;
  /** Recovered of those that are decided, in ten-thousandths; null while none is. */
  readonly rate: number | null;
  /** Paid after all, by a later charge or by the viewer himself. */
  readonly recovered: number;
  readonly declineClass: DeclineClass;
  readonly lost: number;
}

/** What a declined renewal's reason means for the next try. */
type DeclineClass = "funds" | "opaque" | "stop" | "technical" | "viewer_must_act";

interface Refunds {
  readonly kind: RefundKind;
  readonly status: RefundStatus;
  readonly count: number;
  readonly amountKopecks: number;
}

interface Export {
  readonly kind: "payments" | "refunds" | "subscriptions";
  /** How many rows it has now. */
  readonly rows: number;
  /** Where it is: a GET with the same access token streams it as CSV. */
  readonly path: string;
}

interface Viewer {
  readonly userId: string;
  /** Null after an erasure. */
  readonly email: string | null;
  readonly name: string | null;
  readonly language: Language;
  readonly updatedAt: string;
}

/** The languages that viewers' pages and letters come in. */
type Language = "en" | "ru";

interface ViewerFile {
  /** The newest first. */
  readonly subscriptions: readonly Subscription[];
  readonly paymentMethods: readonly StaffMethod[];
  readonly holdings: Holdings;
  readonly userId: string;
  /** Null after an erasure. */
  readonly email: string | null;
  readonly name: string | null;
  readonly language: Language;
  readonly updatedAt: string;
}

/** A saved card or wallet as the staff sees it, unlinked ones too. */
interface StaffMethod {
  /** The provider's kind: "bank_card", "yoo_money" ... */
  readonly type: string;
  readonly unlinkedAt: string | null;
  readonly id: string;
  /** As letters name it: "Card •• 4477". */
  readonly title: string;
  readonly last4: string | null;
  /** The last month that a card is good for. */
  readonly expiry: {
    readonly month: number;
    readonly year: number;
  } | null;
  readonly linkedAt: string;
  /** A live subscription is charged on it. */
  readonly isCurrent: boolean;
}

/** How much there is about one viewer. */
interface Holdings {
  readonly subscriptions: number;
  readonly payments: number;
  readonly paidKopecks: number;
  readonly refunds: number;
  readonly refundedKopecks: number;
  readonly consents: number;
  readonly letters: number;
  /** The end of the last period that still runs; null when none does. */
  readonly paidUntil: string | null;
}

/** One thing that happened, for the staff: with who did it and why; what does not belong to its kind is null. */
interface StaffHappening {
  readonly id: string;
  readonly at: string;
  readonly kind: StaffHappeningKind;
  readonly source: "act" | "consent" | "letter" | "method" | "payment" | "refund" | "subscription";
  /** Null where nobody is written down: methods, letters and consents keep no history of their own. */
  readonly actor: string | null;
  readonly reason: string | null;
  readonly requestId: string | null;
  readonly planName: string | null;
  readonly subscriptionId: string | null;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  readonly amountKopecks: number | null;
  /** The end of the period that was begun or renewed. */
  readonly until: string | null;
  /** Why a payment or refund was canceled, in the provider's words or ours; why a letter was not sent. */
  readonly failure: string | null;
  readonly methodTitle: string | null;
  /** The event that a letter was about. */
  readonly letter: {
    readonly id: string;
    readonly event: string;
  } | null;
  /** What an update changed, from what to what; empty for a new row. */
  readonly changes: readonly ChangedField[];
  readonly act: {
    readonly name: "approval.approved" | "approval.asked" | "approval.rejected" | "approval.superseded" | "approval.withdrawn" | "charging.halted" | "charging.resumed" | "dead_letter.discarded" | "dead_letter.replayed" | "dead_letters.replayed" | "difference.dismissed" | "difference.repaired" | "export.taken" | "job.asked" | "letter.resent" | "mailing.created" | "mailing.finished" | "mailing.paused" | "mailing.resumed" | "mailing.started" | "mailing.stopped" | "mailings.accepted" | "mailings.refused" | "payment.asked_about" | "price.added" | "reconciliation.asked" | "refund.asked_about" | "refund.period_overridden" | "template.saved" | "viewer.erased";
    /** What it was done to: "approval:<id>", "dead_letter:<id>", "job:<name>", "viewer:<user id>", "charging". */
    readonly subject: string;
    /** What else somebody who reads it years later has to know; no personal data. */
    readonly details: ActDetails;
  } | null;
}

type StaffHappeningKind = "access_paused" | "act" | "auto_renew_off" | "auto_renew_on" | "consent_given" | "grace_began" | "letter_failed" | "letter_queued" | "letter_sent" | "method_linked" | "method_unlinked" | "payment_begun" | "payment_canceled" | "payment_changed" | "payment_succeeded" | "purchase_abandoned" | "purchase_begun" | "refund_canceled" | "refund_changed" | "refund_requested" | "refund_succeeded" | "subscription_changed" | "subscription_ended" | "subscription_extended" | "subscription_renewed" | "subscription_started";

/** One field of a row; sums are whole kopecks and say so in the field's name. */
interface ChangedField {
  readonly field: string;
  /** Null: nothing stood there. */
  readonly before: boolean | number | string | null;
  readonly after: boolean | number | string | null;
}

interface ActDetails {
  readonly [name: string]: boolean | number | readonly string[] | string | null;
}

/** What an erasure took away and what it left, for whoever has to answer the viewer. */
interface Erasure {
  readonly userId: string;
  readonly erased: readonly ("consent_addresses" | "email" | "letter_contents" | "name" | "payment_methods")[];
  readonly stays: Holdings;
}

/** A subscription as an action of the staff left it. */
interface Change {
  readonly subscriptionId: string;
  readonly userId: string;
  readonly state: SubscriptionState;
  /** The viewer may watch. */
  readonly isActive: boolean;
  readonly isRepeatable: boolean;
  readonly startDate: string | null;
  readonly endDate: string | null;
  /** All free days that it was ever given. */
  readonly freeDays: number;
  readonly parkedReason: string | null;
  readonly version: number;
}

/** One subscription in a list. */
interface SubscriptionListing {
  readonly id: string;
  readonly owner: Owner;
  readonly subscriptionTypeId: string;
  readonly planName: string;
  readonly product: string;
  readonly state: SubscriptionState;
  readonly isActive: boolean;
  readonly isRepeatable: boolean;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly paidPeriods: number;
  /** Why somebody or something stopped its charging; null when it is not parked. */
  readonly parkedReason: string | null;
  /** How many charges of the coming period were declined. */
  readonly declinedTries: number;
  readonly createdAt: string;
}

/** Whose it is; null where a viewer was erased, or never gave his name. */
interface Owner {
  readonly userId: string;
  readonly email: string | null;
  readonly name: string | null;
}

/** Everything about one subscription. */
interface SubscriptionFile {
  readonly owner: Owner;
  readonly language: Language;
  readonly createdAt: string;
  readonly paidPeriods: number;
  readonly parkedReason: string | null;
  readonly declineClass: DeclineClass | null;
  /** The letter about the coming charge; `sentAt` is null until the mail server has taken it. */
  readonly notice: {
    readonly amountKopecks: number;
    readonly sentAt: string | null;
  } | null;
  /** What it would be charged on, also when that is unlinked by now. */
  readonly paymentMethod: StaffMethod | null;
  /** The newest first, a hundred at most. */
  readonly payments: readonly PaymentOfSubscription[];
  readonly hasMorePayments: boolean;
  /** What waits for a second person about it. */
  readonly approvals: readonly Approval[];
  readonly id: string;
  readonly subscriptionTypeId: string;
  readonly planName: string;
  readonly product: string;
  readonly state: SubscriptionState;
  /**
   * When that state is over unless something is paid: the paid period (active), access (grace), the subscription
   * (hold); null in any other state.
   */
  readonly stateUntil: string | null;
  /** The viewer may watch. */
  readonly isActive: boolean;
  readonly isRepeatable: boolean;
  readonly startDate: string | null;
  readonly endDate: string | null;
  /** What it was sold at. */
  readonly price: Money;
  readonly length: PeriodLength;
  /** What will be taken by itself, and not before when; null when nothing will. */
  readonly nextCharge: {
    readonly at: string;
    readonly amountKopecks: number;
    /** A letter has named this sum. */
    readonly isAnnounced: boolean;
  } | null;
  /** How many charges of the coming period were declined, and when the next one is tried; null when none was. */
  readonly declined: {
    readonly tries: number;
    readonly nextTryAt: string | null;
  } | null;
  /**
   * What the viewer agrees to by switching renewal on or paying what is owed: show the text, send the version. In
   * the language of the subscription, for so it is kept.
   */
  readonly consent: {
    readonly version: string;
    readonly text: string;
  };
  /** What it is charged on by itself; null when there is nothing saved. */
  readonly method: {
    readonly title: string;
    readonly last4: string | null;
  } | null;
}

interface PaymentOfSubscription {
  readonly id: string;
  readonly purpose: PaymentPurpose;
  readonly periodNumber: number;
  readonly status: PaymentStatus;
  readonly amountKopecks: number;
  readonly refundedKopecks: number;
  readonly createdAt: string;
  readonly paidAt: string | null;
  readonly externalPaymentId: string | null;
  readonly cancellation: Cancellation | null;
  readonly receiptRegistration: ReceiptRegistration | null;
  readonly refunds: readonly RefundOfPayment[];
}

interface Cancellation {
  readonly party: string;
  /** YooKassa's reason, or one of ours: `withdrawn`, `never_reached_provider`, `refused_by_provider`. */
  readonly reason: string;
}

interface RefundOfPayment {
  readonly id: string;
  readonly kind: RefundKind;
  readonly status: RefundStatus;
  readonly amountKopecks: number;
  readonly requestedAt: string;
  readonly refundedAt: string | null;
}

/** One thing that was done: a change of a row, or an act; what does not belong to its kind is null. */
interface TrailEntry {
  /** Tells it from all others: "payment-17", "act-<uuid>". */
  readonly id: string;
  readonly at: string;
  /** "manager:<user id>", "viewer:<user id>", "service:<name>", "billing:<what>", "database:<role>". */
  readonly actor: string;
  readonly reason: string | null;
  readonly requestId: string | null;
  readonly table: "payment" | "refund" | "subscription_type" | "subscription" | null;
  readonly rowId: string | null;
  readonly operation: "changed" | "created" | "deleted" | null;
  /** From what to what, by field; sums are whole kopecks and end in `Kopecks`. Empty for an act. */
  readonly changes: readonly ChangedField[];
  readonly act: {
    readonly name: "approval.approved" | "approval.asked" | "approval.rejected" | "approval.superseded" | "approval.withdrawn" | "charging.halted" | "charging.resumed" | "dead_letter.discarded" | "dead_letter.replayed" | "dead_letters.replayed" | "difference.dismissed" | "difference.repaired" | "export.taken" | "job.asked" | "letter.resent" | "mailing.created" | "mailing.finished" | "mailing.paused" | "mailing.resumed" | "mailing.started" | "mailing.stopped" | "mailings.accepted" | "mailings.refused" | "payment.asked_about" | "price.added" | "reconciliation.asked" | "refund.asked_about" | "refund.period_overridden" | "template.saved" | "viewer.erased";
    /** What it was done to: "approval:<id>", "dead_letter:<id>", "job:<name>", "viewer:<user id>", "charging". */
    readonly subject: string;
    /** What else somebody who reads it years later has to know; no personal data. */
    readonly details: ActDetails;
  } | null;
}

interface DeadLetters {
  readonly items: readonly DeadLetter[];
  /** Asks for the next page; null on the last. */
  readonly nextCursor: string | null;
  /** How many there are in all, of every topic. */
  readonly total: number;
}

/** A message that nobody could process, as the list shows it. */
interface DeadLetter {
  readonly id: string;
  readonly topic: string;
  readonly reason: string;
  readonly attempts: number;
  readonly publishedAt: string;
  readonly firstFailedAt: string;
  readonly deadAt: string;
  /** The RabbitMQ user who sent it; null for our own, empty when it named nobody. */
  readonly publisher: string | null;
  readonly bodyBytes: number;
}

/** A dead letter, as whoever decided about it hears of it. */
interface DeadLetterDecision {
  readonly id: string;
  readonly topic: string;
  /** One, or more when the message had come twice. */
  readonly copies: number;
}

/** A job with its schedule and its last runs. */
interface Job {
  readonly name: "card-expiry" | "expire" | "forget" | "inquiries" | "notices" | "prices" | "reconciliation" | "renewals" | "retries";
  readonly what: string;
  /** Cron, in Europe/Moscow. */
  readonly pattern: string;
  readonly nextRunAt: string;
  /** The newest first. */
  readonly lastRuns: readonly JobRun[];
}

/** One run of a job; what does not apply (yet) is null. */
interface JobRun {
  readonly id: string;
  readonly name: string;
  readonly isDry: boolean;
  readonly status: JobRunStatus;
  /** Null: the clock. */
  readonly requestedBy: string | null;
  readonly reason: string | null;
  readonly requestedAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** How often it was taken up: more than once when a process drained or died in the middle. */
  readonly attempts: number;
  /** What it did so far, and in the end. */
  readonly counts: JobCounts | null;
  readonly error: string | null;
}

/**
 * - `queued`: asked for, and nobody has begun;
 * - `interrupted`: its process drained or died. What a person has asked for is taken up again by whoever gets its
 *   message next; of the clock's runs the next one goes on where it stood.
 */
type JobRunStatus = "failed" | "interrupted" | "queued" | "running" | "succeeded";

/** What a run did, as counts under names of its job's own. */
interface JobCounts {
  readonly [name: string]: number;
}

/** One comparison with the provider; what has not happened is null. */
interface Reconciliation {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly status: ReconciliationStatus;
  readonly requestedBy: string;
  readonly reason: string;
  readonly requestedAt: string;
  readonly startedAt: string | null;
  /** All that began before it has been compared. */
  readonly comparedUntil: string;
  readonly finishedAt: string | null;
  readonly counts: ReconciliationCounts;
  readonly error: string | null;
}

type ReconciliationStatus = "done" | "failed" | "running" | "waiting";

interface ReconciliationCounts {
  /** Objects of the provider's that were compared. */
  readonly payments: number;
  readonly refunds: number;
  /** Differences that were seen. */
  readonly seen: number;
  /** Of those, the ones that the run put right. */
  readonly repaired: number;
}

/** One thing that is not the same in our books and in the provider's; what does not apply is null. */
interface Difference {
  readonly id: string;
  readonly class: "method_saved_without_consent" | "object_unreadable" | "payment_amount_differs" | "payment_begun_unnoticed" | "payment_charged_twice" | "payment_currency_differs" | "payment_declined_unnoticed" | "payment_foreign" | "payment_held_unnoticed" | "payment_missing_here" | "payment_missing_there" | "payment_never_paid" | "payment_paid_unnoticed" | "payment_refunded_sum_differs" | "payment_subscription_differs" | "payment_taken_for_nothing" | "payment_test" | "payment_unanswered" | "receipt_canceled" | "receipt_missing" | "receipt_unnoticed" | "refund_accepted_unnoticed" | "refund_amount_differs" | "refund_by_hand" | "refund_foreign" | "refund_missing_here" | "refund_missing_there" | "refund_never_returned" | "refund_payment_differs" | "refund_rejected_unnoticed" | "refund_returned_though_canceled" | "refund_returned_twice" | "refund_returned_unnoticed" | "refund_unanswered";
  readonly severity: Severity;
  readonly repair: Repair;
  /** What the class means. */
  readonly what: string;
  /** What is to be done about it. */
  readonly toDo: string;
  /** "payment:<id>" or "refund:<id>", by the provider's id where it has one. */
  readonly object: string;
  readonly ours: Facts | null;
  readonly theirs: Facts | null;
  /** What `admin.reconciliation.resolve` would do; null when only a person can put it right. */
  readonly action: {
    readonly kind: "look_up_payment" | "look_up_refund" | "make_receipt" | "record_payment" | "record_refund" | "settle_payment" | "settle_refund";
    readonly what: string;
  } | null;
  /** Why the service did not put it right by itself. */
  readonly obstacle: string | null;
  /** The same for programs; null also where a repair broke and said so in its own words. */
  readonly obstacleCode: "earlier_period_missing" | "first_period_gone" | "money_would_go_back" | "not_final" | "nothing_owed" | "nothing_ready" | "period_paid_twice" | "period_under_way" | "period_unknown" | "price_unknown" | "provider_silent" | "recorded_already" | "second_person" | "sum_unexplained" | "viewer_unknown" | null;
  readonly status: DifferenceStatus;
  readonly occurredAt: string;
  readonly foundAt: string;
  readonly seenAt: string;
  readonly resolvedAt: string | null;
  readonly resolvedBy: string | null;
  readonly resolution: string | null;
}

/**
 * - `notice`: nobody has lost anything, somebody ought to know;
 * - `warning`: the books or a duty are in disorder;
 * - `critical`: a viewer or the cinema is out of money.
 */
type Severity = "critical" | "notice" | "warning";

/**
 * - `by_itself`: the comparison puts it right at once, where that is safe;
 * - `by_action`: a person has to want the ready action, mostly because money goes back by it;
 * - `by_hand`: only a person can tell what is right.
 */
type Repair = "by_action" | "by_hand" | "by_itself";

/** Plain facts of one side: sums in kopecks, moments in ISO; what it does not say is left out. */
interface Facts {
  readonly [name: string]: boolean | number | string | null;
}

/** - `vanished`: nobody did anything, and a later comparison no longer found it. */
type DifferenceStatus = "dismissed" | "open" | "repaired" | "vanished";

/** A payment as the staff sees it; what is not known is null. */
interface StaffPayment {
  readonly id: string;
  readonly userId: string;
  readonly subscriptionId: string;
  readonly planName: string;
  readonly purpose: PaymentPurpose;
  /** The period it pays for, counted from 1. */
  readonly periodNumber: number;
  readonly status: PaymentStatus;
  readonly amountKopecks: number;
  /** What of it has gone back or is on its way back. */
  readonly refundedKopecks: number;
  /** What it was paid with, in the provider's word. */
  readonly methodType: string | null;
  /** The provider's id of it. */
  readonly externalId: string | null;
  readonly createdAt: string;
  /** When the order first left for the provider. */
  readonly sentAt: string | null;
  readonly paidAt: string | null;
  readonly cancellation: Cancellation | null;
  readonly receiptRegistration: ReceiptRegistration | null;
}

interface PaymentDossier {
  /** The period it pays for; null before the subscription's first payment is in. */
  readonly period: {
    readonly start: string;
    readonly end: string;
  } | null;
  readonly subscription: {
    readonly id: string;
    readonly product: string;
    readonly state: SubscriptionState;
    readonly isRepeatable: boolean;
    readonly startDate: string | null;
    readonly endDate: string | null;
    readonly paidPeriods: number;
    readonly parkedReason: string | null;
    /** This payment paid its last period, and it lives: a refund of all of it takes that period back. */
    readonly isLastPaid: boolean;
  };
  readonly plan: {
    readonly id: string;
    readonly name: string;
    readonly length: PeriodLength;
  };
  readonly refunds: readonly StaffRefund[];
  /** About it, its refunds and the charge's announcement. */
  readonly letters: readonly Letter[];
  /** Wishes about it that wait for a second person. */
  readonly openApprovals: readonly Approval[];
  readonly id: string;
  readonly userId: string;
  readonly subscriptionId: string;
  readonly planName: string;
  readonly purpose: PaymentPurpose;
  /** The period it pays for, counted from 1. */
  readonly periodNumber: number;
  readonly status: PaymentStatus;
  readonly amountKopecks: number;
  /** What of it has gone back or is on its way back. */
  readonly refundedKopecks: number;
  /** What it was paid with, in the provider's word. */
  readonly methodType: string | null;
  /** The provider's id of it. */
  readonly externalId: string | null;
  readonly createdAt: string;
  /** When the order first left for the provider. */
  readonly sentAt: string | null;
  readonly paidAt: string | null;
  readonly cancellation: Cancellation | null;
  readonly receiptRegistration: ReceiptRegistration | null;
}

/** A refund as the staff sees it; what is not known is null. */
interface StaffRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly userId: string;
  readonly subscriptionId: string;
  readonly planName: string;
  readonly kind: RefundKind;
  readonly status: RefundStatus;
  readonly amountKopecks: number;
  /** In the words of who asked; null: in a viewer's, for whom of the staff does not see who viewers are. */
  readonly reason: string | null;
  /** "viewer:<user id>", "manager:<user id>", "service:<name>"; null: by itself, or by hand at the provider. */
  readonly requestedBy: string | null;
  /** 1, or one more than the refund that it asks for again. */
  readonly tries: number;
  /** The provider refused it for good: the viewer has no money, and a person has to help. */
  readonly isGivenUp: boolean;
  /** The provider's id of it. */
  readonly externalId: string | null;
  readonly requestedAt: string;
  readonly sentAt: string | null;
  /** When the money was given back. */
  readonly refundedAt: string | null;
  readonly cancellation: Cancellation | null;
  readonly receiptRegistration: ReceiptRegistration | null;
}

/** A letter as the staff sees it in a list: neither its words nor the viewer's address. */
interface Letter {
  readonly id: string;
  /** What it is about: "payment:<id>", "refund:<id>". */
  readonly cause: string;
  readonly userId: string;
  /** The event that its template belongs to. */
  readonly template: string;
  readonly language: Language;
  readonly status: LetterStatus;
  readonly createdAt: string;
  readonly sentAt: string | null;
  /** Why the mail server would not take it. */
  readonly error: string | null;
  /** The first letter about its cause, when this one sends it again. */
  readonly copyOf: string | null;
}

/**
 * - `sending`: in the mail server's hands; only mailings' letters, of which nobody may get two;
 * - `skipped`: not sent on purpose.
 */
type LetterStatus = "failed" | "queued" | "sending" | "sent" | "skipped";

/** What the provider says of one of our orders, in its own words; nulls when it has never heard of it. */
interface ProviderSide {
  readonly askedAt: string;
  readonly externalId: string | null;
  /** Its JSON without links to pay by and without what says who the payer is ("[hidden]"). */
  readonly object: ProviderObject | null;
}

/** The provider's JSON as it came. */
interface ProviderObject {
  readonly [name: string]: ProviderValue;
}

type ProviderValue = boolean | number | ProviderObject | readonly ProviderValue[] | string | null;

interface RefundDossier {
  /** The provider's id of the payment that it gives back. */
  readonly externalPaymentId: string | null;
  /** A Manager set the rule for viewers aside for it. */
  readonly overridesPeriod: boolean;
  readonly letters: readonly Letter[];
  readonly id: string;
  readonly paymentId: string;
  readonly userId: string;
  readonly subscriptionId: string;
  readonly planName: string;
  readonly kind: RefundKind;
  readonly status: RefundStatus;
  readonly amountKopecks: number;
  /** In the words of who asked; null: in a viewer's, for whom of the staff does not see who viewers are. */
  readonly reason: string | null;
  /** "viewer:<user id>", "manager:<user id>", "service:<name>"; null: by itself, or by hand at the provider. */
  readonly requestedBy: string | null;
  /** 1, or one more than the refund that it asks for again. */
  readonly tries: number;
  /** The provider refused it for good: the viewer has no money, and a person has to help. */
  readonly isGivenUp: boolean;
  /** The provider's id of it. */
  readonly externalId: string | null;
  readonly requestedAt: string;
  readonly sentAt: string | null;
  /** When the money was given back. */
  readonly refundedAt: string | null;
  readonly cancellation: Cancellation | null;
  readonly receiptRegistration: ReceiptRegistration | null;
}

/** What a refund by the staff would give back. */
interface StaffPreview {
  /** The rule for viewers would refuse it. */
  readonly overridesPeriod: boolean;
  /** What the staff gave back of this payment before: the limits are held against all of it. */
  readonly givenByStaffKopecks: number;
  /** A second Manager has to agree. */
  readonly needsApproval: boolean;
  readonly amountKopecks: number;
  /** amount = paid x unused days / days in the period, never more than what has not been refunded; null when it is all. */
  readonly formula: {
    readonly paidKopecks: number;
    readonly daysInPeriod: number;
    readonly daysUnused: number;
    readonly alreadyRefundedKopecks: number;
  } | null;
  readonly endsSubscription: boolean;
  /** The same in words. */
  readonly text: string;
}

/** Either it is given back, or it waits for a second Manager. */
interface StaffRefundOutcome {
  readonly refundId: string | null;
  readonly approval: Approval | null;
  /** The rule for viewers would refuse it. */
  readonly overridesPeriod: boolean;
  /** What the staff gave back of this payment before: the limits are held against all of it. */
  readonly givenByStaffKopecks: number;
  /** A second Manager has to agree. */
  readonly needsApproval: boolean;
  readonly amountKopecks: number;
  /** amount = paid x unused days / days in the period, never more than what has not been refunded; null when it is all. */
  readonly formula: {
    readonly paidKopecks: number;
    readonly daysInPeriod: number;
    readonly daysUnused: number;
    readonly alreadyRefundedKopecks: number;
  } | null;
  readonly endsSubscription: boolean;
  /** The same in words. */
  readonly text: string;
}

interface LetterDossier {
  /** The viewer's e-mail address is known. */
  readonly hasAddress: boolean;
  /** The first letter about its cause and what was sent again of it, the oldest first. */
  readonly copies: readonly Letter[];
  /**
   * Its words, made of its facts now, by the template in use now and without the viewer's name; what was sent is not
   * kept. Null when they cannot be made.
   */
  readonly rendered: {
    readonly at: string;
    readonly templateVersion: number;
    readonly subject: string;
    readonly html: string;
    readonly text: string;
  } | null;
  /** Why no words can be made of its facts; null when they can. */
  readonly fault: string | null;
  readonly id: string;
  /** What it is about: "payment:<id>", "refund:<id>". */
  readonly cause: string;
  readonly userId: string;
  /** The event that its template belongs to. */
  readonly template: string;
  readonly language: Language;
  readonly status: LetterStatus;
  readonly createdAt: string;
  readonly sentAt: string | null;
  /** Why the mail server would not take it. */
  readonly error: string | null;
  /** The first letter about its cause, when this one sends it again. */
  readonly copyOf: string | null;
}

/** The templates of one event. */
interface EventTemplates {
  /** The event's name. */
  readonly id: string;
  /** One of billing's own letters, whose variables are fixed and which no mailing may use. */
  readonly isOwn: boolean;
  readonly inUse: readonly TemplateVersion[];
  readonly missingLanguages: readonly Language[];
  /** Variables that the languages declare differently: no mailing can be made before that is mended. */
  readonly disagreements: readonly string[];
}

interface TemplateVersion {
  readonly language: Language;
  readonly version: number;
  readonly subject: string;
  readonly createdBy: string;
  readonly createdAt: string;
}

/** One version with its words, and all versions there are, the newest first. */
interface Template {
  readonly event: string;
  readonly language: Language;
  readonly isOwn: boolean;
  readonly version: number;
  readonly isInUse: boolean;
  readonly subject: string;
  readonly html: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly variables: readonly TemplateVariable[];
  readonly versions: readonly {
    readonly version: number;
    readonly subject: string;
    readonly createdAt: string;
    readonly createdBy: string;
    /** Why it was saved; null of those that came with the service. */
    readonly reason: string | null;
  }[];
}

/** What may stand between braces; what a kind does not have is null. */
interface TemplateVariable {
  readonly name: string;
  readonly kind: "choice" | "instant" | "link" | "list" | "money" | "text";
  /** Declared with the template; false of what every letter may say, and of the service's own letters. */
  readonly isDeclared: boolean;
  /** Some letters come without it. */
  readonly isOptional: boolean;
  /** As a letter's data would have it: kopecks, an instant. Null of a list: its records' variables have theirs. */
  readonly sample: number | string | null;
  readonly values: readonly string[] | null;
  readonly of: readonly TemplateVariable[] | null;
}

interface RenderedLetter {
  /** One line, not escaped. */
  readonly subject: string;
  readonly html: string;
  /** The same for who reads no HTML. */
  readonly text: string;
}

/** A version that was saved and is in use now. */
interface SavedTemplateVersion {
  readonly event: string;
  readonly language: Language;
  readonly version: number;
}

/** A mailing in the list, with its letters counted. */
interface CountedMailing {
  /** Who would have got a letter when it was started. */
  readonly expected: number | null;
  readonly counts: MailingCounts;
  readonly id: string;
  readonly event: string;
  /** The version of the template in each language; null where there is none. */
  readonly templates: {
    readonly ru: number | null;
    readonly en: number | null;
  };
  readonly fallbackLanguage: Language | null;
  readonly audience: MailingAudience;
  readonly isService: boolean;
  readonly sendAt: string;
  readonly lettersPerMinute: number;
  readonly state: MailingState;
  /** "grown": the audience outgrew what one person may write to, and a second one has to agree. */
  readonly pausedBecause: "grown" | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly approvedBy: string | null;
}

/** The letters of one mailing that are written so far. */
interface MailingCounts {
  /** Queued, or in the mail server's hands. */
  readonly queued: number;
  /** Those that came back later included. */
  readonly sent: number;
  readonly failed: number;
  readonly skipped: number;
  readonly bounced: number;
}

/** Named viewers are only counted here. */
type MailingAudience = {
  readonly kind: "filter";
  readonly states: readonly string[] | null;
  readonly subscriptionTypeIds: readonly string[] | null;
  readonly endsFrom: string | null;
  readonly endsBefore: string | null;
  readonly languages: readonly Language[] | null;
} | {
  readonly kind: "viewers";
  readonly viewers: number;
};

/**
 * - `draft`: can be looked at, nothing is sent;
 * - `running`: its moment is waited for, letters are written, or are on their way;
 * - `paused`: nothing more leaves until it is resumed;
 * - `stopped`: nothing more leaves for ever;
 * - `finished`: every letter has its outcome.
 */
type MailingState = "draft" | "finished" | "paused" | "running" | "stopped";

/** A mailing with what it says, and how far it has come. */
interface MailingFile {
  readonly data: NoticeData;
  readonly progress: MailingProgress;
  /** What waits for a second person about it. */
  readonly openApprovals: readonly Approval[];
  readonly id: string;
  readonly event: string;
  /** The version of the template in each language; null where there is none. */
  readonly templates: {
    readonly ru: number | null;
    readonly en: number | null;
  };
  readonly fallbackLanguage: Language | null;
  readonly audience: MailingAudience;
  readonly isService: boolean;
  readonly sendAt: string;
  readonly lettersPerMinute: number;
  readonly state: MailingState;
  /** "grown": the audience outgrew what one person may write to, and a second one has to agree. */
  readonly pausedBecause: "grown" | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly approvedBy: string | null;
}

/** The facts of another service's letter, by the names of its template's variables. */
interface NoticeData {
  readonly [name: string]: NoticeValue | readonly {
    readonly [name: string]: NoticeValue;
  }[];
}

type NoticeValue = boolean | number | string;

/** How far it has come. */
interface MailingProgress {
  /** Who would have got a letter when it was started. */
  readonly expected: number | null;
  readonly queued: number;
  readonly sent: number;
  readonly failed: number;
  readonly skipped: readonly {
    readonly reason: string;
    readonly viewers: number;
  }[];
  /** Of those sent, how many came back. */
  readonly bounced: number;
  /** Letters a minute, of the last five minutes. */
  readonly lettersPerMinute: number;
  /** Null when nothing goes on. */
  readonly estimatedEnd: string | null;
}

/** A viewer who has not got the letter, as far as is known. */
interface MailingFailure {
  /** The letter's. */
  readonly id: string;
  readonly userId: string;
  /** "sent": it came back later. */
  readonly status: LetterStatus;
  /** A word for what was skipped ("unsubscribed", "no_address"), else what the mail server said. */
  readonly reason: string | null;
  readonly at: string;
}

/** What a mailing would do if it were sent now. */
interface MailingDryRun {
  /** Who would get a letter. */
  readonly viewers: number;
  /** Them by the language of their letters. */
  readonly byLanguage: readonly {
    readonly language: Language;
    readonly viewers: number;
  }[];
  /** Who would get none, by the reason. */
  readonly skipped: readonly {
    readonly reason: Obstacle;
    readonly viewers: number;
  }[];
  /** In which there is no template. */
  readonly missingLanguages: readonly Language[];
  readonly needsApproval: boolean;
  readonly samples: readonly {
    readonly userId: string;
    readonly language: Language;
    readonly subject: string;
  }[];
}

/**
 * - `unknown`: no viewer has this id;
 * - `erased`: he had himself forgotten;
 * - `no_address`: no e-mail address is known;
 * - `unsubscribed`: he refuses all letters that are no service letters;
 * - `bounced`: a letter to his present address came back;
 * - `no_translation`: there is no template in his language, and nobody has said which one stands in.
 */
type Obstacle = "bounced" | "erased" | "no_address" | "no_translation" | "unknown" | "unsubscribed";

/** One letter to many viewers; what there is none of is null. */
interface Mailing {
  readonly id: string;
  readonly event: string;
  /** The version of the template in each language; null where there is none. */
  readonly templates: {
    readonly ru: number | null;
    readonly en: number | null;
  };
  readonly fallbackLanguage: Language | null;
  readonly audience: MailingAudience;
  readonly isService: boolean;
  readonly sendAt: string;
  readonly lettersPerMinute: number;
  readonly state: MailingState;
  /** "grown": the audience outgrew what one person may write to, and a second one has to agree. */
  readonly pausedBecause: "grown" | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly approvedBy: string | null;
}

/** What came of starting a mailing, or letting it go on. */
interface MailingOrder {
  readonly mailing: Mailing;
  /** Set when a second person has to agree first. */
  readonly approval: Approval | null;
}

/** What the service says about a call that failed. */
interface ErrorDetails {
  readonly requestId: string | null;
  /** Set when the service says no; the list of codes is closed. */
  readonly refusal: {
    readonly code: "already_subscribed" | "approval_decided" | "approval_foreign" | "approval_own" | "approval_unknown" | "binding_unknown" | "call_in_progress" | "consent_outdated" | "consent_required" | "dead_letter_unknown" | "difference_action_unfit" | "difference_closed" | "difference_unknown" | "difference_without_action" | "email_missing" | "extension_too_short" | "idempotency_key_reused" | "job_run_unknown" | "letter_on_its_way" | "letter_outdated" | "letter_skipped" | "letter_unknown" | "mailing_state" | "mailing_unknown" | "method_missing" | "method_unknown" | "not_halted" | "not_sent" | "not_subscribed" | "nothing_due" | "own_affairs" | "payment_in_progress" | "payment_unknown" | "period_unworkable" | "plan_inactive" | "plan_unknown" | "price_start_past" | "price_start_taken" | "price_unchanged" | "price_unworkable" | "provider_contradicts" | "provider_refused" | "provider_rejects_us" | "provider_unaware" | "reconciliation_too_early" | "reconciliation_too_old" | "reconciliation_unknown" | "refund_above_limit" | "refund_changed" | "refund_not_paid" | "refund_not_proratable" | "refund_nothing_left" | "refund_override_forbidden" | "refund_period_over" | "refund_too_large" | "refund_too_old" | "refund_unknown" | "return_url_foreign" | "subscription_not_live" | "subscription_unknown" | "template_changed" | "template_unknown" | "too_many_attempts" | "too_many_tests" | "type_unknown" | "viewer_unknown" | "viewer_unreachable";
    /** The input's field that it is about, as a dotted path. */
    readonly path: string | null;
    readonly message: string;
  } | null;
  /** The fields of the input that are not as they should be. */
  readonly fields: readonly FieldProblem[];
  /** Why the access token was not taken, when that is the reason. */
  readonly tokenRejection: TokenRejection | null;
  readonly code: "BAD_GATEWAY" | "BAD_REQUEST" | "CLIENT_CLOSED_REQUEST" | "CONFLICT" | "FORBIDDEN" | "GATEWAY_TIMEOUT" | "INTERNAL_SERVER_ERROR" | "METHOD_NOT_SUPPORTED" | "NOT_FOUND" | "NOT_IMPLEMENTED" | "PARSE_ERROR" | "PAYLOAD_TOO_LARGE" | "PAYMENT_REQUIRED" | "PRECONDITION_FAILED" | "PRECONDITION_REQUIRED" | "SERVICE_UNAVAILABLE" | "TIMEOUT" | "TOO_MANY_REQUESTS" | "UNAUTHORIZED" | "UNPROCESSABLE_CONTENT" | "UNSUPPORTED_MEDIA_TYPE";
  readonly httpStatus: number;
  /** The path of the procedure that threw. */
  readonly path?: string;
  /** The error's stack trace, only when `isDev` is set. */
  readonly stack?: string;
}

interface FieldProblem {
  /** Dotted; empty when the input as a whole is wrong. */
  readonly path: string;
  readonly message: string;
  /** What is wrong, for programs; only where the rules have found it, and not the schema. */
  readonly code?: string;
  /** Counted from 1, in a field that has lines. */
  readonly line?: number;
  /** What of the field it is about, for programs: a variable, a tag; only beside `code`. */
  readonly name?: string;
}

/** Why a token was not taken; a closed list that callers see. */
type TokenRejection = "bad_algorithm" | "bad_signature" | "expired" | "malformed" | "not_yet_valid" | "unknown_key" | "wrong_audience" | "wrong_issuer" | "wrong_type";

interface BillingClientOptions {
    /** Where the billing service is, e.g. "https://billing.cinema.example"; "" in a page of its own. */
    readonly url: string;
    /**
     * The access token, or how to get one before each request; without one only the plans can be read. A function is
     * asked with `refresh: true` when the service did not take its last token, and the call is repeated once.
     */
    readonly token?: string | TokenSource | undefined;
    /** The language of texts and letters; the viewer's own when not given. */
    readonly language?: "ru" | "en" | undefined;
    /** How often a call without an answer is repeated; 3 when not given, 0 for never. */
    readonly repetitions?: number | undefined;
    /** Names each request in the service's log and in errors: 8 to 64 of A-Z a-z 0-9 _ . : -; random when not given. */
    readonly requestId?: (() => string) | undefined;
    /** In place of the global `fetch`. */
    readonly fetch?: Fetch | undefined;
}
/** Every procedure of the service, with `query` for questions and `mutate` for orders. */
interface BillingClient extends Procedures {
}
/**
 * A client of the billing service. Calls made together travel in one request. A failed call throws a
 * `BillingError`; `isRefusal` tells what the service said no to. A call whose answer is lost is repeated a few
 * times: a mutation under one `idempotencyKey`, which the service does once; name a key yourself to repeat it later,
 * within a day.
 */
declare function createBillingClient(options: BillingClientOptions): BillingClient;

/** What a failed call throws. */
interface BillingError extends Error {
    /** What the service said; undefined when no answer came. */
    readonly data?: ErrorDetails | null | undefined;
}
/** Everything that the service says no to. */
type RefusalCode = NonNullable<ErrorDetails["refusal"]>["code"];
interface Refusal<Code extends RefusalCode = RefusalCode> {
    readonly code: Code;
    /** The input's field that it is about, as a dotted path. */
    readonly path: string | null;
    /** For whoever wrote the call, in English. */
    readonly message: string;
}
/** A call that the service has understood and said no to. */
interface RefusalError<Code extends RefusalCode = RefusalCode> extends BillingError {
    readonly data: Omit<ErrorDetails, "refusal"> & {
        readonly refusal: Refusal<Code>;
    };
}
/**
 * What the service said no to; undefined for any other error. A refusal is final: repeating the same call comes
 * to the same, but for `call_in_progress`. A code that this version of the client does not know is no refusal to it.
 */
declare function refusalOf(error: unknown): Refusal | undefined;
/** Whether the service said no, for one of these reasons when some are named: see {@link refusalOf}. */
declare function isRefusal<Code extends RefusalCode = RefusalCode>(error: unknown, ...reasons: readonly Code[]): error is RefusalError<Code>;
/** Whether a call of this client threw it. */
declare function isBillingError(error: unknown): error is BillingError;
/** The fields of the input that are not as they should be; empty for any other error. */
declare function fieldProblemsOf(error: unknown): ErrorDetails["fields"];

export { createBillingClient, fieldProblemsOf, isBillingError, isRefusal, refusalOf };
export type { Access, ActDetails, Approval, ApprovalStatus, ApprovalWish, BillingClient, BillingClientOptions, BillingError, Binding, CallOptions, Cancellation, Change, ChangedField, Charging, Churn, Colleague, CountedMailing, Deactivation, DeadLetter, DeadLetterDecision, DeadLetters, DeclineClass, Difference, DifferenceStatus, Erasure, ErrorDetails, EventTemplates, Export, Facts, FailureKind, Fetch, FetchAnswer, FetchRequest, FieldProblem, Happening, Holdings, InputOf, Job, JobCounts, JobRun, JobRunStatus, Language, Letter, LetterDossier, LetterStatus, Mailing, MailingAudience, MailingCounts, MailingDryRun, MailingFailure, MailingFile, MailingOrder, MailingProgress, MailingState, Mailings, Method, Money, Mutation, NoticeData, NoticeValue, Obstacle, OutputOf, Owner, Page, Payment, PaymentDossier, PaymentOfSubscription, PaymentPurpose, PaymentStatus, PeriodLength, PeriodUnit, Plan, Preview, Price, PricePreview, Procedures, ProviderObject, ProviderSide, ProviderValue, Purchase, Query, ReceiptRegistration, Reconciliation, ReconciliationCounts, ReconciliationStatus, Recovery, Refund, RefundDossier, RefundKind, RefundOfPayment, RefundStatus, Refunds, Refusal, RefusalCode, RefusalError, RenderedLetter, Repair, Revenue, Role, SavedTemplateVersion, Severity, Staff, StaffHappening, StaffHappeningKind, StaffMethod, StaffPayment, StaffPreview, StaffRefund, StaffRefundOutcome, Standing, Subscription, SubscriptionFile, SubscriptionListing, SubscriptionState, Template, TemplateVariable, TemplateVersion, TokenRejection, TokenSource, TrailEntry, Type, Viewer, ViewerFile };
