import { followMethodNudge, settleChangeOfMethod } from "@cinema/billing/bind-method";
import { charge } from "@cinema/billing/charge";
import { deliver } from "@cinema/billing/deliver";
import { deliverMailing } from "@cinema/billing/deliver-mailing";
import {
  Inconsistency,
  MailUnavailable,
  ProviderMisconfigured,
  ProviderUnavailable,
} from "@cinema/billing/failures";
import { followPaymentNudge, followRefundNudge } from "@cinema/billing/nudge";
import type { Authorship, World } from "@cinema/billing/ports";
import { DeadLetter, type Delivery, type Handler, RetryLater } from "@cinema/billing/queue";
import { askAboutRefund, issueRefund } from "@cinema/billing/refund";
import { settle } from "@cinema/billing/settle";
import { topicBodies } from "@cinema/billing/topic-bodies";
import { writeMailingPage } from "@cinema/billing/write-mailing-page";
import { minute } from "@cinema/core/instant";
import type { Topic } from "@cinema/core/message";
import { Refusal } from "@cinema/core/refusal";
import { SettlementMismatch } from "@cinema/core/settlement";
import { z } from "zod";
import type { AskedRuns } from "./asked-runs.ts";

/** How long a letter waits for a mail server that does not take it now. */
const mailWait = 2 * minute;

/** The thin table of the queue door: topic -> body -> operation. */
const routes: { readonly [T in Topic]: Route } = {
  "payment.charge": route(topicBodies["payment.charge"], async (world, by, { payment_id }) => {
    await charge(world, by, payment_id);
  }),
  "payment.settle": route(topicBodies["payment.settle"], async (world, by, body) => {
    if ("payment_id" in body) await settle(world, by, body.payment_id);
    else await followPaymentNudge(world, by, body.external_id);
  }),
  "refund.issue": route(topicBodies["refund.issue"], (world, by, { refund_id }) =>
    issueRefund(world, by, refund_id),
  ),
  "refund.settle": route(topicBodies["refund.settle"], (world, by, body) =>
    "refund_id" in body
      ? askAboutRefund(world, by, body.refund_id)
      : followRefundNudge(world, by, body.external_id),
  ),
  "binding.settle": route(topicBodies["binding.settle"], (world, by, body) =>
    "binding_id" in body
      ? settleChangeOfMethod(world, by, body.binding_id)
      : followMethodNudge(world, by, body.external_id),
  ),
  "letter.deliver": route(topicBodies["letter.deliver"], (world, by, { letter_id }) =>
    deliver(world, by, letter_id),
  ),
  "job.run": route(topicBodies["job.run"], (_world, _by, { run_id }, runs) => runs.follow(run_id)),
  "mailing.page": route(topicBodies["mailing.page"], (world, by, { mailing_id, page }) =>
    writeMailingPage(world, by, { mailingId: mailing_id, page }),
  ),
  "mailing.deliver": route(topicBodies["mailing.deliver"], (world, by, { letter_id }) =>
    deliverMailing(world, by, letter_id),
  ),
};

type Operate<Body> = (world: World, by: Authorship, body: Body, runs: AskedRuns) => Promise<void>;

type Route = Operate<unknown>;

function route<Body>(schema: z.ZodType<Body>, operate: Operate<Body>): Route {
  return async (world, by, body, runs) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new DeadLetter(`the body does not fit: ${z.prettifyError(parsed.error)}`);
    await operate(world, by, parsed.data, runs);
  };
}

/**
 * The handler of one topic: a refusal is final and done with, what a person has to look at goes to the dead
 * letters, every other error is left to the queue, which repeats.
 */
export function handlerOf(world: World, topic: Topic, runs: AskedRuns): Handler {
  return async (message) => {
    try {
      await routes[topic](world, authorOf(message), message.body, runs);
    } catch (error) {
      if (error instanceof Refusal) {
        world.log.warn("message.refused", { topic, message_id: message.id, code: error.code });
        return;
      }
      if (error instanceof ProviderMisconfigured && error.isPlanned) return;
      if (error instanceof SettlementMismatch) throw new DeadLetter(error.message);
      // Waiting for somebody else to come back is no failure of the message: it keeps its tries.
      if (error instanceof MailUnavailable) throw new RetryLater(error.message, mailWait);
      if (error instanceof ProviderUnavailable && error.retryAfter !== undefined)
        throw new RetryLater(error.message, error.retryAfter);
      if (error instanceof Inconsistency)
        world.log.error("message.inconsistent", { topic, message_id: message.id, said: error.message });
      throw error;
    }
  };
}

function authorOf({ topic, id }: Delivery): Authorship {
  return { actor: "billing:consumer", reason: topic, requestId: id };
}
