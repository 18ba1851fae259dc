import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OneCommand, type Settings } from "./one-command.ts";

const timeout = 60_000;

let cinema: OneCommand;
beforeAll(async () => {
  cinema = await OneCommand.prepare();
});
afterAll(() => cinema.remove(), timeout);

const shop = { YOOKASSA_SHOP_ID: "100500", YOOKASSA_SECRET_KEY: "live_not_a_real_one" };

/** Starts with these settings besides, and answers what was said by the time it ended. */
async function refused(settings: Settings): Promise<string> {
  const { code, said } = await cinema.run(["start"], settings);
  expect([code, said]).toEqual([1, expect.stringContaining("cinema billing did not start: ")]);
  expect(said).not.toMatch(/^\s+at /m);
  expect(cinema.processes()).toEqual([]);
  return said;
}

describe("a live_ key", () => {
  const real = { OIDC_ISSUER: "http://id.test/realms/cinema", SMTP_URL: "smtp://mail.test" };
  test.each<[string, Settings, string]>([
    ["with a pretended issuer and mailbox", shop, "set OIDC_ISSUER and SMTP_URL"],
    ["with a pretended mailbox", { ...shop, OIDC_ISSUER: real.OIDC_ISSUER }, "set SMTP_URL to"],
    ["with a pretended issuer", { ...shop, SMTP_URL: real.SMTP_URL }, "set OIDC_ISSUER to"],
    [
      "with settings that are there but empty",
      { ...shop, OIDC_ISSUER: "", SMTP_URL: "" },
      "set OIDC_ISSUER and SMTP_URL",
    ],
    ["without its shop", { YOOKASSA_SECRET_KEY: shop.YOOKASSA_SECRET_KEY }, "set OIDC_ISSUER and SMTP_URL"],
  ])("%s does not start, and the key is not repeated", async (_, settings, advice) => {
    const said = await refused(settings);
    expect(said).toContain("a live_ key takes real money");
    expect(said).toContain(advice);
    expect(said).not.toContain("not_a_real_one");
  });

  test("in a file is no other key", async () => {
    const file = join(cinema.directory, "key");
    await writeFile(file, `${shop.YOOKASSA_SECRET_KEY}\n`);
    const said = await refused({ YOOKASSA_SHOP_ID: "100500", YOOKASSA_SECRET_KEY_FILE: file });
    expect(said).toContain("a live_ key takes real money");
    expect(await readdir(cinema.directory)).toEqual(["key"]);
  });
});

describe("a port", () => {
  test(
    "that somebody has is named with its setting, all of them at once",
    async () => {
      const { PORT = "", SMTP_PORT = "" } = cinema.settings;
      const holders = [PORT, SMTP_PORT].map((port) =>
        Bun.serve({ port, hostname: "127.0.0.1", fetch: () => new Response("mine") }),
      );
      try {
        const said = await refused({});
        expect(said).toContain(`port ${PORT} is taken; PORT can name another one`);
        expect(said).toContain(`port ${SMTP_PORT} is taken; SMTP_PORT can name another one`);
      } finally {
        await Promise.all(holders.map((holder) => holder.stop(true)));
      }
    },
    timeout,
  );

  test.each(["0", "70000", "a", "3000.5"])("cannot be %p", async (port) => {
    expect(await refused({ TWIN_PORT: port })).toContain(`TWIN_PORT is no port: ${port}`);
  });

  test("is nobody's twice", async () => {
    const { PORT = "" } = cinema.settings;
    expect(await refused({ ISSUER_PORT: PORT })).toContain(`PORT and ISSUER_PORT are both ${PORT}`);
  });
});
