import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { type Issuer, startIssuer } from "./start-issuer.ts";

const verifier = "a-verifier-of-at-least-forty-three-characters.0123456789";
const challenge = createHash("sha256").update(verifier).digest("base64url");
const redirectUri = "http://localhost:3000/signed-in?from=billing";

let issuer: Issuer;
let now = Date.parse("2026-11-22T09:00:00Z");

beforeAll(async () => {
  issuer = await startIssuer({ now: () => now });
});
afterAll(() => issuer.stop());

const request = {
  client_id: "cinema",
  redirect_uri: redirectUri,
  response_type: "code",
  scope: "openid",
  state: "st&te",
  nonce: "n-1",
  code_challenge: challenge,
  code_challenge_method: "S256",
};

type Change = Partial<
  Record<keyof typeof request | "prompt" | "response_mode" | "ui_locales", string | undefined>
>;

function authorize(change: Change = {}, headers: Record<string, string> = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...request, ...change })) {
    if (value !== undefined) {
      query.set(name, value);
    }
  }
  return fetch(`${issuer.url}/protocol/openid-connect/auth?${query}`, { redirect: "manual", headers });
}

/** Sends the page's first form as a browser would, with these fields. */
async function submit(page: Response, fields: Record<string, string>) {
  const action = /<form method="post" action="([^"]+)"/
    .exec(await page.text())?.[1]
    ?.replaceAll("&amp;", "&");
  return await fetch(new URL(action ?? "", issuer.url), {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
}

function location(response: Response): URL {
  expect(response.status).toBe(302);
  return new URL(response.headers.get("location") ?? "");
}

function cookieOf(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

const viewer = { username: "Viewer@Cinema.test", password: "cinema" };

async function signIn(change: Change = {}) {
  const response = await submit(await authorize(change), viewer);
  return { code: location(response).searchParams.get("code") ?? "", cookie: cookieOf(response) };
}

async function exchange(code: string, change: Record<string, string> = {}) {
  const response = await fetch(`${issuer.url}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: "cinema",
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...change,
    }),
  });
  const body: Record<string, unknown> = Object(await response.json());
  return { status: response.status, body };
}

describe("a sign-in in the browser", () => {
  test("shows a page, comes back with a code, and the code gives tokens", async () => {
    const page = await authorize({ ui_locales: "ru" });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    const back = location(await submit(page, viewer));
    expect(`${back.origin}${back.pathname}`).toBe("http://localhost:3000/signed-in");
    expect(Object.fromEntries(back.searchParams)).toEqual({
      from: "billing",
      state: "st&te",
      iss: issuer.url,
      session_state: expect.any(String),
      code: expect.any(String),
    });
    const { status, body } = await exchange(back.searchParams.get("code") ?? "");
    expect(status).toBe(200);
    expect(decodeJwt(String(body.id_token))).toMatchObject({
      nonce: "n-1",
      aud: "cinema",
      sid: back.searchParams.get("session_state"),
    });
    expect(decodeJwt(String(body.access_token))).toMatchObject({ email: "viewer@cinema.test" });
  });

  test("speaks Russian and English", async () => {
    const russian = await (await authorize({ ui_locales: "ru" })).text();
    expect(russian).toContain('<html lang="ru">');
    expect(russian).toContain("Вход в кинотеатр");
    const english = await (await authorize({}, { "accept-language": "en-GB,ru;q=0.5" })).text();
    expect(english).toContain("Sign in to the cinema");
  });

  test("takes one click on a ready person", async () => {
    const back = location(
      await submit(await authorize(), { person: "c1e3a000-0000-4000-8000-000000000003" }),
    );
    const { body } = await exchange(back.searchParams.get("code") ?? "");
    expect(decodeJwt(String(body.access_token))).toMatchObject({ email: "manager@cinema.test" });
  });

  test("shows the page again after a wrong password, keeping what was typed safely", async () => {
    const again = await submit(await authorize(), { username: '"><script>', password: "wrong" });
    expect(again.status).toBe(200);
    const text = await again.text();
    expect(text).toContain('role="alert"');
    expect(text).toContain('value="&quot;&gt;&lt;script&gt;"');
  });

  test("is remembered: the next one needs no page, prompt=login asks all the same", async () => {
    const { cookie } = await signIn();
    expect(location(await authorize({ prompt: "none" }, { cookie })).searchParams.get("code")).toBeString();
    expect((await authorize({ prompt: "login" }, { cookie })).status).toBe(200);
    now += 1_801_000;
    expect((await authorize({}, { cookie })).status).toBe(200);
  });

  test("prompt=none without a session says login_required; the answer may ride in the fragment", async () => {
    const back = location(await authorize({ prompt: "none", response_mode: "fragment" }));
    expect(new URLSearchParams(back.hash.slice(1)).get("error")).toBe("login_required");
    expect(back.searchParams.get("error")).toBeNull();
  });
});

describe("a request that is refused", () => {
  test.each([
    "https://localhost:3000/",
    "http://evil.test/",
    "http://localhost:3000@evil.test/",
    "http://user@localhost:3000/",
    "http://localhost.evil.test/",
    "http://localhost:3000/#fragment",
    "javascript:alert(1)",
    "/relative",
    "",
  ])("never sends the browser to %p", async (address) => {
    const response = await authorize({ redirect_uri: address });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("Invalid parameter: redirect_uri");
  });

  test("of an unknown client is shown, not sent back", async () => {
    expect(await (await authorize({ client_id: "unknown" })).text()).toContain("Client not found.");
    expect(await (await authorize({ client_id: undefined })).text()).toContain(
      "Missing parameter: client_id",
    );
  });

  const faults: [Change, string, string][] = [
    [{ code_challenge_method: undefined }, "invalid_request", "Missing parameter: code_challenge_method"],
    [{ code_challenge: undefined }, "invalid_request", "Missing parameter: code_challenge"],
    [{ code_challenge: "short" }, "invalid_request", "Invalid parameter: code_challenge"],
    [
      { code_challenge_method: "plain" },
      "invalid_request",
      "Invalid parameter: code challenge method is not matching the configured one",
    ],
    [{ response_type: undefined }, "invalid_request", "Missing parameter: response_type"],
    [{ response_type: "token" }, "unsupported_response_type", "Invalid parameter: response_type"],
    [{ scope: "openid admin" }, "invalid_scope", "Invalid scopes: openid admin"],
  ];
  test.each(faults)("goes back to the client: %p", async (change, error, description) => {
    const back = location(await authorize(change)).searchParams;
    expect(back.get("error")).toBe(error);
    expect(back.get("error_description")).toBe(description);
    expect(back.get("state")).toBe("st&te");
  });
});

describe("a code", () => {
  test("is good once; its second use takes the session from the client", async () => {
    const { code } = await signIn();
    const { body } = await exchange(code);
    expect((await exchange(code)).body).toEqual({
      error: "invalid_grant",
      error_description: "Code not valid",
    });
    const refreshed = await fetch(`${issuer.url}/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: "cinema",
        refresh_token: String(body.refresh_token),
      }),
    });
    expect(refreshed.status).toBe(400);
  });

  test("is good for a minute", async () => {
    const { code } = await signIn();
    now += 60_000;
    expect((await exchange(code)).body.error_description).toBe("Code not valid");
  });

  test.each([
    [{ redirect_uri: "http://localhost:3000/other" }, "Incorrect redirect_uri"],
    [{ code_verifier: `${verifier}x` }, "PKCE verification failed: Code mismatch"],
    [{ code_verifier: "short" }, "PKCE verification failed: Invalid code verifier"],
    [{ client_id: "cinema-services", client_secret: "cinema" }, "Auth error"],
  ])("is refused with %p", async (change, description) => {
    const { code } = await signIn();
    expect((await exchange(code, change)).body).toEqual({
      error: "invalid_grant",
      error_description: description,
    });
  });
});

