import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { findBrowser } from "@cinema/testkit/browser";
import { waitFor } from "@cinema/testkit/wait";
import { chromium } from "playwright-core";
import { CleanProject, type Outcome } from "./clean-project.ts";
import { OneCommand } from "./one-command.ts";
import { payByForms } from "./payer.ts";
import { accessTokenOf, subjectOf } from "./sign-in.ts";

/** The newest compiler and the oldest one that tRPC's types allow, under names of their own. */
const compilers = { typescript: "7.0.2", "typescript-oldest": "5.7.3" };

const timeout = 120_000;

let cinema: OneCommand;
let project: CleanProject;

beforeAll(async () => {
  [cinema, project] = await Promise.all([OneCommand.prepare(), CleanProject.open()]);
  const [packed] = await Promise.all([cinema.run(["client:pack", project.folder]), cinema.start()]);
  if (packed.code !== 0) throw new Error(packed.said);
  const [tarball = ""] = /\S+\.tgz/.exec(packed.said) ?? [];
  await project.install(tarball);
}, 300_000);
afterAll(async () => {
  await Promise.all([cinema?.remove(), project?.remove()]);
}, 90_000);

/** The examples of the README that came with the package, by their files' names. */
async function examples(): Promise<ReadonlyMap<string, string>> {
  const readme = await Bun.file(join(project.folder, "node_modules/@cinema/client/README.md")).text();
  const fences = readme.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms);
  return new Map([...fences].map(([, name = "", text = ""]) => [name, text]));
}

async function example(name: string): Promise<string> {
  const text = (await examples()).get(name);
  if (text === undefined) throw new Error(`the README has no example ${name}`);
  return text;
}

/** Compiles with both compilers, strictly. */
async function compile(files: readonly string[], options: object): Promise<readonly Outcome[]> {
  const compilerOptions = { strict: true, exactOptionalPropertyTypes: true, target: "es2022", ...options };
  await project.write("tsconfig.json", JSON.stringify({ compilerOptions, files }));
  return Promise.all(
    Object.keys(compilers).map((name) => project.run(["node", `node_modules/${name}/bin/tsc`])),
  );
}

const clean: Outcome = { code: 0, said: "" };

test("npm installs one package, with nothing it depends on", async () => {
  const names = await readdir(join(project.folder, "node_modules"));
  expect(names.filter((name) => !name.startsWith("."))).toEqual(["@cinema"]);
  expect(await readdir(join(project.folder, "node_modules/@cinema"))).toEqual(["client"]);
});

