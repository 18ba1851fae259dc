import type { Sandbox, SandboxOptions } from "./start-sandbox.ts";

/** Where the parts that run are to be found, for a person. */
export function describeSandbox(
  { twin, issuer, mailbox }: Sandbox<SandboxOptions>,
  webhookUrl: string,
): string {
  const lines = [
    ...(twin
      ? [
          `YooKassa twin   ${twin.apiUrl}  shop ${twin.shopId}, key ${twin.secretKey}`,
          `  control page  ${twin.url}/`,
          `  webhooks to   ${webhookUrl === "none" ? "nowhere" : webhookUrl}`,
        ]
      : []),
    ...(issuer ? [`OpenID issuer   ${issuer.url}`] : []),
    ...(mailbox ? [`Mailbox         ${mailbox.url}/  SMTP 127.0.0.1:${mailbox.smtpPort}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}
