import { parseArgs } from "node:util";
import { approve } from "@cinema/billing/approvals";
import { askToResumeCharging, haltCharging, setParked } from "@cinema/billing/hold-back";
import { readConfiguration } from "@cinema/configuration/read-configuration";
import { Refusal } from "@cinema/core/refusal";
import { type OpenWorld, openWorld, worldSettings } from "@cinema/wiring/open-world";
import { sayingWhy } from "@cinema/wiring/saying-why";
import { z } from "zod";

const usage = `usage: bun run charging <what>
  status                                     whether charging is halted, by whom and why
  halt --reason "..."                        nobody is charged without being there himself
  resume --reason "..."                      asks a second person to let charging go on
  approve <approval id> --reason "..."       the second person agrees to that, and to nothing else
  park <subscription id> --reason "..."      this subscription is not charged
  unpark <subscription id> --reason "..."    it is charged again
`;

/** `bun run charging ...`: the kill switch, and the parking of one subscription, by hand. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { reason: { type: "string" } },
    allowPositionals: true,
  });
  const [what, id = ""] = positionals;
  const lacking = lackingIn(what, id, values.reason);
  if (lacking !== undefined) {
    process.stderr.write(`${lacking}${usage}`);
    return 2;
  }
  const open = await openWorld(readConfiguration(worldSettings, process.env), "charging");
  try {
    process.stdout.write(`${await carryOut(open, what ?? "", id, values.reason ?? "")}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    await open.close();
  }
}

/** What the words given lack, as a line for whoever typed them (none when he typed nothing); undefined when nothing. */
function lackingIn(what: string | undefined, id: string, reason: string | undefined): string | undefined {
  if (what === undefined) return "";
  if (!["status", "halt", "resume", "approve", "park", "unpark"].includes(what)) return `Unknown: ${what}\n`;
  const takesId = what === "approve" || what.endsWith("park");
  if (takesId && !z.uuid().safeParse(id).success) return `"${id}" is no id\n`;
  return what !== "status" && !reason ? 'Say why: --reason "..."\n' : undefined;
}

async function carryOut({ world }: OpenWorld, what: string, id: string, reason: string): Promise<string> {
  const userId = `person:${process.env.USER ?? "unknown"}`;
  const by = { actor: userId, reason, requestId: world.newId() };
  switch (what) {
    case "halt":
      await haltCharging(world, by, { userId });
      return "Charging is halted.";
    case "resume":
      return `Asked for. A second person has to agree: bun run charging approve ${(await askToResumeCharging(world, by, { userId })).id} --reason "..."`;
    case "approve":
      await requireResuming(world, id);
      await approve(world, by, { approvalId: id, userId });
      return "Done.";
    case "park":
    case "unpark":
      await setParked(world, by, { subscriptionId: id, isParked: what === "park", userId: undefined });
      return `The subscription is ${what}ed.`;
    default: {
      const halt = await world.store.halt();
      return halt
        ? `Charging is halted since ${halt.haltedAt} by ${halt.haltedBy}: ${halt.reason}`
        : "Charging is on.";
    }
  }
}

/** The shell does not prove who types: what it may approve is what it may halt. */
async function requireResuming({ store, settings }: OpenWorld["world"], approvalId: string): Promise<void> {
  const asked = await store.approvals.get(approvalId);
  if (asked === undefined || asked.kind === "resume_charging") return;
  throw new Error(
    `${approvalId} asks for something else (${asked.kind}, ${asked.subject}), and this approves only that charging goes on. A Manager approves it in the console (${settings.siteUrl}/manager/approvals) or by admin.approvals.approve.`,
  );
}

process.exit(await sayingWhy(main, usage));
