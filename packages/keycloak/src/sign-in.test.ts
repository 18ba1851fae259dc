import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Issuer, startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { IssuerUnavailable, SignInRefused } from "./errors.ts";
import { createSignIn, type SignInSettings } from "./sign-in.ts";
import { createVerifier } from "./verifier.ts";

let issuer: Issuer;

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

const redirectUri = "http://localhost:3000/signed-in";

const signInAt = (settings: Partial<SignInSettings> = {}) =>
  createSignIn({ issuer: issuer.url, clientId: "cinema", redirectUri, ...settings });

/** The `Cookie` header of a browser that took these `Set-Cookie` headers. */
const cookieHeader = (cookies: readonly string[]) =>
  cookies
    .filter((cookie) => !cookie.includes("Max-Age=0"))
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

/** What a person does at the issuer: types e-mail and password; gives the address the browser is sent to. */
async function typePassword(
  location: string,
  reached: (address: string) => string = (address) => address,
): Promise<URL> {
  const page = await fetch(location);
  const action = /<form method="post" action="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const response = await fetch(reached(new URL(action.replaceAll("&amp;", "&"), location).href), {
    method: "POST",
    body: new URLSearchParams({ username: "viewer@cinema.test", password: "cinema" }),
    redirect: "manual",
  });
  return new URL(response.headers.get("location") ?? "");
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error("it was not refused"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof SignInRefused) return error.reason;
  throw error;
}

async function signedIn(returnPath = "/") {
  const signIn = signInAt();
  const begun = await signIn.begin(returnPath);
  const back = await typePassword(begun.location);
  const finished = await signIn.finish(back.searchParams, cookieHeader(begun.cookies));
  return { signIn, begun, back, finished, cookies: cookieHeader(finished.cookies) };
}

describe("a sign-in", () => {
  test("begins at the issuer with a state and a challenge", async () => {
    const step = await signInAt().begin("/", "ru");
    const address = new URL(step.location);
    expect(address.origin + address.pathname).toBe(`${issuer.url}/protocol/openid-connect/auth`);
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      client_id: "cinema",
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "openid profile email",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      ui_locales: "ru",
    });
    expect(step.cookies[0]).toMatch(/; HttpOnly; Max-Age=600; Path=\/; SameSite=Lax$/);
  });

  test("ends where the person wanted to be, with a session that the verifier takes", async () => {
    const { signIn, finished, cookies } = await signedIn("/plans?pick=year#pay");
    expect(finished.location).toBe("http://localhost:3000/plans?pick=year#pay");
    for (const cookie of finished.cookies) expect(cookie).toContain("HttpOnly");
    const { accessToken, refreshToken } = signIn.read(cookies);
    expect(refreshToken).toBeString();
    const verifier = createVerifier({
      issuer: issuer.url,
      authorizedParties: ["cinema"],
      clientId: "cinema-billing",
    });
    expect(await verifier.verify(accessToken ?? "")).toMatchObject({ email: "viewer@cinema.test" });
  });

  test("of one tab does not spoil another's", async () => {
    const signIn = signInAt();
    const [first, second] = [await signIn.begin("/first"), await signIn.begin("/second")];
    const browser = cookieHeader([...first.cookies, ...second.cookies]);
    const back = await typePassword(first.location);
    expect((await signIn.finish(back.searchParams, browser)).location).toBe("http://localhost:3000/first");
    const backAgain = await typePassword(second.location);
    expect((await signIn.finish(backAgain.searchParams, browser)).location).toBe(
      "http://localhost:3000/second",
    );
  });

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "http://[",
    `/${"long".repeat(2_000)}`,
    "\ud800",
  ])("does not end at %p", async (returnPath) => {
    const location = new URL((await signedIn(returnPath)).finished.location);
    expect(location.origin).toBe("http://localhost:3000");
  });

  test("a path that looks like a host stays a path", async () => {
    expect((await signedIn("/.//evil.example")).finished.location).toBe(
      "http://localhost:3000//evil.example",
    );
  });
});

describe("a sign-in is refused", () => {
  test("in a browser that did not begin it", async () => {
    const signIn = signInAt();
    const begun = await signIn.begin("/");
    const back = await typePassword(begun.location);
    expect(await refusalOf(signIn.finish(back.searchParams, ""))).toBe("not_begun");
    const other = cookieHeader((await signIn.begin("/")).cookies);
    expect(await refusalOf(signIn.finish(back.searchParams, other))).toBe("not_begun");
    expect(await refusalOf(signIn.finish(new URLSearchParams(), other))).toBe("not_begun");
  });

  test("with a state that only begins like the true one", async () => {
    const signIn = signInAt();
    const begun = await signIn.begin("/");
    const query = (await typePassword(begun.location)).searchParams;
    query.set("state", `${query.get("state")?.slice(0, 16)}x`);
    expect(await refusalOf(signIn.finish(query, cookieHeader(begun.cookies)))).toBe("not_begun");
  });

  test("with a memory that is broken", async () => {
    for (const memory of ["nonsense", "{}", "null", "%7B%22state%22%3A1%7D"])
      expect(
        await refusalOf(signInAt().finish(new URLSearchParams({ state: "s" }), `cinema_sign_in_s=${memory}`)),
      ).toBe("not_begun");
  });

  test("when another issuer answers", async () => {
    const signIn = signInAt();
    const begun = await signIn.begin("/");
    const query = (await typePassword(begun.location)).searchParams;
    query.set("iss", "https://evil.example");
    expect(await refusalOf(signIn.finish(query, cookieHeader(begun.cookies)))).toBe("wrong_issuer");
  });

  test("when the person turned away", async () => {
    const signIn = signInAt();
    const begun = await signIn.begin("/");
    const state = new URL(begun.location).searchParams.get("state") ?? "";
    const query = new URLSearchParams({ state, error: "access_denied" });
    expect(await refusalOf(signIn.finish(query, cookieHeader(begun.cookies)))).toBe("denied");
  });

  test("when its code was used before", async () => {
    const { signIn, begun, back } = await signedIn();
    expect(await refusalOf(signIn.finish(back.searchParams, cookieHeader(begun.cookies)))).toBe(
      "code_refused",
    );
  });

  test("when the code is not of this browser's verifier", async () => {
    const signIn = signInAt();
    const [mine, theirs] = [await signIn.begin("/"), await signIn.begin("/")];
    const query = (await typePassword(theirs.location)).searchParams;
    query.set("state", new URL(mine.location).searchParams.get("state") ?? "");
    expect(await refusalOf(signIn.finish(query, cookieHeader(mine.cookies)))).toBe("code_refused");
  });
});

