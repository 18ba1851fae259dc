import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { MintOptions } from "@cinema/sandbox/issuer/mint-token";
import { type Issuer, startIssuer } from "@cinema/sandbox/issuer/start-issuer";
import { decodeJwt } from "jose";
import { IssuerUnavailable, type RejectionReason, TokenRejected } from "./errors.ts";
import { createVerifier, type VerifierSettings } from "./verifier.ts";

let issuer: Issuer;

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

function verifier(settings: Partial<VerifierSettings> = {}, of = issuer) {
  return createVerifier({
    issuer: of.url,
    authorizedParties: ["cinema", "cinema-services"],
    clientId: "cinema-billing",
    jwksCooldown: 0,
    ...settings,
  });
}

async function tokenOf(grant: Record<string, string>): Promise<{ access_token: string; id_token: string }> {
  const response = await fetch(`${issuer.url}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams(grant),
  });
  return Object(await response.json());
}

async function reasonOf(verified: Promise<unknown>): Promise<RejectionReason> {
  const error = await verified.then(
    () => new Error("the token was taken"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof TokenRejected) return error.reason;
  throw error;
}

describe("a good token", () => {
  test("of a person says who he is", async () => {
    expect(await verifier().verify(await issuer.mint())).toEqual({
      userId: "c1e3a000-0000-4000-8000-000000000001",
      email: "viewer@cinema.test",
      emailVouchedAt: expect.stringMatching(/Z$/),
      name: "Вера Зритель",
      language: "ru",
      roles: new Set(),
      service: undefined,
    });
  });

  test("of the token endpoint is taken too", async () => {
    const grant = { grant_type: "password", client_id: "cinema", password: "cinema" };
    const { access_token } = await tokenOf({ ...grant, username: "manager2@cinema.test" });
    const identity = await verifier().verify(access_token);
    expect(identity).toMatchObject({ email: "manager2@cinema.test", language: "en" });
    expect(identity.roles).toEqual(new Set(["manager"]));
  });

  test("of a service says which", async () => {
    const { access_token } = await tokenOf({
      grant_type: "client_credentials",
      client_id: "cinema-services",
      client_secret: "cinema",
    });
    expect(await verifier().verify(access_token)).toMatchObject({
      service: "cinema-services",
      email: undefined,
    });
  });

  test("counts our client's roles and nobody else's", async () => {
    const clientRoles = { "cinema-billing": ["Finance"], elsewhere: ["Manager"] };
    const identity = await verifier().verify(await issuer.mint({ clientRoles }));
    expect(identity.roles).toEqual(new Set(["finance"]));
  });

  test.each<[Partial<VerifierSettings>, MintOptions]>([
    [
      { audience: ["billing"], authorizedParties: [] },
      { audience: ["account", "billing"], azp: "other" },
    ],
    [
      { audience: ["billing"], authorizedParties: [] },
      { audience: "billing", azp: "other" },
    ],
    [
      { audience: ["billing"], authorizedParties: ["cinema"] },
      { audience: "account", azp: "cinema" },
    ],
  ])("is for us by its audience or its party: %o %o", async (settings, options) => {
    expect(await verifier(settings).verify(await issuer.mint(options))).toHaveProperty("userId");
  });

  test("is taken a little late, within the tolerance", async () => {
    const token = await issuer.mint();
    const expiry = (decodeJwt(token).exp ?? 0) * 1_000;
    const at = (now: number) => verifier({ now: () => now, clockTolerance: 2_000 }).verify(token);
    expect(await at(expiry + 1_000)).toHaveProperty("userId");
    expect(await reasonOf(at(expiry + 3_000))).toBe("expired");
  });
});

const nameless = { client_id: "cinema", preferred_username: undefined };
const serviceUser = { preferred_username: "service-account-cinema" };

const bad: [string, MintOptions, RejectionReason][] = [
  ["expired", { expiresIn: -60 }, "expired"],
  ["without an end", { claims: { exp: undefined } }, "malformed"],
  ["whose end is no number", { claims: { exp: "tomorrow" } }, "malformed"],
  ["without a beginning", { claims: { iat: undefined } }, "malformed"],
  ["without a subject", { claims: { sub: undefined } }, "malformed"],
  ["of an empty subject", { claims: { sub: "" } }, "malformed"],
  ["of tomorrow", { claims: { nbf: Math.floor(Date.now() / 1_000) + 86_400 } }, "not_yet_valid"],
  ["of another issuer", { issuer: "http://127.0.0.1:1/realms/cinema" }, "wrong_issuer"],
  ["of another realm", { issuer: "http://127.0.0.1:1/realms/cinema2" }, "wrong_issuer"],
  ["of no issuer", { claims: { iss: undefined } }, "wrong_issuer"],
  ["for another client", { azp: "other" }, "wrong_audience"],
  ["for nobody", { claims: { azp: undefined, aud: undefined } }, "wrong_audience"],
  ["for a party that is no text", { claims: { azp: ["cinema"] } }, "wrong_audience"],
  ["unsigned", { algorithm: "none" }, "bad_algorithm"],
  ["signed with the public key as a secret", { algorithm: "HS256" }, "bad_algorithm"],
  ["signed by a stranger", { signer: "stranger" }, "bad_signature"],
  ["of an unknown key", { kid: "unknown" }, "unknown_key"],
  ["of another kind", { claims: { typ: "ID" } }, "wrong_type"],
  ["of a client without a user name", { claims: nameless }, "wrong_type"],
  ["of a service's user without its client", { claims: serviceUser }, "wrong_type"],
];

describe("a token is refused when it is", () => {
  test.each(bad)("%s", async (_, options, reason) => {
    expect(await reasonOf(verifier().verify(await issuer.mint(options)))).toBe(reason);
  });

  test("an ID token, though it is for our client", async () => {
    const { id_token } = await tokenOf({
      grant_type: "password",
      client_id: "cinema",
      username: "viewer@cinema.test",
      password: "cinema",
      scope: "openid",
    });
    expect(await reasonOf(verifier().verify(id_token))).toBe("wrong_type");
  });

  test("changed on the way", async () => {
    const [header, payload = "", signature] = (await issuer.mint()).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: "another" })).toString("base64url");
    const token = [header, changed, signature].join(".");
    expect(await reasonOf(verifier().verify(token))).toBe("bad_signature");
  });

  test.each([
    ["", "missing"],
    ["garbage", "malformed"],
    ["a.b.c", "malformed"],
    ["a.b.c.d.e", "malformed"],
    ["..", "malformed"],
    ["e30.e30.e30", "malformed"],
    ["я".repeat(10_000), "malformed"],
  ] as const)("%p", async (token, reason) => {
    expect(await reasonOf(verifier().verify(token))).toBe(reason);
  });

  test("and says nothing of what was in it", async () => {
    const error = await verifier()
      .verify(await issuer.mint({ expiresIn: -60 }))
      .catch((thrown: unknown) => thrown);
    const said = `${Bun.inspect(error)} ${JSON.stringify(error)}`;
    expect(said).toContain("expired");
    expect(said).not.toContain("viewer");
    expect(said).not.toContain("eyJ");
  });
});

describe("keys", () => {
  test("a fresh key is taken soon, the old one as long as it is published", async () => {
    const own = await startIssuer();
    const { verify } = verifier({}, own);
    const old = await own.mint();
    await verify(old);
    await own.rotateKey();
    const fresh = await own.mint();
    expect(await verify(fresh)).toHaveProperty("userId");
    expect(await verify(old)).toHaveProperty("userId");
    own.retireOldKeys();
    expect(await reasonOf(verifier({}, own).verify(old))).toBe("unknown_key");
    await own.stop();
  });

  test("are not asked for again while they cool down", async () => {
    const own = await startIssuer();
    const { verify } = verifier({ jwksCooldown: 60_000 }, own);
    await verify(await own.mint());
    await own.rotateKey();
    expect(await reasonOf(verify(await own.mint()))).toBe("unknown_key");
    await own.stop();
  });

  test("known keys serve while the issuer is away; without them it is unavailable, not the token's fault", async () => {
    const own = await startIssuer();
    const warm = verifier({}, own);
    const token = await own.mint();
    const strange = await own.mint({ kid: "unknown" });
    await warm.verify(token);
    await own.stop();
    expect(await warm.verify(token)).toHaveProperty("userId");
    await expect(warm.verify(strange)).rejects.toThrow(IssuerUnavailable);
    await expect(verifier({}, own).verify(token)).rejects.toThrow(IssuerUnavailable);
  });

  test("the issuer is asked again once it is back", async () => {
    const first = await startIssuer();
    const { verify } = verifier({}, first);
    await first.stop();
    await expect(verify(await first.mint())).rejects.toThrow(IssuerUnavailable);
    const second = await startIssuer({ port: first.port });
    expect(await verify(await second.mint())).toHaveProperty("userId");
    await second.stop();
  });

  test("a forged token costs the issuer nothing when its form alone betrays it", async () => {
    const { verify } = verifier({ issuer: "http://127.0.0.1:1/realms/cinema" });
    expect(await reasonOf(verify("garbage"))).toBe("malformed");
    expect(await reasonOf(verify(await issuer.mint({ algorithm: "none" })))).toBe("bad_algorithm");
    expect(await reasonOf(verify(await issuer.mint({ algorithm: "HS256" })))).toBe("bad_algorithm");
  });
});

describe("the issuer's description", () => {
  async function described(body: unknown, status = 200) {
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => Response.json(body, { status }),
    });
    const discoveryUrl = `http://127.0.0.1:${server.port}/`;
    const error = await verifier({ discoveryUrl })
      .verify(await issuer.mint())
      .catch((thrown: unknown) => thrown);
    await server.stop(true);
    return error;
  }
  const endpoints = (url: string) => ({
    issuer: url,
    jwks_uri: `${issuer.url}/protocol/openid-connect/certs`,
    authorization_endpoint: `${issuer.url}/a`,
    token_endpoint: `${issuer.url}/t`,
  });

  test("may be read at another address", async () => {
    expect(await described(endpoints(issuer.url))).toHaveProperty("userId");
  });

  test("of another issuer is not believed", async () => {
    expect(await described(endpoints("http://127.0.0.1:1/realms/cinema"))).toBeInstanceOf(IssuerUnavailable);
  });

  test.each([[{}], [null], [{ issuer: "x" }]])("that is %o cannot be used", async (body) => {
    expect(await described(body)).toBeInstanceOf(IssuerUnavailable);
  });

  test("that comes with an error cannot be used", async () => {
    expect(await described(endpoints(issuer.url), 500)).toBeInstanceOf(IssuerUnavailable);
  });

  test("whose keys are none cannot be used", async () => {
    const broken = { ...endpoints(issuer.url), jwks_uri: `${issuer.url}/.well-known/openid-configuration` };
    expect(await described(broken)).toBeInstanceOf(IssuerUnavailable);
  });
});

test.each<[string, Partial<VerifierSettings>]>([
  ["everybody's tokens", { audience: [], authorizedParties: [] }],
  ["no algorithm", { algorithms: [] }],
  ["unsigned tokens", { algorithms: ["RS256", "none"] }],
  ["shared secrets", { algorithms: ["HS256"] }],
])("is not made to take %s", (_, settings) => {
  expect(() => verifier(settings)).toThrow(TypeError);
});
