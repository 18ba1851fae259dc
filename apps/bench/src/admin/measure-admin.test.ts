import { expect, test } from "bun:test";
import { measureAdmin } from "./measure-admin.ts";

test("every call of a small cinema's staff is answered and measured", async () => {
  const said: string[] = [];
  const measured = await measureAdmin({
    ...{ subscriptions: 1_000, requests: 3, only: "", folder: undefined },
    say: (line) => said.push(line),
  });
  expect(measured.length).toBeGreaterThan(30);
  for (const { name, p50, p95, longest, ratio } of measured) {
    expect([name, p50 > 0 && p50 <= p95 && p95 <= longest]).toEqual([name, true]);
    expect([name, ratio > 0]).toEqual([name, true]);
  }
  expect(said[0]).toMatch(/^1,000 of 1,000 subscriptions/);
  expect(said.at(-1)).toContain(measured.at(-1)?.name ?? "nothing");
}, 120_000);
