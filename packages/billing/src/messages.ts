import type { CommandTopic } from "@cinema/core/command";
import type { EventTopic } from "@cinema/core/event";
import { type RefusalCode, refusals } from "@cinema/core/refusal";
import { renewalObstacles } from "@cinema/core/renew";
import { z } from "zod";

// The public contract with other services; docs/messages.md and docs/asyncapi.yaml are made of it.

const requestId = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/, "is not 1 to 100 visible ASCII characters")
  .describe(
    "Your own id of this request, best a UUID. A repetition with the same body is taken once; the same id with another body is refused.",
  );

/** Text that PostgreSQL can keep: no NUL, no half of a surrogate pair. */
function text(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .refine((given) => given.isWellFormed() && !given.includes("\0"), "has characters that cannot be kept");
}

const userId = text(255).describe("The viewer: the subject (`sub`) of his access token.");

const noticeValue = z.union([text(10_000), z.number(), z.boolean()]);
const noticeName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, "is not the name of a variable");

// Strict: a misspelt `amount_kopecks` that went unnoticed would turn a partial refund into a full one.

/** The body of each command. */
export const commandSchemas = {
  "billing.charge.v1": z
    .strictObject({
      request_id: requestId,
      subscription_id: z.uuid().describe("The subscription whose coming period is charged."),
    })
    .describe(
      "Charge the coming period of a subscription now, instead of waiting for the next run of the job. The rules are the same: due within three days, announced to the viewer at least three days before, not cancelled, not paid already.",
    ),
  "billing.refund.v1": z
    .strictObject({
      request_id: requestId,
      payment_id: z.uuid().describe("The paid payment."),
      amount_kopecks: z
        .int()
        .min(1)
        .optional()
        .describe("What goes back, in kopecks (1/100 rouble). Left out: all that is left of the payment."),
      reason: text(1_000).describe("Why, in your own words; kept with the refund."),
    })
    .describe(
      "Give back a payment of the running period. A refund of all that is left ends the subscription at once, a smaller one keeps it.",
    ),
  "billing.auto-renew.v1": z
    .strictObject({
      request_id: requestId,
      user_id: userId,
      is_on: z.boolean().describe("False: no more charges, accepted at once. True: charges again."),
      consent_version: text(100)
        .optional()
        .describe(
          "Needed when `is_on` is true: the version of the consent's text that you have shown to the viewer and that he agreed to (`billing.plans` has both).",
        ),
      viewer_ip: z
        .union([z.ipv4(), z.ipv6()])
        .optional()
        .describe("The viewer's address when he agreed; kept with the consent as evidence."),
    })
    .describe("Switch the automatic renewal of a viewer's subscription off, or on with his consent."),
  "billing.notify.v1": z
    .strictObject({
      request_id: requestId,
      event: z
        .string()
        .regex(/^[a-z][a-z0-9_.-]{0,63}$/, "is not the name of an event")
        .describe("The name of a stored template; the names of billing's own letters are refused."),
      user_ids: z
        .array(userId)
        .min(1)
        .max(1_000)
        .describe("Who gets the letter, each once per request, in his language."),
      data: z
        .record(noticeName, z.union([noticeValue, z.array(z.record(noticeName, noticeValue)).max(200)]))
        .describe(
          "The template's variables: exactly those that it names. Sums are kopecks, moments are ISO 8601 in UTC.",
        ),
    })
    .describe("Send a letter of your own to viewers whom billing knows, from a template stored here."),
  "billing.erase-user.v1": z
    .strictObject({ request_id: requestId, user_id: userId })
    .describe(
      "Forget who a viewer is: e-mail, name, what letters said, why refunds were asked for, the addresses of consents and of the pages that he came from to pay go, saved cards are unlinked, automatic renewal ends. What was paid for runs to its end without letters; rows about money stay under the bare id.",
    ),
  "billing.letter-bounced.v1": z
    .strictObject({
      request_id: requestId,
      letter_id: z.uuid().describe("The letter that came back: what stands before the @ in its Message-ID."),
      reason: text(2_000).describe(
        "What the mail system said, best its enhanced status code and words; addresses in it are not kept.",
      ),
    })
    .describe(
      "Tell that a letter came back for good after billing's mail server had taken it (a delivery status notification with a permanent failure). Mailings no longer go to that address, until the viewer has another one; service letters are still tried.",
    ),
} as const satisfies { readonly [T in CommandTopic]: z.ZodType };

export type CommandBody<T extends CommandTopic> = z.output<(typeof commandSchemas)[T]>;

/** The refusals of the rules that commands run into. */
const metRefusals = [
  "refund_not_paid",
  "refund_period_over",
  "refund_nothing_left",
  "refund_too_large",
  "refund_too_old",
  "not_subscribed",
  "method_missing",
  "consent_required",
  "consent_outdated",
] as const satisfies readonly RefusalCode[];

/** Every code of `command.refused` with what it means. */
export const refusalMeanings: { readonly [code: string]: string } = {
  ...renewalObstacles,
  charging_halted:
    "A Manager has halted all charging. Ask again, under a new request_id, when it is resumed.",
  ...Object.fromEntries(metRefusals.map((code) => [code, refusals[code]])),
};

const instant = z.iso.datetime({ precision: 3 });

