import { join, relative } from "node:path";
import type { Local } from "./start-local.ts";

/** What a person who has just typed `bun run start` wants to read. */
export function describeLocal({ url, outside }: Local, seconds: number): string {
  const { twin, issuer, mailbox, hasOwnDatabase } = outside;
  const data = join(outside.dataDirectory, "postgres");
  const inside = relative(process.cwd(), data);
  const folder = inside.startsWith("..") ? data : inside;
  const rows: readonly (readonly [string, string])[] = [
    ["Cinema's pages", url],
    ["tRPC", `${url}/trpc`],
    ["YooKassa", twin ? `${twin.url} (a twin; shop ${twin.shopId}, key ${twin.secretKey})` : "the real one"],
    ["Sign-in", issuer ? `${issuer.url} (for development)` : "the issuer of OIDC_ISSUER"],
    ["Letters", mailbox ? mailbox.url : "the mail server of SMTP_URL"],
    ["PostgreSQL", hasOwnDatabase ? `embedded, its data in ${folder}` : "the server of DATABASE_URL"],
    ["Broker", outside.environment.AMQP_URL ? "the RabbitMQ of AMQP_URL" : "PostgreSQL itself"],
  ];
  const table = rows.map(([what, where]) => `  ${what.padEnd(16)}${where}\n`).join("");
  const next =
    twin && issuer
      ? `What to do next:
  1. Open ${url} and sign in as viewer@cinema.test, password cinema.
  2. Choose a plan and pay with card 5555 5555 5555 4477, any future date, any code (3-D Secure).
  3. Read the letter${mailbox ? ` at ${mailbox.url}` : ""}.
`
      : "";
  return `\nReady in ${seconds.toFixed(1)} s.\n\n${table}\n${next}  Ctrl-C stops everything; the data stays.\n\n`;
}
