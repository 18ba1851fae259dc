import { later } from "@cinema/core/instant";
import { countedTogether, limitsBeside } from "@cinema/core/mailing";
import { duty, finishMailing, pageSize, waitForLetters, writePage } from "@cinema/core/mailing-page";
import { Inconsistency } from "./failures.ts";
import type { Authorship, World } from "./ports.ts";

/**
 * Does what a mailing's due page is for, in one transaction: writes to the next viewers, waits for the letters on
 * their way, or finishes. A message about a page that is over, or about a mailing that does not run, does nothing.
 */
export async function writeMailingPage(
  world: World,
  by: Authorship,
  due: { readonly mailingId: string; readonly page: number },
): Promise<void> {
  await world.store.change(by, async (unit) => {
    const mailing = await unit.mailing(due.mailingId);
    if (mailing === undefined) throw new Inconsistency(`there is no mailing ${due.mailingId}`);
    if (mailing.state !== "running" || mailing.page !== due.page) return;
    const circumstances = { now: world.now(), newId: world.newId };
    switch (duty(mailing, await unit.outstandingLetters(mailing.id))) {
      case "finish":
        return unit.save(finishMailing(mailing, circumstances));
      case "wait":
        return unit.save(waitForLetters(mailing, circumstances));
      case "write": {
        const beside = await unit.writtenBeside(mailing, later(circumstances.now, -countedTogether));
        const recipients = await unit.recipients(mailing, pageSize(mailing));
        const limits = limitsBeside(world.settings.limits, beside);
        return unit.save(writePage(mailing, recipients, limits, circumstances));
      }
    }
  });
}
