import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { Elysia } from "elysia";
import { buildPages, type Pages } from "./build-pages.ts";
import { pageDoor } from "./page-door.ts";

const folder = mkdtempSync(join(tmpdir(), "pages-"));
let pages: Pages;
let app: { handle(request: Request): Promise<Response> };

beforeAll(async () => {
  writeFileSync(join(folder, "index.html"), `<html><body><script src="./main.ts"></script></body></html>`);
  writeFileSync(join(folder, "main.ts"), `document.title = String(process.env.NODE_ENV);`);
  writeFileSync(
    join(folder, "manager.html"),
    `<html><body><meta name="csp-nonce" nonce="{{nonce}}"></body></html>`,
  );
  pages = await buildPages({ index: join(folder, "index.html"), console: join(folder, "manager.html") });
  app = new Elysia().use(pageDoor(pages));
});
afterAll(() => rmSync(folder, { recursive: true }));

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return app.handle(new Request(`http://localhost${path}`, { headers }));
}

function scriptPath(): string {
  return [...pages.files.keys()].find((path) => path.endsWith(".js")) ?? "";
}

test.each(["/", "/plans", "/subscription/0198a000", "/plans?pick=year"])(
  "%s is the one page",
  async (path) => {
    const response = await get(path);
    expect(response.headers.get("content-type")).toStartWith("text/html");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(await response.text()).toContain(scriptPath());
  },
);

test("a script is compressed, kept for ever, and built for production", async () => {
  const response = await get(scriptPath(), { "accept-encoding": "gzip, br" });
  expect(response.headers.get("content-encoding")).toBe("br");
  expect(response.headers.get("cache-control")).toContain("immutable");
  const script = brotliDecompressSync(await response.arrayBuffer()).toString();
  expect(script).toContain("production");
});

describe("the console", () => {
  const nonceIn = (text: string | null) => /nonce[-=]"?([0-9a-f-]{36})/.exec(text ?? "")?.[1];

  test.each(["/manager", "/manager/", "/manager/payments/0198a000"])("%s is its page", async (path) => {
    const response = await get(path);
    expect(response.headers.get("content-type")).toStartWith("text/html");
    const policy = response.headers.get("content-security-policy");
    const nonce = nonceIn(await response.text());
    expect(nonce).toBeDefined();
    expect(nonceIn(policy)).toBe(nonce);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain("unsafe");
  });

  test("each answer has a nonce of its own, and is kept nowhere", async () => {
    const [one, other] = await Promise.all([get("/manager"), get("/manager")]);
    expect(one.headers.get("cache-control")).toBe("no-store");
    expect(nonceIn(await one.text())).not.toBe(nonceIn(await other.text()));
  });

  test("may frame a letter, whose own styles and pictures are shown and nothing is run", async () => {
    expect((await get("/manager")).headers.get("content-security-policy")).toContain("frame-src 'self';");
    expect((await get("/")).headers.get("content-security-policy") ?? "").not.toContain("frame-src");
    const { headers } = await get("/manager/letter-frame");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toStartWith("default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https: data:;");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toContain("script-src");
    expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
  });

  test("other paths are not its own", async () => {
    expect((await get("/managers")).headers.get("content-security-policy")).toBeNull();
  });
});

test("a page is there to be read only", async () => {
  const ask = async (method: string) => app.handle(new Request("http://localhost/plans", { method }));
  expect((await ask("HEAD")).status).toBe(200);
  for (const method of ["POST", "PUT", "DELETE"]) expect((await ask(method)).status).toBe(404);
});

describe("compression", () => {
  test.each([
    ["", null],
    ["br", "br"],
    ["gzip, br", "br"],
    ["gzip;q=0", null],
    ["gzip;q=0.0, br;q=0", null],
    ["gzip, br;q=0.000", "gzip"],
    ["gzip", "gzip"],
    ["deflate, gzip;q=0.5", "gzip"],
  ])("accept-encoding %p: %p", async (accepted, encoding) => {
    const response = await get("/", { "accept-encoding": accepted });
    expect(response.headers.get("content-encoding")).toBe(encoding);
    expect(response.headers.get("vary")).toBe("accept-encoding");
  });
});

test("what the browser has already is not sent again", async () => {
  const etag = (await get("/")).headers.get("etag") ?? "";
  const again = await get("/", { "if-none-match": etag });
  expect([again.status, await again.text()]).toEqual([304, ""]);
});

test.each(["/lost-12345678.js", "/favicon.ico", "/../package.json"])("%s is not there", async (path) => {
  expect((await get(path)).status).toBe(404);
});

test("pages that do not build say why", async () => {
  const index = join(folder, "broken.html");
  writeFileSync(index, `<script src="./nowhere.ts"></script>`);
  await expect(buildPages({ index, console: join(folder, "manager.html") })).rejects.toThrow();
});
