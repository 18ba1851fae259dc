import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTwin, type Twin } from "@cinema/sandbox/yookassa/start-twin";
import { waitFor } from "@cinema/testkit/wait";
import { createGateway } from "@cinema/yookassa/gateway";
import { createBreaker } from "./circuit-breaker.ts";

let twin: Twin;
beforeAll(() => {
  twin = startTwin();
});
afterAll(() => twin.stop());

function watched(threshold: number) {
  const happened: string[] = [];
  const breaker = createBreaker({
    threshold,
    probeEvery: 20,
    onOpen: () => happened.push("out"),
    onClose: () => happened.push("back"),
  });
  const gateway = breaker.watch(
    createGateway({ url: twin.apiUrl, shopId: twin.shopId, secretKey: twin.secretKey }),
  );
  return { breaker, gateway, happened };
}

test("opens after so many unanswered calls in a row, asks until it is answered, and closes", async () => {
  const { breaker, gateway, happened } = watched(3);
  const fault = twin.faults.add({ kind: "cut_before" }, { times: null });
  const unknownPayment = "2d3f1234-000f-5000-9000-1edaf29243f2";
  for (const expected of [false, false, true]) {
    await gateway.getPayment(unknownPayment);
    expect(breaker.isOpen).toBe(expected);
  }
  const asked = twin.requests().length;
  await waitFor(() => twin.requests().length > asked + 2, { what: "the breaker to ask again" });
  expect(happened).toEqual(["out"]);
  twin.faults.remove(fault);
  await waitFor(() => happened.length === 2, { what: "the breaker to close" });
  expect(happened).toEqual(["out", "back"]);
  breaker.stop();
});

test("an answer in between starts the count anew, and a refusal is an answer", async () => {
  const { breaker, gateway, happened } = watched(2);
  for (let round = 0; round < 3; round += 1) {
    twin.faults.add({ kind: "error_before" });
    expect((await gateway.getPayment("2d3f1234-000f-5000-9000-1edaf29243f2")).kind).toBe("unknown");
    expect((await gateway.getPayment("2d3f1234-000f-5000-9000-1edaf29243f2")).kind).toBe("refused");
  }
  expect(happened).toEqual([]);
  breaker.stop();
});
