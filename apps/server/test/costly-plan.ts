import { type House, planIds } from "./open-house.ts";
import { pay, type Subscriber, somebody, wish } from "./subscriber.ts";

const costlyPlan = planIds.year.replace("000000000002", "000000000009");

/** A viewer who paid 12,000 roubles for a year: more than one member of the staff may give back alone. */
export async function costlySubscriber(house: House): Promise<Subscriber> {
  const { sql } = house.database;
  await sql`
    insert into subscription_type (id, name, product, amount, period_unit, period_count, is_active)
    values (${costlyPlan}, 'Ложа', 'cinema', 1200000, 'year', 1, true) on conflict do nothing`;
  await sql`
    insert into price (id, subscription_type_id, amount, starts_at)
    values (${costlyPlan}, ${costlyPlan}, 1200000, '2026-01-01T00:00:00Z') on conflict do nothing`;
  const viewer = somebody();
  const { billing } = house.client(viewer, "en");
  const begun = await billing.subscribe.mutate({ ...wish, subscriptionTypeId: costlyPlan });
  await pay(house, begun.paymentId);
  const [method] = await house.world.store.paymentMethodsOf(viewer.sub);
  return { viewer, billing, ...begun, methodId: method?.id ?? "" };
}
