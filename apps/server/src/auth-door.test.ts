import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createBillingClient } from "@cinema/client/create-client";
import { Browser } from "../test/browser.ts";
import { type House, openHouse } from "../test/open-house.ts";

const site = "http://localhost:3000";
let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

function browser(host = "localhost:3000"): Browser {
  return new Browser(house.url, host);
}

function locationOf(response: Response): string {
  expect(response.status).toBe(303);
  return response.headers.get("location") ?? "";
}

/** What a person does at the issuer: types e-mail and password; gives the path that he is sent back to. */
async function typePassword(address: string): Promise<string> {
  const page = await fetch(address);
  const action = /<form method="post" action="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const response = await fetch(new URL(action.replaceAll("&amp;", "&"), house.issuer.url), {
    method: "POST",
    body: new URLSearchParams({ username: "viewer@cinema.test", password: "cinema" }),
    redirect: "manual",
  });
  const back = new URL(response.headers.get("location") ?? "");
  expect(back.origin).toBe(site);
  return back.pathname + back.search;
}

async function signedIn(): Promise<Browser> {
  const person = browser();
  const back = await typePassword(locationOf(await person.go("/auth/login?return=/plans")));
  expect(locationOf(await person.go(back))).toBe(`${site}/plans`);
  return person;
}

async function tokenOf(person: Browser): Promise<{ status: number; body: Record<string, unknown> | null }> {
  const response = await person.go("/auth/token");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const body = (await response.json()) as Record<string, unknown> | null;
  return { status: response.status, body };
}

const nobody = { status: 200, body: null };

describe("signing in", () => {
  test("gives our pages a token that the API takes, and scripts no cookie", async () => {
    const person = await signedIn();
    const { status, body } = await tokenOf(person);
    expect(status).toBe(200);
    expect(body).toEqual({
      accessToken: expect.any(String),
      expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
      userId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: "Вера Зритель",
    });
    const { accessToken, expiresAt } = Object((await tokenOf(person)).body);
    expect(Date.parse(String(expiresAt)) - Date.now()).toBeWithin(200_000, 301_000);
    const { billing } = createBillingClient({ url: house.url, token: String(accessToken) });
    expect(await billing.subscription.query()).toBeNull();
  });

  test("a token that has run out is renewed without the person", async () => {
    const person = await signedIn();
    person.forget("cinema_access");
    const answers = await Promise.all([tokenOf(person), tokenOf(person)]);
    const answer = { status: 200, body: { accessToken: expect.any(String) } };
    expect(answers).toMatchObject([answer, answer]);
    expect(person.cookieNames).toContain("cinema_access");
  });

  test("speaks the browser's language", async () => {
    const login = (language: string) =>
      browser().go("/auth/login", { headers: { "accept-language": language } });
    expect(locationOf(await login("en-GB,ru;q=0.5"))).toContain("ui_locales=en");
    expect(locationOf(await login("de,ru;q=0.2,en;q=0.1"))).toContain("ui_locales=ru");
  });

  test("begins at the site's own address, where its cookies will be looked for", async () => {
    const moved = locationOf(await browser("127.0.0.1:3000").go("/auth/login?return=/plans"));
    expect(moved).toStartWith(`${site}/auth/login?return=%2Fplans&moved=`);
    // Once only: behind a proxy that hides the name it must not go round in a circle.
    const path = moved.slice(site.length);
    expect(locationOf(await browser("127.0.0.1:3000").go(path))).toStartWith(house.issuer.url);
  });

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "/%0d%0aset-cookie:x=1",
  ])("leads nowhere but to our own pages: %p", async (target) => {
    const person = browser();
    const begun = await person.go(`/auth/login?${new URLSearchParams({ return: target })}`);
    const end = await person.go(await typePassword(locationOf(begun)));
    expect(new URL(locationOf(end)).origin).toBe(site);
  });
});

describe("a sign-in that comes to nothing ends on the front page with the reason", () => {
  test.each([
    ["/auth/callback", "not_begun"],
    ["/auth/callback?state=x&code=y", "not_begun"],
    ["/auth/callback?state=%00&error=access_denied", "not_begun"],
  ])("%s: %s", async (path, reason) => {
    expect(locationOf(await browser().go(path))).toBe(`/?sign_in=${reason}`);
  });

  test("the answer comes to another browser: not_begun", async () => {
    const back = await typePassword(locationOf(await browser().go("/auth/login")));
    expect(locationOf(await browser().go(back))).toBe("/?sign_in=not_begun");
  });

  test("the person turns away: denied", async () => {
    const person = browser();
    const state = new URL(locationOf(await person.go("/auth/login"))).searchParams.get("state");
    const path = `/auth/callback?error=access_denied&state=${state}`;
    expect(locationOf(await person.go(path))).toBe("/?sign_in=denied");
  });

  test("the issuer is away: unavailable", async () => {
    const own = await openHouse();
    await own.issuer.stop();
    const person = new Browser(own.url, "localhost:3000");
    expect(locationOf(await person.go("/auth/login"))).toBe("/?sign_in=unavailable");
    await own.close();
  });
});

describe("who is not signed in gets no token, and no error: null", () => {
  test("no cookies", async () => {
    expect(await tokenOf(browser())).toEqual(nobody);
  });

  test("made-up cookies, which are taken away", async () => {
    const cookies = [
      ["cinema_access", "a.b.c"],
      ["cinema_refresh", "x"],
    ] as const;
    const person = new Browser(house.url, "localhost:3000", cookies);
    expect(await tokenOf(person)).toEqual(nobody);
    expect(person.cookieNames).toEqual([]);
  });
});

describe("signing out", () => {
  test("ends the session here and at the issuer, also for a stolen copy of its cookies", async () => {
    const person = await signedIn();
    const thief = person.copy();
    const left = await person.go("/auth/logout", { method: "POST", headers: { origin: site } });
    expect(locationOf(left)).toBe(`${site}/`);
    expect(person.cookieNames).toEqual([]);
    expect(await tokenOf(person)).toEqual(nobody);
    thief.forget("cinema_access");
    expect(await tokenOf(thief)).toEqual(nobody);
  });

  test("cannot be done by a link, nor by another site's form", async () => {
    const person = await signedIn();
    expect((await person.go("/auth/logout")).status).toBe(404);
    const forms: (RequestInit & { from?: string })[] = [
      { headers: { origin: "https://evil.example" }, from: "cross-site" },
      { headers: { origin: "https://evil.example" } },
      { headers: { origin: "null" } },
      {},
    ];
    for (const form of forms)
      expect((await person.go("/auth/logout", { method: "POST", ...form })).status).toBe(403);
    expect((await tokenOf(person)).body).not.toBeNull();
  });
});

test.each(["cross-site", "same-site", "none"])("a token is not given to a request from %p", async (from) => {
  const person = await signedIn();
  expect((await person.go("/auth/token", { from })).status).toBe(403);
});

test("no token and no name stands in the log", () => {
  const log = house.logged.join("");
  expect(log).not.toContain("eyJ");
  expect(log).not.toContain("Вера");
  expect(log).not.toContain("@cinema.test");
});
