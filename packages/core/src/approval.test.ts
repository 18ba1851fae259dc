import { describe, expect, test } from "bun:test";
import {
  type Approval,
  type ApprovalWord,
  approvalStatuses,
  askForApproval,
  decideApproval,
  supersede,
} from "./approval.ts";
import { instant } from "./instant.ts";
import { Refusal } from "./refusal.ts";
import { ForbiddenTransition } from "./transition.ts";

const now = instant("2026-11-25T12:00:00Z");
const asked = askForApproval(
  { kind: "resume_charging", subject: "charging", wish: {} },
  { userId: "anna", reason: "the bank is back" },
  { now, newId: () => "approval-1" },
);

test("asking saves the wish and nothing else", () => {
  expect(asked.changes).toEqual({ approvals: [asked.approval] });
  expect(asked.approval).toMatchObject({ status: "waiting", requestedBy: "anna", decidedBy: undefined });
});

function outcomeOf(approval: Approval | undefined, event: ApprovalWord, userId: string): string {
  try {
    return decideApproval(approval, event, { userId, reason: "seen" }, now).status;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe("who may decide what: the whole grid", () => {
  const events = ["approved", "rejected", "withdrawn"] satisfies ApprovalWord[];
  for (const status of approvalStatuses)
    for (const event of events)
      for (const userId of ["anna", "boris"])
        test(`${status}, ${event} by ${userId}`, () => {
          const expected = () => {
            if (status !== "waiting") return "approval_decided";
            if (event === "withdrawn") return userId === "anna" ? "withdrawn" : "approval_foreign";
            return userId === "anna" ? "approval_own" : event;
          };
          expect(outcomeOf({ ...asked.approval, status }, event, userId)).toBe(expected());
        });

  test("nobody's", () => {
    expect(outcomeOf(undefined, "approved", "boris")).toBe("approval_unknown");
  });
});

test("the decision keeps who asked and why, and adds who decided, when and why", () => {
  expect(decideApproval(asked.approval, "approved", { userId: "boris", reason: "checked" }, now)).toEqual({
    ...asked.approval,
    status: "approved",
    decidedBy: "boris",
    decisionReason: "checked",
    decidedAt: now,
  });
});

describe("wishes that are superseded", () => {
  const who = { userId: "anna", reason: "done by another" };
  const circumstances = { now, newId: () => "act-1" };

  test("end as such, whoever's they are, each with an act", () => {
    expect(supersede([asked.approval], who, circumstances)).toEqual({
      approvals: [
        {
          ...asked.approval,
          ...{ status: "superseded", decidedBy: "anna", decisionReason: "done by another", decidedAt: now },
        },
      ],
      acts: [
        {
          ...{ id: "act-1", name: "approval.superseded", subject: "approval:approval-1", at: now },
          details: { kind: "resume_charging", subject: "charging" },
        },
      ],
    });
    expect(supersede([], who, circumstances)).toEqual({ approvals: [], acts: [] });
  });

  test.each(approvalStatuses.filter((status) => status !== "waiting"))("not when they are %s", (status) => {
    const supersedeIt = () => supersede([{ ...asked.approval, status }], who, circumstances);
    expect(supersedeIt).toThrow(ForbiddenTransition);
  });
});
