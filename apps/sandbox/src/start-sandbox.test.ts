import { expect, test } from "bun:test";
import { startSandbox } from "./start-sandbox.ts";

test("starts every part on a port of its own, and stops them", async () => {
  const sandbox = await startSandbox();
  const addresses = [
    `${sandbox.twin.url}/health`,
    `${sandbox.issuer.url}/.well-known/openid-configuration`,
    `${sandbox.mailbox.url}/letters`,
  ];
  for (const address of addresses) expect((await fetch(address)).status).toBe(200);
  await sandbox.stop();
  for (const address of addresses) await expect(fetch(address)).rejects.toThrow();
});

test("starts only the parts that are wanted", async () => {
  const { twin, issuer, mailbox, stop } = await startSandbox({
    twin: { shopId: "1" },
    issuer: false,
    mailbox: false,
  });
  expect([twin.shopId, issuer, mailbox]).toEqual(["1", null, null]);
  await stop();
});

test("stops what it has started when a port is taken", async () => {
  const first = await startSandbox({ issuer: false, mailbox: false });
  const twin = { port: 0 };
  await expect(startSandbox({ twin, mailbox: false, issuer: { port: first.twin.port } })).rejects.toThrow();
  await first.stop();
});
