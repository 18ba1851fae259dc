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

  test("asked for twice and approved once: the second finds nothing to resume, and does not lift a later halt", async () => {
    const [anna, boris] = [staff("anna"), staff("boris")];
    await anna.charging.halt.mutate({ reason: "once more", idempotencyKey: "h3" });
    const [one, other] = await Promise.all(
      ["r4", "r5"].map((idempotencyKey) => anna.charging.resume.mutate({ reason: "now", idempotencyKey })),
    );
    const approve = (approvalId: string | undefined, idempotencyKey: string) =>
      codeOf(boris.approvals.approve.mutate({ approvalId: approvalId ?? "", reason: "yes", idempotencyKey }));
    expect(await approve(one?.id, "a3")).toBe("no error");
    expect(await approve(other?.id, "a4")).toBe("not_halted");
    expect((await anna.approvals.get.query({ approvalId: other?.id ?? "" })).status).toBe("waiting");

    await anna.charging.halt.mutate({ reason: "another trouble", idempotencyKey: "h4" });
    expect(await approve(other?.id, "a5")).toBe("not_halted");
    expect(await anna.charging.status.query()).toMatchObject({ isHalted: true, reason: "another trouble" });
    const afresh = await anna.charging.resume.mutate({ reason: "that as well", idempotencyKey: "r6" });
    expect(afresh.wish).toMatchObject({ haltedBy: "manager:anna", haltReason: "another trouble" });
    expect(await approve(afresh.id, "a6")).toBe("no error");
  });
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
