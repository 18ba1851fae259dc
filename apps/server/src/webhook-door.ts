import { storeNudge } from "@cinema/billing/nudge";
import type { World } from "@cinema/billing/ports";
import { describeError } from "@cinema/log/describe-error";
import { withFields } from "@cinema/log/log";
import { parseNotification } from "@cinema/yookassa/notification";
import { Elysia } from "elysia";
import { requestIdOf } from "./request-id.ts";
import { type AddressRule, sourceAddress } from "./source-address.ts";

export interface WebhookDoorOptions {
  readonly world: World;
  readonly isAllowed: AddressRule;
  readonly trustedProxyDepth: number;
}

/**
 * `POST /webhooks/yookassa`: remembers which object to ask about and answers 200 at once. YooKassa repeats a
 * notification for 24 hours unless the answer is exactly 200, so everything but our own trouble is final.
 */
export function webhookDoor({ world, isAllowed, trustedProxyDepth }: WebhookDoorOptions) {
  return new Elysia()
    .post(
      "/webhooks/yookassa",
      async ({ request, set, server }) => {
        const requestId = requestIdOf({ set });
        const log = withFields(world.log, { request_id: requestId });
        const peer = server?.requestIP(request)?.address;
        const address = sourceAddress(peer, request.headers.get("x-forwarded-for"), trustedProxyDepth);
        if (!isAllowed(address)) {
          log.warn("webhook.foreign", { address });
          return Response.json({ error: "foreign_address" }, { status: 403 });
        }
        const notification = parseNotification(await readJson(request));
        if (notification === undefined) {
          log.warn("webhook.malformed");
          return Response.json({ error: "malformed" }, { status: 400 });
        }
        const { objectKind, externalId, event } = notification;
        log.info("webhook.received", { notification: event, external_id: externalId });
        const by = { actor: "billing:webhook", reason: event, requestId };
        try {
          await storeNudge({ ...world, log }, by, { objectKind, externalId });
        } catch (error) {
          log.error("webhook.not_stored", { external_id: externalId, ...describeError(error) });
          return Response.json({ error: "not_stored" }, { status: 503 });
        }
        return new Response(null, { status: 200 });
      },
      { parse: "none" },
    )
    .all("/webhooks/*", ({ path }) =>
      path === "/webhooks/yookassa"
        ? Response.json({ error: "method_not_allowed" }, { status: 405, headers: { allow: "POST" } })
        : Response.json({ error: "not_found" }, { status: 404 }),
    );
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}