describe("signing out", () => {
  function logout(parameters: Record<string, string>, headers: Record<string, string> = {}) {
    const url = `${issuer.url}/protocol/openid-connect/logout?${new URLSearchParams(parameters)}`;
    return fetch(url, { redirect: "manual", headers });
  }

  test("with an ID token ends the session at once and comes back", async () => {
    const { code, cookie } = await signIn();
    const { body } = await exchange(code);
    now += 400_000;
    const back = await logout({
      id_token_hint: String(body.id_token),
      post_logout_redirect_uri: "http://localhost:3000/bye",
      state: "s",
    });
    expect(location(back).href).toBe("http://localhost:3000/bye?state=s");
    expect((await authorize({}, { cookie })).status).toBe(200);
  });

  test("without one asks first", async () => {
    const { cookie } = await signIn();
    const question = await logout({ client_id: "cinema" }, { cookie, "accept-language": "ru" });
    expect(await question.text()).toContain("Выйти из кинотеатра?");
    expect((await authorize({}, { cookie })).status).toBe(302);
    const left = await fetch(`${issuer.url}/protocol/openid-connect/logout?client_id=cinema`, {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams({ confirm: "yes" }),
    });
    expect(left.headers.get("set-cookie")).toContain("Max-Age=0");
    expect((await authorize({}, { cookie })).status).toBe(200);
  });

  test("never sends the browser to a foreign address", async () => {
    const foreign = await logout({ client_id: "cinema", post_logout_redirect_uri: "http://evil.test/" });
    expect(foreign.status).toBe(400);
    const unnamed = await logout({ post_logout_redirect_uri: "http://localhost:3000/" });
    expect(await unnamed.text()).toContain("Missing parameters: id_token_hint");
    expect((await logout({ id_token_hint: await issuer.mint() })).status).toBe(400);
  });
});

test("the front page lists the people and the addresses", async () => {
  const response = await fetch(`http://127.0.0.1:${issuer.port}/?kc_locale=ru`);
  const text = await response.text();
  expect(text).toContain("viewer@cinema.test");
  expect(text).toContain(`${issuer.url}/.well-known/openid-configuration`);
});
