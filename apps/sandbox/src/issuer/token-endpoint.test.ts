import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { type Issuer, startIssuer } from "./start-issuer.ts";

let now = Date.parse("2026-11-22T09:00:00Z");
let issuer: Issuer;

beforeAll(async () => {
  issuer = await startIssuer({ now: () => now });
});
afterAll(() => issuer.stop());

async function ask(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${issuer.url}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams(form),
    headers,
  });
  const body: Record<string, unknown> = Object(await response.json());
  return { status: response.status, headers: response.headers, body };
}

function refusal(error: string, error_description: string) {
  return { error, error_description };
}

const viewer = {
  grant_type: "password",
  client_id: "cinema",
  username: "viewer@cinema.test",
  password: "cinema",
};

async function signIn(scope = "openid") {
  const { body } = await ask({ ...viewer, scope });
  return { access: String(body.access_token), refresh: String(body.refresh_token), id: body.id_token };
}

function refreshWith(token: string) {
  return ask({ grant_type: "refresh_token", client_id: "cinema", refresh_token: token });
}

describe("password grant", () => {
  test("gives tokens with Keycloak's claims, verifiable by the published keys", async () => {
    const { status, headers, body } = await ask({ ...viewer, scope: "openid" });
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toMatchObject({
      expires_in: 300,
      refresh_expires_in: 1800,
      token_type: "Bearer",
      "not-before-policy": 0,
      scope: "openid email profile",
    });
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/protocol/openid-connect/certs`));
    const { payload, protectedHeader } = await jwtVerify(String(body.access_token), keys, {
      issuer: issuer.url,
      audience: "account",
      algorithms: ["RS256"],
      currentDate: new Date(now),
    });
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT", kid: expect.any(String) });
    expect(payload).toMatchObject({
      iss: issuer.url,
      aud: "account",
      azp: "cinema",
      typ: "Bearer",
      sub: "c1e3a000-0000-4000-8000-000000000001",
      preferred_username: "viewer@cinema.test",
      email: "viewer@cinema.test",
      name: "Вера Зритель",
      given_name: "Вера",
      family_name: "Зритель",
      locale: "ru",
      sid: String(body.session_state),
      realm_access: { roles: ["default-roles-cinema", "offline_access", "uma_authorization"] },
      resource_access: { account: { roles: ["manage-account", "manage-account-links", "view-profile"] } },
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(decodeJwt(String(body.id_token))).toMatchObject({
      aud: "cinema",
      typ: "ID",
      at_hash: expect.any(String),
    });
    expect(decodeJwt(String(body.refresh_token))).toMatchObject({ aud: issuer.url, typ: "Refresh" });
  });

  test("without the scope openid there is no ID token", async () => {
    expect((await signIn("")).id).toBeUndefined();
  });

  test.each([
    ["manager@cinema.test", "Manager"],
    ["manager2@cinema.test", "Manager"],
    ["support@cinema.test", "Support"],
    ["finance@cinema.test", "Finance"],
    ["auditor@cinema.test", "Auditor"],
  ])("%s has the role %s", async (username, role) => {
    const { body } = await ask({ ...viewer, username });
    expect(decodeJwt(String(body.access_token))).toMatchObject({
      realm_access: { roles: expect.arrayContaining([role]) },
    });
  });

  test.each([
    [{ password: "wrong" }, 401, refusal("invalid_grant", "Invalid user credentials")],
    [{ username: "nobody@cinema.test" }, 401, refusal("invalid_grant", "Invalid user credentials")],
    [
      { client_id: "unknown" },
      401,
      refusal("invalid_client", "Invalid client or Invalid client credentials"),
    ],
    [{ grant_type: "toString" }, 400, refusal("unsupported_grant_type", "Unsupported grant_type")],
  ])("refuses %p", async (change, status, expected) => {
    const answered = await ask({ ...viewer, ...change });
    expect(answered.status).toBe(status);
    expect(answered.body).toEqual(expected);
  });

  test("refuses a form without a grant type, and one that says a thing twice", async () => {
    expect((await ask({})).body).toEqual(refusal("invalid_request", "Missing form parameter: grant_type"));
    const twice = await fetch(`${issuer.url}/protocol/openid-connect/token`, {
      method: "POST",
      body: "grant_type=password&grant_type=password",
    });
    expect(await twice.json()).toEqual(refusal("invalid_request", "duplicated parameter"));
  });
});

describe("refresh token", () => {
  test("rotates: each is good once, and one used twice ends its session", async () => {
    const first = await signIn();
    const rotated = await refreshWith(first.refresh);
    expect(rotated.status).toBe(200);
    expect(rotated.body.refresh_token).not.toBe(first.refresh);
    expect(decodeJwt(String(rotated.body.access_token)).sid).toBe(decodeJwt(first.access).sid);

    const replay = await refreshWith(first.refresh);
    expect(replay.status).toBe(400);
    expect(replay.body).toEqual(refusal("invalid_grant", "Maximum allowed refresh token reuse exceeded"));
    expect((await refreshWith(String(rotated.body.refresh_token))).body).toEqual(
      refusal("invalid_grant", "Session doesn't have required client"),
    );
  });

  test("dies of age, and a used one lives on", async () => {
    const idle = await signIn();
    now += 1_000_000;
    const used = await refreshWith((await signIn()).refresh);
    now += 1_000_000;
    expect((await refreshWith(idle.refresh)).body).toEqual(refusal("invalid_grant", "Token is not active"));
    expect((await refreshWith(String(used.body.refresh_token))).status).toBe(200);
  });

  test("is refused when altered, when it is an access token, and for another client", async () => {
    const { refresh, access } = await signIn();
    expect((await refreshWith(`${refresh}x`)).body).toEqual(
      refusal("invalid_grant", "Invalid refresh token"),
    );
    expect((await refreshWith(access)).body).toEqual(refusal("invalid_grant", "Invalid refresh token"));
    const other = await ask({
      grant_type: "refresh_token",
      client_id: "cinema-services",
      client_secret: "cinema",
      refresh_token: refresh,
    });
    expect(other.body.error).toBe("invalid_grant");
    expect((await refreshWith(refresh)).status).toBe(200);
  });

  test("ends by logout", async () => {
    const { refresh } = await signIn();
    const left = await fetch(`${issuer.url}/protocol/openid-connect/logout`, {
      method: "POST",
      body: new URLSearchParams({ client_id: "cinema", refresh_token: refresh }),
    });
    expect(left.status).toBe(204);
    expect((await refreshWith(refresh)).body).toEqual(refusal("invalid_grant", "Session not active"));
  });
});

describe("client credentials", () => {
  const service = { grant_type: "client_credentials" };

  test("give a service's token, the secret in the form or by HTTP Basic", async () => {
    const byForm = await ask({ ...service, client_id: "cinema-services", client_secret: "cinema" });
    const byBasic = await ask(service, { authorization: `Basic ${btoa("cinema-services:cinema")}` });
    for (const { status, body } of [byForm, byBasic]) {
      expect(status).toBe(200);
      expect(body.refresh_token).toBeUndefined();
      expect(body.refresh_expires_in).toBe(0);
      expect(decodeJwt(String(body.access_token))).toMatchObject({
        azp: "cinema-services",
        client_id: "cinema-services",
        preferred_username: "service-account-cinema-services",
        realm_access: { roles: expect.arrayContaining(["Service"]) },
      });
    }
  });

  test("are refused with a wrong secret, and to the public client", async () => {
    const wrong = await ask({ ...service, client_id: "cinema-services", client_secret: "guess" });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toEqual(
      refusal("unauthorized_client", "Invalid client or Invalid client credentials"),
    );
    const without = await ask({ ...service, client_id: "cinema-services" });
    expect(without.status).toBe(401);
    expect((await ask({ ...service, client_id: "cinema" })).body).toEqual(
      refusal("unauthorized_client", "Public client not allowed to retrieve service account"),
    );
  });

  test("is the only grant of a client without direct access", async () => {
    const answered = await ask({ ...viewer, client_id: "cinema-services", client_secret: "cinema" });
    expect(answered.body).toEqual(
      refusal("unauthorized_client", "Client not allowed for direct access grants"),
    );
  });
});

describe("userinfo", () => {
  function userinfo(token?: string) {
    return fetch(`${issuer.url}/protocol/openid-connect/userinfo`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  }

  test("tells who the bearer is", async () => {
    const response = await userinfo((await signIn()).access);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      sub: "c1e3a000-0000-4000-8000-000000000001",
      email: "viewer@cinema.test",
      email_verified: true,
    });
  });

  test("refuses no token, a bad one, one without openid, and one whose session is over", async () => {
    expect((await userinfo()).status).toBe(401);
    const bad = await userinfo(await issuer.mint({ algorithm: "none" }));
    expect(bad.status).toBe(401);
    expect(bad.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect((await userinfo((await signIn("")).access)).status).toBe(403);
    const ended = await signIn();
    await fetch(`${issuer.url}/protocol/openid-connect/logout`, {
      method: "POST",
      body: new URLSearchParams({ client_id: "cinema", refresh_token: ended.refresh }),
    });
    expect((await userinfo(ended.access)).status).toBe(401);
  });
});

test("pages of the cinema may call from a browser, other origins may not", async () => {
  const token = `${issuer.url}/protocol/openid-connect/token`;
  const own = await fetch(token, { method: "OPTIONS", headers: { origin: "http://localhost:3000" } });
  expect(own.headers.get("access-control-allow-origin")).toBe("http://localhost:3000");
  const foreign = await fetch(token, {
    method: "OPTIONS",
    headers: { origin: "http://localhost.evil.test" },
  });
  expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
});

test("the header of a token names its key", async () => {
  const certs = await fetch(`${issuer.url}/protocol/openid-connect/certs`);
  const { keys }: { keys: { kid: string }[] } = Object(await certs.json());
  expect(decodeProtectedHeader((await signIn()).access).kid).toBe(keys[0]?.kid);
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
});

test("a client with a new secret gets nothing by the old one, nor without", async () => {
  const another = await startIssuer();
  const askWith = async (secret: Record<string, string>) => {
    const { url } = another;
    const body = new URLSearchParams({ ...viewer, ...secret });
    return (await fetch(`${url}/protocol/openid-connect/token`, { method: "POST", body })).status;
  };
  another.changeSecret("cinema", "first");
  expect([await askWith({}), await askWith({ client_secret: "first" })]).toEqual([401, 200]);
  another.changeSecret("cinema", "second");
  expect([await askWith({ client_secret: "first" }), await askWith({ client_secret: "second" })]).toEqual([
    401, 200,
  ]);
  expect(() => another.changeSecret("nobody", "x")).toThrow("nobody");
  await another.stop();
});
