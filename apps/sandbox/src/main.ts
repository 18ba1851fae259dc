import { startSandbox } from "./start-sandbox.ts";

/** `bun run sandbox`: the outside world of the cinema on one machine, at the addresses everyone expects. */

function portFrom(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name} is not a port: ${text}`);
  return port;
}

const hostname = process.env.SANDBOX_HOST ?? "127.0.0.1";
const webhookUrl = process.env.TWIN_WEBHOOK_URL ?? "http://127.0.0.1:3000/webhooks/yookassa";
const { TWIN_PUBLIC_URL: publicUrl, TWIN_STATE_FILE: stateFile } = process.env;

const sandbox = await startSandbox({
  twin: {
    port: portFrom("TWIN_PORT", 3001),
    hostname,
    webhookUrl: webhookUrl === "" ? null : webhookUrl,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(stateFile === undefined ? {} : { stateFile }),
  },
  issuer: { port: portFrom("ISSUER_PORT", 3002), hostname },
  mailbox: { httpPort: portFrom("MAILBOX_PORT", 3003), smtpPort: portFrom("SMTP_PORT", 3025), hostname },
});
const { twin, issuer, mailbox } = sandbox;

process.stdout.write(
  [
    `YooKassa twin   ${twin.apiUrl}  shop ${twin.shopId}, key ${twin.secretKey}`,
    `  control page  ${twin.url}/`,
    `  webhooks to   ${webhookUrl === "" ? "nowhere" : webhookUrl}`,
    `OpenID issuer   ${issuer.url}`,
    `Mailbox         ${mailbox.url}/  SMTP 127.0.0.1:${mailbox.smtpPort}`,
    "",
  ].join("\n"),
);

const stop = () => {
  void sandbox.stop().then(() => process.exit(0));
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
