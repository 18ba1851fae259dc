import type { SettingName } from "@cinema/configuration/settings";
import { consumerProcessSettings } from "@cinema/consumer/run-consumer";
import { sandboxSettings } from "@cinema/sandbox/sandbox-settings";
import { schedulerProcessSettings } from "@cinema/scheduler/start-scheduler";
import { serverProcessSettings } from "@cinema/server/run-server";

/** The targets of the image, and what each process reads of its environment. */
export const programs = {
  server: serverProcessSettings,
  consumer: consumerProcessSettings,
  scheduler: schedulerProcessSettings,
  sandbox: sandboxSettings,
} as const satisfies { readonly [target: string]: readonly SettingName[] };

export type Target = keyof typeof programs;

export const targets = Object.keys(programs) as readonly Target[];

/** What every process of the service reads; the sandbox is no part of it. */
const service = ["server", "consumer", "scheduler"] as const;

/** Who reads a setting, in words; undefined when nobody does. */
export function readersOf(name: SettingName): string | undefined {
  const readers = targets.filter((target) => (programs[target] as readonly SettingName[]).includes(name));
  if (readers.length === 0) return undefined;
  return service.every((target) => readers.includes(target)) ? "all" : readers.join(", ");
}

/** The name under which a container has a secret setting: "DATABASE_URL" is "database_url". */
export function secretOf(name: SettingName): string {
  return name.toLowerCase();
}
