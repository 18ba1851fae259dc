import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const staff = (sub: string, role = "Manager") => house.client({ sub, roles: [role] }).admin;

describe("resuming after a halt waits for a second person", () => {
  test("the whole way, with who asked and who agreed in the trail", async () => {
    const [anna, boris] = [staff("anna"), staff("boris")];
    expect(await codeOf(anna.charging.resume.mutate({ reason: "all is well", idempotencyKey: "r0" }))).toBe(
      "not_halted",
    );
    const halted = await anna.charging.halt.mutate({ reason: "wrong price", idempotencyKey: "h1" });
    expect(halted).toMatchObject({ isHalted: true, reason: "wrong price", haltedBy: "manager:anna" });

    const asked = await anna.charging.resume.mutate({ reason: "price mended", idempotencyKey: "r1" });
    expect(asked).toMatchObject({
      kind: "resume_charging",
      status: "waiting",
      requestedBy: "anna",
      isOwn: true,
    });
    expect(await boris.charging.status.query()).toMatchObject({ isHalted: true });
    const own = anna.approvals.approve.mutate({
      approvalId: asked.id,
      reason: "I say so",
      idempotencyKey: "a0",
    });
    expect(await codeOf(own)).toBe("approval_own");

    const { items } = await boris.approvals.list.query({ status: "waiting" });
    expect(items).toEqual([{ ...asked, isOwn: false }]);
    const input = { approvalId: asked.id, reason: "looked at it", idempotencyKey: "a1" };
    const done = await boris.approvals.approve.mutate(input);
    expect(done).toMatchObject({ status: "approved", decidedBy: "boris", decisionReason: "looked at it" });
    expect(await anna.charging.status.query()).toMatchObject({ isHalted: false, reason: null });
    expect(await boris.approvals.approve.mutate(input)).toEqual(done);
    expect(await codeOf(boris.approvals.approve.mutate({ ...input, idempotencyKey: "a2" }))).toBe(
      "approval_decided",
    );

    const acts = await house.database.sql`select name, subject, actor, reason from act order by id`;
    const subject = `approval:${asked.id}`;
    const byBoth = "looked at it (asked for by anna: price mended)";
    expect([...acts]).toEqual([
      { name: "charging.halted", subject: "charging", actor: "manager:anna", reason: "wrong price" },
      { name: "approval.asked", subject, actor: "manager:anna", reason: "price mended" },
      { name: "charging.resumed", subject: "charging", actor: "manager:boris", reason: byBoth },
      { name: "approval.approved", subject, actor: "manager:boris", reason: byBoth },
    ]);
  });

  test("rejected or withdrawn, nothing goes on", async () => {
    const [anna, boris] = [staff("anna"), staff("boris")];
    await anna.charging.halt.mutate({ reason: "again", idempotencyKey: "h2" });
    const first = await anna.charging.resume.mutate({ reason: "well?", idempotencyKey: "r2" });
    const second = await anna.charging.resume.mutate({ reason: "well!", idempotencyKey: "r3" });
    await boris.approvals.reject.mutate({ approvalId: first.id, reason: "not yet", idempotencyKey: "x1" });
    const foreign = boris.approvals.withdraw.mutate({
      approvalId: second.id,
      reason: "no",
      idempotencyKey: "w0",
    });
    expect(await codeOf(foreign)).toBe("approval_foreign");
    await anna.approvals.withdraw.mutate({ approvalId: second.id, reason: "I see", idempotencyKey: "w1" });
    expect((await anna.approvals.get.query({ approvalId: second.id })).status).toBe("withdrawn");
    expect(await anna.charging.status.query()).toMatchObject({ isHalted: true });
    const { items } = await anna.approvals.list.query({ status: "waiting" });
    expect(items).toEqual([]);
  });

  test("asked for twice and approved once: the second is superseded, with who and why, and lifts no later halt", async () => {
    const [anna, boris] = [staff("anna"), staff("boris")];
    await anna.charging.halt.mutate({ reason: "once more", idempotencyKey: "h3" });
    const one = await anna.charging.resume.mutate({ reason: "now", idempotencyKey: "r4" });
    const other = await boris.charging.resume.mutate({ reason: "now", idempotencyKey: "r5" });
    const approve = (approvalId: string, idempotencyKey: string) =>
      codeOf(boris.approvals.approve.mutate({ approvalId, reason: "yes", idempotencyKey }));
    expect(await approve(one.id, "a3")).toBe("no error");
    expect(await anna.approvals.get.query({ approvalId: other.id })).toMatchObject({
      ...{ status: "superseded", decidedBy: "boris", requestedBy: "boris" },
      decisionReason: `Charging goes on by approval ${one.id}.`,
    });
    const subject = `approval:${other.id}`;
    const acts = await house.database.sql`
      select name, actor, reason from act where subject = ${subject} order by id`;
    expect([...acts]).toEqual([
      { name: "approval.asked", actor: "manager:boris", reason: "now" },
      { name: "approval.superseded", actor: "manager:boris", reason: "yes (asked for by anna: now)" },
    ]);
    expect((await anna.approvals.list.query({ status: "superseded" })).items).toHaveLength(1);
    expect((await anna.approvals.list.query({ status: "waiting" })).items).toEqual([]);

    await anna.charging.halt.mutate({ reason: "another trouble", idempotencyKey: "h4" });
    expect(await approve(other.id, "a5")).toBe("approval_decided");
    expect(await anna.charging.status.query()).toMatchObject({ isHalted: true, reason: "another trouble" });
    const afresh = await anna.charging.resume.mutate({ reason: "that as well", idempotencyKey: "r6" });
    expect(afresh.wish).toMatchObject({ haltedBy: "manager:anna", haltReason: "another trouble" });
    expect(await approve(afresh.id, "a6")).toBe("no error");
  });
});

