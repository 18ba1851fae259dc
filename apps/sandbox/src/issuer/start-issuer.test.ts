import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, decodeJwt, type JWTVerifyOptions, jwtVerify } from "jose";
import type { MintOptions } from "./mint-token.ts";
import { type Issuer, startIssuer } from "./start-issuer.ts";

let issuer: Issuer;

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

/** A careful resource server: what the billing service does with a token, written apart from it. */
async function verify(token: string, from = issuer) {
  const keys = createRemoteJWKSet(new URL(`${from.url}/protocol/openid-connect/certs`));
  const options: JWTVerifyOptions = { issuer: from.url, audience: "account", algorithms: ["RS256"] };
  return (await jwtVerify(token, keys, options)).payload;
}

describe("mint", () => {
  test("makes a good token of a ready person or of anybody", async () => {
    expect(await verify(await issuer.mint())).toMatchObject({ email: "viewer@cinema.test", azp: "cinema" });
    const manager = await verify(await issuer.mint({ email: "manager@cinema.test" }));
    expect(manager).toMatchObject({ realm_access: { roles: expect.arrayContaining(["Manager"]) } });
    const stranger = await verify(await issuer.mint({ email: "new@cinema.test", roles: ["Manager"] }));
    expect(stranger).toMatchObject({ email: "new@cinema.test", name: "new Somebody" });
    expect(decodeJwt(await issuer.mint({ email: "new@cinema.test" })).sub).toBe(stranger.sub);
    const { sub } = stranger;
    expect(await verify(await issuer.mint({ sub: String(sub) }))).toMatchObject({
      sub,
      email: "somebody@cinema.test",
    });
  });

  test("changes, adds and leaves out claims", async () => {
    const claims = await verify(
      await issuer.mint({
        azp: "other",
        clientRoles: { "cinema-billing": ["Manager"] },
        claims: { email: undefined, tenant: "x" },
      }),
    );
    expect(claims).toMatchObject({ azp: "other", tenant: "x" });
    expect(claims).not.toHaveProperty("email");
    expect(claims).toMatchObject({ resource_access: { "cinema-billing": { roles: ["Manager"] } } });
  });

  const bad: [string, MintOptions][] = [
    ["expired", { expiresIn: -1 }],
    ["another issuer's", { issuer: "http://127.0.0.1:1/realms/cinema" }],
    ["another audience's", { audience: "somebody-else" }],
    ["unsigned", { algorithm: "none" }],
    ["signed with the public key as a secret", { algorithm: "HS256" }],
    ["signed by a stranger", { signer: "stranger" }],
    ["of an unknown key", { kid: "unknown" }],
  ];
  test.each(bad)("makes one that must be refused: %s", async (_, options) => {
    await expect(verify(await issuer.mint(options))).rejects.toThrow();
  });
});

test("a rotated key signs, the old one stays good until it is retired", async () => {
  const own = await startIssuer();
  const old = await own.mint();
  await own.rotateKey();
  const fresh = await own.mint();
  expect(await verify(old, own)).toMatchObject({ email: "viewer@cinema.test" });
  expect(await verify(fresh, own)).toMatchObject({ email: "viewer@cinema.test" });
  own.retireOldKeys();
  await expect(verify(old, own)).rejects.toThrow();
  expect(await verify(fresh, own)).toMatchObject({ email: "viewer@cinema.test" });
  await own.stop();
});

test("discovery names the issuer and endpoints that answer", async () => {
  const response = await fetch(`${issuer.url}/.well-known/openid-configuration`);
  const document: Record<string, unknown> = Object(await response.json());
  expect(document).toMatchObject({
    issuer: issuer.url,
    code_challenge_methods_supported: ["S256"],
    grant_types_supported: ["authorization_code", "refresh_token", "password", "client_credentials"],
  });
  for (const name of ["authorization", "token", "userinfo", "end_session"]) {
    const answered = await fetch(String(document[`${name}_endpoint`]), { method: "PUT" });
    expect(answered.status).toBe(405);
  }
  const realm: Record<string, unknown> = Object(await (await fetch(issuer.url)).json());
  expect(realm).toMatchObject({ realm: "cinema", public_key: expect.stringMatching(/^MII/) });
  const unknown = await fetch(`${issuer.url}/nowhere`);
  expect(unknown.status).toBe(404);
});

test("keys and sessions survive a restart when they have a file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "issuer-"));
  const stateFile = join(folder, "deep", "issuer.json");
  const before = await startIssuer({ stateFile });
  await before.rotateKey();
  const tokens = await password(before);
  await before.stop();
  expect(statSync(stateFile).mode & 0o777).toBe(0o600);

  const after = await startIssuer({ stateFile, port: before.port });
  expect(await verify(String(tokens.access_token), after)).toMatchObject({ email: "viewer@cinema.test" });
  const refreshed = await post(after, {
    grant_type: "refresh_token",
    client_id: "cinema",
    refresh_token: String(tokens.refresh_token),
  });
  expect(refreshed.access_token).toBeString();
  await after.stop();

  await Bun.write(stateFile, "{}");
  await expect(startIssuer({ stateFile })).rejects.toThrow("does not hold the issuer's state");
  rmSync(folder, { recursive: true });
});

test("lifetimes, people, clients and the public address can be chosen", async () => {
  const own = await startIssuer({
    origin: "http://localhost:8080",
    lifetimes: { accessToken: 60 },
    people: [{ ...(issuer.people[0] ?? neverHappens()), email: "only@cinema.test" }],
    clients: [{ id: "web", redirectUris: [], passwordGrant: true }],
  });
  expect(own.url).toBe("http://localhost:8080/realms/cinema");
  const form = { grant_type: "password", client_id: "web", username: "only@cinema.test", password: "cinema" };
  const body = await post(own, form);
  expect(body.expires_in).toBe(60);
  expect(decodeJwt(String(body.access_token)).iss).toBe("http://localhost:8080/realms/cinema");
  await own.stop();
});

function neverHappens(): never {
  throw new Error("there is always a first person");
}

function password(from: Issuer) {
  return post(from, {
    grant_type: "password",
    client_id: "cinema",
    username: "viewer@cinema.test",
    password: "cinema",
  });
}

async function post(to: Issuer, form: Record<string, string>): Promise<Record<string, unknown>> {
  const url = `http://127.0.0.1:${to.port}/realms/cinema/protocol/openid-connect/token`;
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  return Object(await response.json());
}
