import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { createBillingClient } from "@cinema/client/create-client";
import { waitFor } from "@cinema/testkit/wait";
import { OneCommand } from "./one-command.ts";
import { payByForms } from "./payer.ts";
import { accessTokenOf } from "./sign-in.ts";

/** The MasterCard that succeeds after 3-D Secure. */
const card = "5555 5555 5555 4477";

/** Generous: what counts is what happens, not how fast this machine is today. */
const timeout = 90_000;

let cinema: OneCommand;
/** Taken at the first start and used after every other one: the issuer keeps its keys. */
let token = "";
let externalId = "";

beforeAll(async () => {
  cinema = await OneCommand.prepare();
});
afterAll(() => cinema.remove(), timeout);

const billing = () => createBillingClient({ url: cinema.url, token, language: "ru" }).billing;

async function letters(): Promise<readonly { subject: string; text: string }[]> {
  return Object(await (await fetch(`${cinema.mailboxUrl}/letters?to=viewer@cinema.test`)).json());
}

async function twinsPayment(): Promise<Record<string, unknown>> {
  const authorization = `Basic ${btoa("100500:test_cinema")}`;
  const answer = await fetch(`${cinema.twinUrl}/v3/payments/${externalId}`, { headers: { authorization } });
  return Object(await answer.json());
}

/** All that a viewer's purchase has left behind, in every part. */
async function expectPurchase(): Promise<void> {
  const [subscription, access, { items }] = await Promise.all([
    billing().subscription.query(),
    billing().access.query(),
    billing().payments.query(),
  ]);
  expect(subscription).toMatchObject({
    planName: "Месяц",
    state: "active",
    isActive: true,
    isRepeatable: true,
    method: { last4: "4477" },
  });
  expect(access).toMatchObject({ mayWatch: true, state: "active" });
  expect(items.map(({ status, amountKopecks }) => [status, amountKopecks])).toEqual([["succeeded", 39_900]]);
  expect(await twinsPayment()).toMatchObject({ status: "succeeded", amount: { value: "399.00" } });
  expect((await letters()).map(({ subject }) => subject)).toEqual(["Подписка «Месяц» оплачена"]);
}

describe("the one command", () => {
  test(
    "starts from nothing within a minute and says where everything is",
    async () => {
      expect(await cinema.start()).toBeLessThan(60_000);
      for (const address of [cinema.url, cinema.twinUrl, cinema.issuerUrl, cinema.mailboxUrl])
        expect(cinema.said).toContain(address);
      expect(cinema.said).toContain("viewer@cinema.test");
      expect(cinema.said).toContain(card);
      const ready = await fetch(`${cinema.url}/health/ready`);
      expect([ready.status, await ready.json()]).toEqual([
        200,
        { status: "ready", checks: { database: "ok", migrations: "ok" } },
      ]);
      const page = await fetch(cinema.url);
      expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html;charset=utf-8"]);
    },
    timeout,
  );

  test(
    "takes a script from the plans to an active subscription and a letter",
    async () => {
      token = await accessTokenOf(cinema, "viewer@cinema.test");
      const plans = await billing().plans.query();
      expect(plans.map(({ name, price }) => [name, price.amountKopecks])).toEqual([
        ["Месяц", 39_900],
        ["Полгода", 199_000],
        ["Год", 349_000],
      ]);
      const [month] = plans;
      const { confirmationUrl } = await billing().subscribe.mutate({
        subscriptionTypeId: month?.id ?? "",
        autoRenew: true,
        consentVersion: month?.texts.consent.version ?? "",
        returnUrl: `${cinema.url}/return`,
      });
      externalId = confirmationUrl?.split("/").at(-1) ?? "";
      expect(await billing().subscription.query()).toMatchObject({ state: "pending", isActive: false });
      expect(await payByForms(confirmationUrl ?? "", card)).toBe(`${cinema.url}/return`);
      await waitFor(async () => (await billing().access.query()).mayWatch, {
        what: "access",
        timeout: 20_000,
      });
      await waitFor(async () => (await letters()).length > 0, { what: "the letter", timeout: 20_000 });
      await expectPurchase();
    },
    timeout,
  );

  test(
    "stops on Ctrl-C with code 0 and leaves no process",
    async () => {
      expect(cinema.processes().join("\n")).toContain("postgres");
      expect(await cinema.interrupt()).toBe(0);
      expect(cinema.processes()).toEqual([]);
      await expect(fetch(`${cinema.url}/health/live`)).rejects.toThrow();
    },
    timeout,
  );

  test(
    "finds everything again at the next start, within ten seconds",
    async () => {
      expect(await cinema.start()).toBeLessThan(10_000);
      await expectPurchase();
    },
    timeout,
  );

  test(
    "loses nothing by kill -9, starts again over what is left, and then stops cleanly too",
    async () => {
      await cinema.kill();
      expect(cinema.processes().join("\n")).toContain(join(cinema.directory, "postgres"));
      expect(await cinema.start()).toBeLessThan(10_000);
      await expectPurchase();
      expect(await cinema.interrupt()).toBe(0);
      expect(cinema.processes()).toEqual([]);
    },
    timeout,
  );

  test(
    "leaves nothing behind when Ctrl-C comes while it starts",
    async () => {
      for (const moment of [60, 150, 220, 290, 360]) {
        const starting = cinema.start().then(
          () => "ready",
          () => "ended before it was",
        );
        await Bun.sleep(moment);
        // Ended by the signal itself, by a helper that the signal has met, or in good order once all had started.
        expect([130, 1, 0]).toContain(await cinema.interrupt());
        await starting;
        expect(cinema.processes()).toEqual([]);
      }
      await cinema.start();
      await expectPurchase();
    },
    timeout,
  );
});