test("halted anew, a wish about the halt before is superseded: who asked did not know of this one", async () => {
  const [anna, boris] = [staff("anna"), staff("boris")];
  await anna.charging.halt.mutate({ reason: "a trouble", idempotencyKey: "h5" });
  const asked = await anna.charging.resume.mutate({ reason: "it is over", idempotencyKey: "r7" });
  await boris.charging.halt.mutate({ reason: "it is not", idempotencyKey: "h6" });
  expect(await anna.approvals.get.query({ approvalId: asked.id })).toMatchObject({
    ...{ status: "superseded", decidedBy: "boris", decisionReason: "Charging was halted anew: ask again." },
  });
  const afresh = await anna.charging.resume.mutate({ reason: "now it is", idempotencyKey: "r8" });
  const approval = { approvalId: afresh.id, reason: "yes", idempotencyKey: "a7" };
  expect(await boris.approvals.approve.mutate(approval)).toMatchObject({ status: "approved" });
});

test("two wishes approved at once: charging goes on once, and nobody waits in a circle", async () => {
  const [anna, boris, clara] = [staff("anna"), staff("boris"), staff("clara")];
  for (let round = 0; round < 5; round++) {
    await clara.charging.halt.mutate({ reason: "a trouble", idempotencyKey: `h7-${round}` });
    const one = await anna.charging.resume.mutate({ reason: "over", idempotencyKey: `r9-${round}` });
    const other = await boris.charging.resume.mutate({ reason: "over", idempotencyKey: `r10-${round}` });
    const outcomes = await Promise.all(
      [one, other].map(({ id: approvalId }, index) =>
        codeOf(
          clara.approvals.approve.mutate({
            approvalId,
            reason: "yes",
            idempotencyKey: `a8-${round}-${index}`,
          }),
        ),
      ),
    );
    expect(outcomes.toSorted()).toEqual(["approval_decided", "no error"]);
    expect((await clara.approvals.list.query({ status: "waiting" })).items).toEqual([]);
  }
});

test("the database itself refuses an approval by whoever asked, and a rewritten trail", async () => {
  const { sql } = house.database;
  const row = { kind: "refund", subject: "payment:1", wish: "{}", status: "approved", reason: "x" };
  const at = new Date().toISOString();
  const own = sql`insert into approval ${sql({ ...row, id: crypto.randomUUID(), requested_by: "anna", requested_at: at, decided_by: "anna", decision_reason: "x", decided_at: at })}`;
  await expect(own.execute()).rejects.toMatchObject({ constraint_name: "approval_by_a_second_person" });
  for (const statement of ["update act set reason = 'other'", "delete from act", "delete from approval"])
    await expect(sql.unsafe(statement).execute()).rejects.toMatchObject({ code: "23514" });
});
