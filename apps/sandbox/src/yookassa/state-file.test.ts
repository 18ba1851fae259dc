import { afterAll, describe, expect, test } from "bun:test";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTwin, type Twin } from "./start-twin.ts";
import { readStateLines } from "./state-lines.ts";
import { call, charge, createPayment, paymentBody, rubles, saveCard, show } from "./testing/call.ts";
import { startReceiver } from "./testing/receiver.ts";
import { until } from "./testing/until.ts";
import type { TwinOptions } from "./twin.ts";

const HOUR = 3_600_000;

const folder = mkdtempSync(join(tmpdir(), "twin-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function freshFile(): string {
  return join(folder, String(++files), "state.json");
}

test("a state file outlives its twin", async () => {
  const stateFile = freshFile();
  const first = startTwin({ stateFile });
  const method = await saveCard(first);
  await first.stop();
  await using second = startTwin({ stateFile });
  expect((await charge(second, method)).body.status).toBe("succeeded");
  expect(second.ledger().totals.takenKopecks).toBe(20_000);
});

test("a file of anything else is refused", () => {
  for (const text of ["not a snapshot", "{}", '{"version":1}']) {
    const stateFile = join(folder, `other-${text.length}`);
    writeFileSync(stateFile, text);
    expect(() => startTwin({ stateFile })).toThrow();
    expect(readFileSync(stateFile, "utf8")).toBe(text);
  }
});

describe("a twin whose process is killed", () => {
  async function serve(options: TwinOptions): Promise<{ apiUrl: string; kill(): Promise<void> }> {
    const script = new URL("./testing/serve-twin.ts", import.meta.url).pathname;
    const child = Bun.spawn(["bun", script, JSON.stringify(options)], { stdout: "pipe", stderr: "inherit" });
    for await (const chunk of child.stdout) {
      const kill = async () => {
        child.kill("SIGKILL");
        await child.exited;
      };
      return { apiUrl: new TextDecoder().decode(chunk).trim(), kill };
    }
    throw new Error("the twin did not start");
  }

  test("has kept every answer that left it: objects, keys, faults of chance and webhooks still to be sent", async () => {
    const stateFile = freshFile();
    const options = { stateFile, webhookUrl: "http://127.0.0.1:9/closed", seed: 5 };
    const { apiUrl, kill } = await serve(options);
    const reached = { apiUrl, shopId: "100500", secretKey: "test_cinema" };
    const control = (path: string, body: object) =>
      fetch(apiUrl.replace("/v3", `/control${path}`), { method: "POST", body: JSON.stringify(body) });
    await control("/faults", { kind: "error_before", probability: 0.5, seed: 11, path: "/me" });
    const { id } = await createPayment(reached, { save_payment_method: true }, { key: "first" });
    await control(`/payments/${id}/pay`, {});
    const before: number[] = [];
    for (let n = 0; n < 20; n += 1) before.push((await call(reached, "GET", "/me")).status);
    const charged = await charge(reached, id, {}, { key: "second" });
    await kill();

    await using shop = startReceiver();
    await using twin = startTwin({ stateFile, webhookUrl: shop.url });
    expect((await createPayment(twin, { save_payment_method: true }, { key: "first" })).id).toBe(id);
    expect((await charge(twin, id, {}, { key: "second" })).body.id).toBe(charged.body.id);
    const other = paymentBody({ amount: rubles("1.00") });
    expect((await call(twin, "POST", "/payments", other, { key: "first" })).body.description).toBe(
      "Idempotence key duplicated",
    );
    expect(twin.ledger().totals).toMatchObject({ payments: 2, takenKopecks: 20_000 });
    // Both went to a closed door or were never sent; their next tries come by the schedule.
    const due = twin.snapshot().timetable.filter(({ task }) => task.kind === "deliver");
    expect(due).toHaveLength(2);
    expect(twin.webhooks().map(({ objectId }) => objectId)).toEqual([id, charged.body.id]);

    const after: number[] = [];
    for (let n = 0; n < 20; n += 1) after.push((await call(twin, "GET", "/me")).status);
    await using unbroken = startTwin();
    unbroken.faults.add({ kind: "error_before" }, { probability: 0.5, seed: 11, path: "/me" });
    const whole: number[] = [];
    for (let n = 0; n < 40; n += 1) whole.push((await call(unbroken, "GET", "/me")).status);
    expect([...before, ...after]).toEqual(whole);
  });

  test("in the middle of a line loses only the request that was not answered", async () => {
    const stateFile = freshFile();
    const first = startTwin({ stateFile });
    const { id } = await createPayment(first, {}, { key: "k" });
    const text = readFileSync(stateFile, "utf8");
    await first.stop();
    writeFileSync(stateFile, text);
    appendFileSync(stateFile, '{"standing":{"gait"');
    await using second = startTwin({ stateFile });
    expect((await createPayment(second, {}, { key: "k" })).id).toBe(id);
  });
});

test("after every request the file says what the memory says", async () => {
  const stateFile = freshFile();
  await using shop = startReceiver((count) => (count % 3 === 0 ? 500 : 200));
  await using twin = startTwin({ stateFile, webhookUrl: shop.url, fiscalization: "atol", refundAfter: HOUR });
  const item = { description: "Подписка", quantity: 1, amount: rubles("100.00"), vat_code: 1 };
  const receipt = { customer: { email: "viewer@cinema.test" }, items: [item] };
  const same = async () => {
    await until(() =>
      twin.webhooks().every(({ state, attempts }) => state !== "waiting" || attempts.length > 0),
    );
    await twin.delivered();
    const { clock: _, ...kept } = readStateLines(readFileSync(stateFile, "utf8"));
    const { clock: __, ...known } = twin.snapshot();
    expect(kept).toEqual(known);
  };
  const post = (path: string, form: Record<string, string>) =>
    fetch(twin.url + path, { method: "POST", redirect: "manual", body: new URLSearchParams(form) });
  const steps: ((twin: Twin, id: string) => unknown)[] = [
    (_twin, id) => post(`/confirm/${id}/card`, { number: "4793128161644804", expiry: "12/40", csc: "123" }),
    (_twin, id) => post(`/confirm/${id}/3ds`, { code: "1" }),
    (on, id) => charge(on, id, { receipt }),
    (on, id) => call(on, "POST", "/refunds", { payment_id: id, amount: rubles("100.00") }),
    (on) => on.clock.advance(2 * HOUR),
    (on, id) => on.setOutcome(id, "card_expired"),
    (on, id) => charge(on, id, { receipt }),
    (on) => on.faults.add({ kind: "delay", milliseconds: 1 }, { probability: 0.5 }),
    (on) => createPayment(on, { receipt, capture: false }).then(({ id }) => on.pay(id)),
    (on) => on.clock.advance(8 * 24 * HOUR),
    (on) => on.changeSettings({ recurring: false }),
    (on) => on.restore(on.snapshot()),
    (on) => createPayment(on, { receipt }).then(({ id }) => on.expire(id)),
    (on) => on.reset(),
    (on) => createPayment(on, { receipt }),
  ];
  const { id } = await createPayment(twin, { receipt, save_payment_method: "true", ...{ recurring: true } });
  for (const step of steps) {
    await step(twin, id);
    await same();
  }
});

describe("a restart", () => {
  test("is time that passed: a running clock keeps its distance from the real one, a frozen one stands", async () => {
    const stateFile = freshFile();
    const first = startTwin({ stateFile });
    first.clock.advance(10 * HOUR);
    const { id } = await createPayment(first);
    const text = readFileSync(stateFile, "utf8");
    await first.stop();
    const running = readStateLines(text);
    await Bun.sleep(20);
    const later = readStateLines(text);
    expect(later.clock.now - running.clock.now).toBeGreaterThanOrEqual(19);

    const second = startTwin({ stateFile });
    expect(second.clock.now() - Date.now()).toBeGreaterThan(10 * HOUR - 1_000);
    expect((await show(second, id)).status).toBe("pending");
    second.clock.freeze();
    const stood = second.clock.now();
    await second.stop();
    await Bun.sleep(5);
    await using third = startTwin({ stateFile });
    expect([third.clock.frozen, third.clock.now()]).toEqual([true, stood]);
  });

  test("takes the settings that it is given, and remembers the others", async () => {
    const stateFile = freshFile();
    const first = startTwin({ stateFile, webhookUrl: "http://127.0.0.1:9/old" });
    first.changeSettings({ fiscalization: "atol", recurring: false });
    await first.stop();
    await using second = startTwin({ stateFile, webhookUrl: "http://127.0.0.1:9/new" });
    const { shops } = second.snapshot();
    expect(shops).toMatchObject([
      { webhookUrl: "http://127.0.0.1:9/new", fiscalization: { provider: "atol" }, recurring: false },
    ]);
  });
});
