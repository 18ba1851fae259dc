import { day, type Instant, later } from "@cinema/core/instant";
import { paymentStatuses } from "@cinema/core/payment";
import { refundKinds, refundStatuses } from "@cinema/core/refund";
import { type Admin, type Call, call, limit, pages, pick, type Samples } from "./samples.ts";

/** What the staff asks about payments and refunds. */
export function aboutMoney({ viewers, rows }: Samples, now: Instant): readonly Call[] {
  const userId = (turn: number) => pick(viewers)(turn).user_id;
  const paymentId = pick(rows.payment ?? []);
  const month = (turn: number) => ({
    from: later(now, -((turn % 20) + 1) * 30 * day),
    to: later(now, -(turn % 20) * 30 * day),
  });
  return [
    call("payments.search: the newest", ({ payments }) => payments.search.query({ limit })),
    call("payments.search: of a user", ({ payments }, turn) =>
      payments.search.query({ userId: userId(turn), limit }),
    ),
    call("payments.search: one status", ({ payments }, turn) =>
      payments.search.query({ status: pick(paymentStatuses)(turn), limit }),
    ),
    call("payments.search: of a month, from a sum on", ({ payments }, turn) =>
      payments.search.query({ ...month(turn), leastKopecks: 150_000, order: "oldest", limit }),
    ),
    pages("payments.search: page after page", ({ payments }, cursor) =>
      payments.search.query({ status: "succeeded", limit, cursor }),
    ),
    call("payments.get", ({ payments }, turn) => payments.get.query({ paymentId: paymentId(turn) })),
    call("refunds.search: of a user", ({ refunds }, turn) =>
      refunds.search.query({ userId: userId(turn), limit }),
    ),
    call("refunds.search: one status and kind", ({ refunds }, turn) =>
      refunds.search.query({ status: pick(refundStatuses)(turn), kind: pick(refundKinds)(turn + 1), limit }),
    ),
    call("refunds.search: of a month", ({ refunds }, turn) =>
      refunds.search.query({ ...month(turn), limit }),
    ),
    call("refunds.get", ({ refunds }, turn) =>
      refunds.get.query({ refundId: pick(rows.refund ?? [])(turn) }),
    ),
  ];
}

/** What the staff asks about letters. */
export function aboutLetters({ viewers }: Samples): readonly Call[] {
  return [
    call("letters.search: of a user", ({ letters }, turn) =>
      letters.search.query({ userId: pick(viewers)(turn).user_id, limit }),
    ),
    call("letters.search: that failed", ({ letters }) => letters.search.query({ status: "failed", limit })),
    pages("letters.search: page after page", ({ letters }, cursor) =>
      letters.search.query({ template: "renewed", limit, cursor }),
    ),
  ];
}

/** What the staff asks about plans before it changes one. */
export function aboutThePlans({ types }: Samples, now: Instant): readonly Call[] {
  const subscriptionTypeId = pick(types);
  return [
    call("catalogue.list", ({ catalogue }) => catalogue.list.query({})),
    call("catalogue.previewDeactivation", ({ catalogue }, turn) =>
      catalogue.previewDeactivation.query({ subscriptionTypeId: subscriptionTypeId(turn) }),
    ),
    call("catalogue.previewPrice", ({ catalogue }, turn) =>
      catalogue.previewPrice.query({
        subscriptionTypeId: subscriptionTypeId(turn),
        amountKopecks: 49_999,
        startsAt: later(now, (30 + (turn % 60)) * day),
      }),
    ),
  ];
}

type Draft = Parameters<Admin["mailings"]["create"]["mutate"]>[0];

/** Drafts of mailings to many, made for the purpose, as they are looked at before they are sent. */
export async function aboutMailings(admin: Admin, now: Instant): Promise<readonly Call[]> {
  const [event, reason] = ["bench", "to be measured"];
  const words = { subject: "Bench", html: "<p>Bench</p>", variables: {} };
  if ((await admin.templates.list.query({ limit })).items.every(({ id }) => id !== event))
    for (const language of ["ru", "en"] as const)
      await admin.templates.save.mutate({ event, language, ...words, basedOn: 0, reason });
  const drafts: { readonly [whom: string]: Draft["audience"] } = {
    "to everybody": { kind: "filter" },
    "to who has it now": { kind: "filter", states: ["active", "grace"] },
    "before an end": { kind: "filter", states: ["active"], endsFrom: now, endsBefore: later(now, 7 * day) },
  };
  return Promise.all(
    Object.entries(drafts).map(async ([whom, audience]) => {
      const { id } = await admin.mailings.create.mutate({ event, audience, reason });
      return call(`mailings.dryRun: ${whom}`, ({ mailings }) => mailings.dryRun.query({ mailingId: id }));
    }),
  );
}
