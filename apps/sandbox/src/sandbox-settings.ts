import type { Configuration } from "@cinema/configuration/read-configuration";
import type { SettingName } from "@cinema/configuration/settings";
import type { SandboxOptions } from "./start-sandbox.ts";

/** All that the sandbox's process reads of the environment. */
export const sandboxSettings = [
  "SANDBOX_PARTS",
  "SANDBOX_HOST",
  "TWIN_PORT",
  "TWIN_WEBHOOK_URL",
  "TWIN_PUBLIC_URL",
  "TWIN_STATE_FILE",
  "ISSUER_PORT",
  "MAILBOX_PORT",
  "MAILBOX_STATE_FILE",
  "SMTP_PORT",
  "HEALTH_PORT",
] as const satisfies readonly SettingName[];

export type SandboxConfiguration = Configuration<(typeof sandboxSettings)[number]>;

/** The parts that were asked for, each as it was asked for. */
export function optionsOf(configuration: SandboxConfiguration): SandboxOptions {
  const hostname = configuration.SANDBOX_HOST;
  const wants = new Set(configuration.SANDBOX_PARTS);
  return {
    twin: wants.has("twin") && {
      port: configuration.TWIN_PORT,
      hostname,
      webhookUrl: configuration.TWIN_WEBHOOK_URL === "none" ? null : configuration.TWIN_WEBHOOK_URL,
      ...given("publicUrl", configuration.TWIN_PUBLIC_URL),
      ...given("stateFile", configuration.TWIN_STATE_FILE),
    },
    issuer: wants.has("issuer") && { port: configuration.ISSUER_PORT, hostname },
    mailbox: wants.has("mailbox") && {
      httpPort: configuration.MAILBOX_PORT,
      smtpPort: configuration.SMTP_PORT,
      hostname,
      ...given("stateFile", configuration.MAILBOX_STATE_FILE),
    },
  };
}

function given<Name extends string>(name: Name, value: string | undefined): { [N in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]?: string });
}