const occurredAt = instant.describe("When it was saved here.");
const subscriptionId = z.uuid().describe("The subscription.");
const version = z
  .int()
  .min(1)
  .describe(
    "The version of the subscription: it only grows. Ignore what is older than the newest you have seen.",
  );
const causedBy = z
  .string()
  .optional()
  .describe("The request_id of the command that led to it; absent when none did.");
const cancellationReason = z
  .string()
  .optional()
  .describe(
    "Why not: YooKassa's reason, or `withdrawn`, `never_reached_provider`, `refused_by_provider`. Absent on success.",
  );

const paymentEvent = {
  payment_id: z.uuid().describe("The payment."),
  subscription_id: subscriptionId,
  user_id: userId,
  version,
  amount_kopecks: z.int().min(1).describe("Its sum in kopecks."),
  purpose: z
    .enum(["first", "renewal"])
    .describe("Whether the viewer bought a subscription or a further period of one."),
  period_number: z.int().min(1).describe("The period it pays for, counted from 1."),
  cancellation_reason: cancellationReason,
  request_id: causedBy,
  occurred_at: occurredAt,
};

const refundEvent = {
  refund_id: z.uuid().describe("The refund."),
  payment_id: z.uuid().describe("The payment that it gives back."),
  subscription_id: subscriptionId,
  user_id: userId,
  version,
  amount_kopecks: z.int().min(1).describe("What goes back, in kopecks."),
  kind: z
    .enum(["full", "partial", "prorated", "duplicate"])
    .describe("`prorated`: the unused days. `duplicate`: paid twice, given back by itself."),
  cancellation_reason: cancellationReason,
  request_id: causedBy,
  occurred_at: occurredAt,
};

const subscriptionEvent = {
  subscription_id: subscriptionId,
  user_id: userId,
  version,
  state: z
    .enum(["active", "grace", "hold", "ended"])
    .describe(
      "`grace`: the period is over, a charge is still tried, access is kept. `hold`: likewise, without access.",
    ),
  is_active: z.boolean().describe("The viewer may watch."),
  is_repeatable: z.boolean().describe("It renews by itself."),
  start_date: instant.describe("When the first paid period began."),
  end_date: instant.describe("When the last paid period ends."),
  request_id: causedBy,
  occurred_at: occurredAt,
};

const commandEvent = {
  request_id: z.string().describe("Your id of the request."),
  publisher: z
    .string()
    .describe("The RabbitMQ user who asked: request_ids of different users are different."),
  command: z.string().describe("The command, `billing.charge.v1` and so on."),
  occurred_at: occurredAt,
};

/** The body of each event. Listeners ignore fields that they do not know: new ones may come. */
export const eventSchemas = {
  "payment.succeeded": z.object(paymentEvent).describe("A payment is in."),
  "payment.canceled": z
    .object(paymentEvent)
    .describe("A payment came to nothing; the next try, if any, is another payment."),
  "refund.succeeded": z.object(refundEvent).describe("Money went back to the viewer."),
  "refund.canceled": z.object(refundEvent).describe("A refund came to nothing, for good."),
  "subscription.activated": z.object(subscriptionEvent).describe("The first payment is in: access begins."),
  "subscription.renewed": z.object(subscriptionEvent).describe("A further period is paid."),
  "subscription.grace": z
    .object(subscriptionEvent)
    .describe("The paid period is over and the next is not yet paid; access is kept for now."),
  "subscription.hold": z.object(subscriptionEvent).describe("Still not paid: access is paused."),
  "subscription.ended": z.object(subscriptionEvent).describe("It is over and will not come back."),
  "subscription.auto-renew-changed": z
    .object(subscriptionEvent)
    .describe("Automatic renewal was switched off or on."),
  "subscription.extended": z
    .object(subscriptionEvent)
    .describe("Free days were given: it ends so much later, and one whose access was paused has it again."),
  "subscription.parked": z
    .object(subscriptionEvent)
    .describe("A person stopped charging it for now; what is paid for is not touched."),
  "subscription.unparked": z.object(subscriptionEvent).describe("It is charged again."),
  "command.accepted": z
    .object({
      ...commandEvent,
      subscription_id: z.uuid().optional().describe("The subscription concerned."),
      payment_id: z
        .uuid()
        .optional()
        .describe(
          "The payment begun by a charge, or given back by a refund; its own events tell the outcome.",
        ),
      refund_id: z.uuid().optional().describe("The refund begun; its own events tell the outcome."),
      amount_kopecks: z.int().optional().describe("The sum of that charge or refund, in kopecks."),
      user_id: z.string().optional().describe("The viewer concerned."),
      letters: z.int().optional().describe("How many letters `billing.notify.v1` has queued."),
      skipped_user_ids: z
        .array(z.string())
        .optional()
        .describe("Viewers whom billing has no e-mail address of, so that they get no letter."),
    })
    .describe("Your command is taken and its effect saved."),
  "command.refused": z
    .object({
      ...commandEvent,
      code: z.enum(Object.keys(refusalMeanings)).describe("Why not, for programs; new codes may come."),
      message: z.string().describe("Why not, for people."),
    })
    .describe("The answer to your command is no, for good: nothing has changed."),
} as const satisfies { readonly [T in EventTopic]: z.ZodObject };
