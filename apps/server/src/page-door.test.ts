import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Elysia } from "elysia";
import { buildPages, type Pages } from "./build-pages.ts";
import { pageDoor } from "./page-door.ts";

const folder = mkdtempSync(join(tmpdir(), "pages-"));
let pages: Pages;
let app: { handle(request: Request): Promise<Response> };

beforeAll(async () => {
  writeFileSync(join(folder, "index.html"), `<html><body><script src="./main.ts"></script></body></html>`);
  writeFileSync(join(folder, "main.ts"), `document.title = String(process.env.NODE_ENV);`);
  pages = await buildPages(join(folder, "index.html"));
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
  const response = await get(scriptPath(), { "accept-encoding": "br, gzip" });
  expect(response.headers.get("content-encoding")).toBe("gzip");
  expect(response.headers.get("cache-control")).toContain("immutable");
  const script = Buffer.from(Bun.gunzipSync(await response.arrayBuffer())).toString();
  expect(script).toContain("production");
});

test("a page is there to be read only", async () => {
  const ask = async (method: string) => app.handle(new Request("http://localhost/plans", { method }));
  expect((await ask("HEAD")).status).toBe(200);
  for (const method of ["POST", "PUT", "DELETE"]) expect((await ask(method)).status).toBe(404);
});

describe("compression", () => {
  test.each([
    ["", null],
    ["br", null],
    ["gzip;q=0", null],
    ["gzip;q=0.0, br", null],
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
  writeFileSync(join(folder, "broken.html"), `<script src="./nowhere.ts"></script>`);
  await expect(buildPages(join(folder, "broken.html"))).rejects.toThrow();
});
