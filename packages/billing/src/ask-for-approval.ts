import { act } from "@cinema/core/act";
import { type Approval, type Asking, askForApproval as askRule } from "@cinema/core/approval";
import { type Circumstances, together } from "@cinema/core/changes";
import type { UnitOfWork } from "./ports.ts";

/** Puts a wish before a second person, in the transaction of whoever asks. */
export async function askForApproval(
  unit: UnitOfWork,
  what: Pick<Approval, "kind" | "subject" | "wish">,
  asking: Asking,
  circumstances: Circumstances,
): Promise<Approval> {
  const { approval, changes } = askRule(what, asking, circumstances);
  const { id, kind, subject } = approval;
  await unit.save(
    together(changes, { acts: [act("approval.asked", `approval:${id}`, { kind, subject }, circumstances)] }),
  );
  return approval;
}
