import type { Instant } from "@cinema/core/instant";
import type { Price, SubscriptionType } from "@cinema/core/subscription-type";
import type { Template } from "@cinema/core/template";
import type { Sql } from "./connect.ts";
import { priceRows, subscriptionTypeRows } from "./rows.ts";

/** Writes the templates that the repository brings, as version 1, where a template has no version yet. */
export async function seedTemplates(sql: Sql, templates: readonly Template[], now: Instant): Promise<void> {
  for (const { event, language, subject, html } of templates)
    await sql`
      insert into template (event, language, version, subject, html, created_by, created_at)
      values (${event}, ${language}, 1, ${subject}, ${html}, 'billing:repository', ${now})
      on conflict do nothing`;
}

/** Writes plans and their prices into an empty catalogue; a catalogue with plans is left as it is. */
export async function seedPlans(
  sql: Sql,
  plans: readonly { readonly type: SubscriptionType; readonly price: Price }[],
): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`lock table subscription_type in share row exclusive mode`;
    const existing = await transaction`select 1 from subscription_type limit 1`;
    if (existing.length > 0) return;
    await transaction`select set_config('billing.actor', 'billing:seed', true), set_config('billing.reason', 'first start', true)`;
    for (const { type, price } of plans) {
      await transaction.unsafe(subscriptionTypeRows.upsert, [subscriptionTypeRows.write([type])]);
      await transaction.unsafe(priceRows.upsert, [priceRows.write([price])]);
    }
  });
}