describe("a session", () => {
  test("is renewed, and calls that come together share one answer", async () => {
    const { signIn, cookies } = await signedIn();
    const { accessToken, refreshToken = "" } = signIn.read(cookies);
    const renewed = await Promise.all([signIn.renew(refreshToken), signIn.renew(refreshToken)]);
    expect(renewed[0]).toEqual(renewed[1]);
    expect(renewed[0].accessToken).not.toBe(accessToken);
    const next = signIn.read(cookieHeader(renewed[0].cookies)).refreshToken ?? "";
    expect((await signIn.renew(next)).accessToken).toBeString();
  });

  test("is over after signing out, here and at the issuer", async () => {
    const { signIn, cookies } = await signedIn();
    const { refreshToken = "" } = signIn.read(cookies);
    const step = await signIn.end(cookies);
    expect(step).toMatchObject({ location: "http://localhost:3000/", endedAtIssuer: true });
    expect(step.cookies).toEqual(signIn.forget());
    expect(cookieHeader(step.cookies)).toBe("");
    expect(await refusalOf(signIn.renew(refreshToken))).toBe("session_over");
  });

  test("ends at an issuer whose address for browsers is out of our reach", async () => {
    // Port 1 of this machine answers nobody, as "localhost" of a person's machine does not answer a container.
    const own = await startIssuer({ origin: "http://127.0.0.1:1" });
    const within = (address: string) =>
      address.replace("http://127.0.0.1:1/", `http://127.0.0.1:${own.port}/`);
    const discoveryUrl = `${within(own.url)}/.well-known/openid-configuration`;
    const signIn = signInAt({ issuer: own.url, discoveryUrl });
    const begun = await signIn.begin("/");
    expect(begun.location).toStartWith("http://127.0.0.1:1/");
    const back = await typePassword(within(begun.location), within);
    const { cookies } = await signIn.finish(back.searchParams, cookieHeader(begun.cookies));
    const { refreshToken = "" } = signIn.read(cookieHeader(cookies));
    expect(await signIn.end(cookieHeader(cookies))).toMatchObject({ endedAtIssuer: true });
    expect(await refusalOf(signIn.renew(refreshToken))).toBe("session_over");
    await own.stop();
  });

  test("of nobody ends quietly", async () => {
    expect(await signInAt().end("")).toMatchObject({ endedAtIssuer: false });
  });

  test("is over with a refresh token that is none", async () => {
    expect(await refusalOf(signInAt().renew("garbage"))).toBe("session_over");
  });

  test("travels by HTTPS alone when our pages do", async () => {
    const signIn = signInAt({ redirectUri: "https://cinema.example/signed-in" });
    const [cookie] = signIn.forget();
    expect(cookie).toStartWith("__Host-cinema_access=;");
    expect(cookie).toContain("Secure");
  });
});

describe("an issuer that fails", () => {
  test("is unavailable, and signing out of the browser still works", async () => {
    const signIn = signInAt({ issuer: "http://127.0.0.1:1/realms/cinema" });
    await expect(signIn.begin("/")).rejects.toThrow(IssuerUnavailable);
    await expect(signIn.renew("r")).rejects.toThrow(IssuerUnavailable);
    expect(await signIn.end("cinema_refresh=r")).toMatchObject({ endedAtIssuer: false });
  });

  test("is unavailable when it does not know our client, and the tokens are not told", async () => {
    const secret = "a-client-secret";
    const signIn = signInAt({ clientId: "nobody", clientSecret: secret });
    const error = await signIn.renew("a-refresh-token").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(IssuerUnavailable);
    const said = `${Bun.inspect(error)} ${JSON.stringify(error)}`;
    for (const hidden of [secret, "a-refresh-token", Buffer.from(`nobody:${secret}`).toString("base64")])
      expect(said).not.toContain(hidden);
  });

  test.each([
    ["HTML", () => new Response("<html>")],
    ["null", () => Response.json(null)],
    ["no token", () => Response.json({ token_type: "Bearer" })],
    ["an error of its own", () => new Response("", { status: 502 })],
    ["never given", () => new Promise<Response>(() => undefined)],
  ])("is unavailable when its tokens are %s", async (_, tokens) => {
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) =>
        request.method === "POST"
          ? tokens()
          : Response.json({
              issuer: "http://x/",
              jwks_uri: request.url,
              authorization_endpoint: request.url,
              token_endpoint: request.url,
            }),
    });
    const discoveryUrl = `http://127.0.0.1:${server.port}/`;
    await expect(signInAt({ issuer: "http://x/", discoveryUrl, timeout: 100 }).renew("r")).rejects.toThrow(
      IssuerUnavailable,
    );
    await server.stop(true);
  });
});
