import { freePorts } from "@cinema/embedded/free-port";
import type { Program } from "../supervise.ts";
import type { Servers } from "./servers.ts";

/** Two of everything but the server, whose address the provider's webhooks go to. */
export const programs: readonly Program[] = [
  { name: "server", module: import.meta.resolve("@cinema/server/main") },
  { name: "consumer-1", module: import.meta.resolve("@cinema/consumer/main") },
  { name: "consumer-2", module: import.meta.resolve("@cinema/consumer/main") },
  { name: "scheduler-1", module: import.meta.resolve("@cinema/scheduler/main") },
  { name: "scheduler-2", module: import.meta.resolve("@cinema/scheduler/main") },
];

/** The environment of all programs of the run. */
export async function environmentOf(servers: Servers): Promise<Record<string, string>> {
  const [port = 0] = await freePorts(1);
  servers.twin.changeSettings({ webhookUrl: `http://127.0.0.1:${port}/webhooks/yookassa` });
  return {
    DATABASE_URL: servers.databaseUrl,
    AMQP_URL: servers.rabbitmq.url,
    HOST: "127.0.0.1",
    PORT: String(port),
    SITE_URL: `http://127.0.0.1:${port}`,
    WEBHOOK_ALLOWED_ADDRESSES: "any",
    STOP_NOTICE_SECONDS: "0",
    YOOKASSA_API_URL: servers.twin.apiUrl,
    YOOKASSA_SHOP_ID: servers.twin.shopId,
    YOOKASSA_SECRET_KEY: servers.twin.secretKey,
    YOOKASSA_REQUESTS_PER_SECOND: "1000",
    YOOKASSA_TIMEOUT_SECONDS: "1",
    OIDC_ISSUER: servers.issuer.url,
    SMTP_URL: `smtp://127.0.0.1:${servers.mailbox.smtpPort}`,
    MAIL_FROM: "Cinema <billing@cinema.test>",
  };
}
