import { describe, expect, test } from "bun:test";
import { type MailingEvent, mailingStates, mailingTransitions } from "./mailing.ts";
import { type PaymentEvent, paymentStatuses, paymentTransitions } from "./payment.ts";
import { type RefundEvent, refundStatuses, refundTransitions } from "./refund.ts";
import { sampleSubscription } from "./sample-rows.ts";
import {
  advance,
  isActive,
  isLive,
  type SubscriptionEvent,
  subscriptionStates,
  subscriptionTransitions,
} from "./subscription.ts";
import { readTable } from "./text-table.ts";
import { ForbiddenTransition, type Transitions, transition } from "./transition.ts";

// Every state x event; "-" is forbidden. The records of events make the compiler ask for a new column.
const subscriptionEvents: Record<SubscriptionEvent, true> = {
  first_payment_succeeded: true,
  first_payment_failed: true,
  another_was_paid: true,
  renewal_paid: true,
  period_over_renewing: true,
  period_over_cancelled: true,
  grace_over: true,
  hold_over: true,
  withdrawn: true,
  refunded_in_full: true,
  extended: true,
  closed: true,
};
const subscriptionGrid = `
          | first_payment_succeeded | first_payment_failed | another_was_paid | renewal_paid | period_over_renewing | period_over_cancelled | grace_over | hold_over | withdrawn | refunded_in_full | extended | closed
pending   | active                  | abandoned            | abandoned        | -            | -                    | -                     | -          | -         | -         | -                | -        | -
active    | -                       | -                    | -                | active       | grace                | ended                 | -          | -         | -         | ended            | active   | ended
grace     | -                       | -                    | -                | active       | -                    | -                     | hold       | -         | ended     | ended            | active   | ended
hold      | -                       | -                    | -                | active       | -                    | -                     | -          | ended     | ended     | ended            | active   | ended
ended     | -                       | -                    | -                | -            | -                    | -                     | -          | -         | -         | -                | -        | -
abandoned | -                       | -                    | -                | -            | -                    | -                     | -          | -         | -         | -                | -        | -
`;

const paymentEvents: Record<PaymentEvent, true> = {
  sent: true,
  awaits_payer: true,
  held: true,
  paid: true,
  declined: true,
  no_answer: true,
  not_found: true,
  withdrawn: true,
};
const paymentGrid = `
                    | sent    | awaits_payer | held                | paid      | declined | no_answer | not_found | withdrawn
draft               | pending | -            | -                   | -         | -        | -         | -         | canceled
pending             | pending | pending      | waiting_for_capture | succeeded | canceled | unknown   | canceled  | -
waiting_for_capture | -       | -            | waiting_for_capture | succeeded | canceled | -         | -         | -
unknown             | unknown | pending      | waiting_for_capture | succeeded | canceled | unknown   | canceled  | -
succeeded           | -       | -            | -                   | -         | -        | -         | -         | -
canceled            | -       | -            | -                   | -         | -        | -         | -         | -
`;

const refundEvents: Record<RefundEvent, true> = {
  sent: true,
  accepted: true,
  returned: true,
  rejected: true,
};
const refundGrid = `
          | sent      | accepted | returned  | rejected
requested | requested | pending  | succeeded | canceled
pending   | -         | pending  | succeeded | canceled
succeeded | -         | -        | -         | -
canceled  | -         | -        | -         | -
`;

const mailingEvents: Record<MailingEvent, true> = {
  started: true,
  paused: true,
  resumed: true,
  stopped: true,
  all_through: true,
};
const mailingGrid = `
          | started | paused | resumed | stopped | all_through
draft     | running | -      | -       | stopped | -
running   | -       | paused | -       | stopped | finished
paused    | -       | -      | running | stopped | -
stopped   | -       | -      | -       | -       | -
finished  | -       | -      | -       | -       | -
`;

function testGrid<State extends string, Event extends string>(
  what: string,
  table: Transitions<State, Event>,
  states: readonly State[],
  events: Record<Event, true>,
  grid: string,
): void {
  describe(`${what}: every state x every event`, () => {
    const cells = readTable(grid);
    const isState = (text: string): text is State => (states as readonly string[]).includes(text);
    const isEvent = (text: string): text is Event => Object.hasOwn(events, text);

    test("the grid names each state and each event exactly once", () => {
      expect([...new Set(cells.map((cell) => cell.row))].sort()).toEqual([...states].sort());
      expect(Object.keys(table).sort()).toEqual([...states].sort());
      expect([...new Set(cells.map((cell) => cell.column))].sort()).toEqual(Object.keys(events).sort());
      expect(cells).toHaveLength(states.length * Object.keys(events).length);
    });

    test.each(cells.map((cell) => [cell.row, cell.column, cell.value] as const))(
      "%s + %s = %s",
      (state, event, next) => {
        if (!isState(state) || !isEvent(event)) throw new Error(`not in the machine: ${state} + ${event}`);
        if (next === "-")
          expect(() => transition(what, table, state, event)).toThrow(
            new ForbiddenTransition(what, state, event),
          );
        else expect<string>(transition(what, table, state, event)).toBe(next);
      },
    );
  });
}

testGrid("subscription", subscriptionTransitions, subscriptionStates, subscriptionEvents, subscriptionGrid);
testGrid("payment", paymentTransitions, paymentStatuses, paymentEvents, paymentGrid);
testGrid("refund", refundTransitions, refundStatuses, refundEvents, refundGrid);
testGrid("mailing", mailingTransitions, mailingStates, mailingEvents, mailingGrid);

test("which states are live and which let the viewer watch", () => {
  const cells = readTable(`
              | live | may watch
    pending   | no   | no
    active    | yes  | yes
    grace     | yes  | yes
    hold      | yes  | no
    ended     | no   | no
    abandoned | no   | no
  `);
  for (const state of subscriptionStates) {
    const said = { live: isLive({ state }), "may watch": isActive({ state }) };
    for (const [column, answer] of Object.entries(said))
      expect(`${state} ${column} ${answer ? "yes" : "no"}`).toBe(
        `${state} ${column} ${cells.find((cell) => cell.row === state && cell.column === column)?.value}`,
      );
  }
});

test("every change of a subscription is one version later, and a change cannot smuggle in a state", () => {
  const before = sampleSubscription({ version: 7 });
  const after = advance(before, "first_payment_failed", { state: "active", version: 1, parkedReason: "x" });
  expect(after).toEqual({ ...before, state: "abandoned", version: 8, parkedReason: "x" });
  expect(before.state).toBe("pending");
});