describe("with a compiler", () => {
  beforeAll(async () => {
    const asked = Object.entries(compilers).map(([name, version]) => `${name}@npm:typescript@${version}`);
    await project.install("--save-dev", ...asked, "@types/node@20.19.43");
    await project.write("subscribe.ts", await example("subscribe.ts"));
  }, timeout);

  test.each<[string, object]>([
    ["Node", { module: "nodenext", lib: ["es2022"], types: ["node"] }],
    [
      "a browser's bundler",
      { module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom"], types: [] },
    ],
  ])(
    "the types are sound for %s, the package's own files included",
    async (_name, options) => {
      expect(await compile(["subscribe.ts"], { ...options, noEmit: true })).toEqual([clean, clean]);
    },
    timeout,
  );

  test(
    "a wrong input, a made-up procedure and an unknown reason do not compile",
    async () => {
      await project.write("wrong.ts", wrong);
      for (const { code, said } of await compile(["wrong.ts"], {
        module: "nodenext",
        types: ["node"],
        noEmit: true,
      })) {
        expect(code).not.toBe(0);
        const found = said.matchAll(/^wrong\.ts\((\d+),\d+\): error TS/gm);
        expect([...found].map(([, line]) => Number(line))).toEqual(mistakes);
      }
    },
    timeout,
  );

  test(
    "a script runs in Node and in Bun, and both buy",
    async () => {
      await project.write("buy.ts", buy);
      expect(
        await compile(["buy.ts", "subscribe.ts"], { module: "nodenext", types: ["node"], outDir: "built" }),
      ).toEqual([clean, clean]);
      const node = await project.run(["node", "--version"]);
      expect(Number(/^v(\d+)/.exec(node.said)?.[1])).toBeGreaterThanOrEqual(20);
      for (const [program, email] of [
        ["node", "viewer@cinema.test"],
        [process.execPath, "viewer2@cinema.test"],
      ] as const) {
        const TOKEN = await accessTokenOf(cinema, email);
        const { code, said } = await project.run([program, "built/buy.js"], {
          BILLING_URL: cinema.url,
          TOKEN,
        });
        expect([code, said]).toEqual([0, expect.stringContaining("plans: Month, Half a year, Year\n")]);
        expect(said).toContain("refused: plan_unknown\nwrong: subscriptionTypeId\n");
        const [address = ""] = /http\S+/.exec(said) ?? [];
        expect(await payByForms(address, "5555 5555 5555 4477")).toBe(`${cinema.url}/return`);
      }
    },
    timeout,
  );
});

test.each(["node", process.execPath])(
  "the README's service runs in %s",
  async (program) => {
    await project.write("access.mjs", await example("access.mjs"));
    const settings = { BILLING_URL: cinema.url, ISSUER_URL: cinema.issuerUrl, CLIENT_SECRET: "cinema" };
    const ask = (id: string) => project.run([program, "access.mjs"], { ...settings, VIEWER_ID: id });
    expect(await ask(crypto.randomUUID())).toEqual({ code: 0, said: "may not watch\n" });
    const viewer = subjectOf(await accessTokenOf(cinema, "viewer@cinema.test"));
    await waitFor(async () => (await ask(viewer)).said.startsWith("may watch until 20"), {
      what: "the payment to be settled",
      timeout: 30_000,
    });
  },
  timeout,
);

describe("in a browser", () => {
  let site: ReturnType<typeof siteOf>;
  let browser: Awaited<ReturnType<typeof chromium.launch>>;

  beforeAll(async () => {
    site = siteOf(project.folder, cinema.url);
    const executablePath = await findBrowser();
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await site?.server.stop(true);
  });

  async function open(path: string) {
    const page = await browser.newPage();
    const troubles: string[] = [];
    page.on("pageerror", (error) => troubles.push(error.message));
    await page.goto(new URL(path, site.url).href);
    return { page, troubles };
  }

  test(
    "the README's page works without a bundler",
    async () => {
      await project.write("plans.html", await example("plans.html"));
      const { page, troubles } = await open("plans.html");
      await page.getByRole("listitem").nth(2).waitFor();
      expect(await page.getByRole("listitem").first().textContent()).toMatch(/^Month: \D*399 every month$/);
      expect(troubles).toEqual([]);
      await page.close();
    },
    timeout,
  );

  test(
    "the README's React component compiles, shows and changes what is the viewer's",
    async () => {
      await project.install(
        "react@19.3.1",
        "react-dom@19.3.1",
        "@tanstack/react-query@5.108.0",
        "@trpc/tanstack-react-query@11.22.1",
      );
      await project.install("--save-dev", "@types/react@19.3.0", "@types/react-dom@19.3.0");
      await project.write("plans.tsx", await example("plans.tsx"));
      const options = {
        module: "esnext",
        moduleResolution: "bundler",
        jsx: "react-jsx",
        noEmit: true,
        types: [],
      };
      expect(await compile(["plans.tsx"], { ...options, skipLibCheck: true })).toEqual([clean, clean]);
      await bundle(project.folder, "plans.tsx");
      await project.write(
        "react.html",
        '<!doctype html><script type="module" src="/built/plans.js"></script>',
      );
      // The first token is nobody's, so the page has to refresh it.
      site.tokens.first = "nobody";
      site.tokens.refreshed = await accessTokenOf(cinema, "viewer2@cinema.test");
      const { page, troubles } = await open("react.html");
      await page.getByRole("listitem").nth(2).waitFor();
      await page.getByRole("button", { name: "Switch renewal off" }).click();
      await page.getByRole("button", { name: "Renewal is off" }).waitFor();
      expect(troubles).toEqual([]);
      await page.close();
    },
    timeout,
  );
});

/** Somebody's web server: it gives out his files and tokens, and passes `/trpc` on to the service. */
function siteOf(folder: string, service: string) {
  const tokens = { first: "", refreshed: "" };
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      if (pathname.startsWith("/trpc/")) return fetch(new Request(service + pathname + search, request));
      if (pathname === "/token") {
        if (search === "?refresh") tokens.first = tokens.refreshed;
        return new Response(tokens.first);
      }
      const file = Bun.file(join(folder, pathname));
      return (await file.exists()) ? new Response(file) : new Response("", { status: 404 });
    },
  });
  return { server, tokens, url: `http://127.0.0.1:${server.port}/` };
}

/** As the bundler of whoever wrote the page would. */
async function bundle(folder: string, file: string): Promise<void> {
  const built = await Bun.build({
    entrypoints: [join(folder, file)],
    outdir: join(folder, "built"),
    define: { "process.env.NODE_ENV": '"production"' },
  });
  if (!built.success) throw new Error(built.logs.join("\n"));
}

const buy = `
import { createBillingClient, fieldProblemsOf, isRefusal } from "@cinema/client";
import { subscribe } from "./subscribe.js";

const { BILLING_URL = "", TOKEN = "" } = process.env;
const client = createBillingClient({ url: BILLING_URL, token: TOKEN, language: "en" });

const plans = await client.billing.plans.query();
console.log("plans:", plans.map(({ name }) => name).join(", "));

const wish = { subscriptionTypeId: crypto.randomUUID(), autoRenew: false, returnUrl: \`\${BILLING_URL}/return\` };
await client.billing.subscribe.mutate(wish).catch((error: unknown) => {
  if (isRefusal(error, "plan_unknown")) console.log("refused:", error.data.refusal.code satisfies "plan_unknown");
});
await client.billing.subscribe.mutate({ ...wish, subscriptionTypeId: "x" }).catch((error: unknown) => {
  console.log("wrong:", fieldProblemsOf(error).map(({ path }) => path).join());
});

const [plan] = plans;
if (plan !== undefined) console.log(await subscribe(client, plan, \`\${BILLING_URL}/return\`));
`;

const wrong = `import { createBillingClient, isRefusal, type Subscription } from "@cinema/client";
const { billing, admin } = createBillingClient({ url: "" });
await billing.requestRefund.mutate({ paymentId: "x", kind: "some" });
await billing.requestRefund.mutate({ paymentId: "x" });
await billing.requestRefund.mutate({ paymentId: "x", kind: "full", amount: 1 });
await billing.plans.mutate();
await billing.prices.query();
await admin.charging.halt.mutate({});
createBillingClient({ url: "", token: 42 });
export const isKnown = (error: unknown) => isRefusal(error, "no_such_reason");
export const state = (subscription: Subscription) => subscription.state === "paid";
export const cents: string = (await billing.payments.query()).items[0]?.amountKopecks ?? "";
`;

/** The lines of the above that must not compile. */
const mistakes = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
