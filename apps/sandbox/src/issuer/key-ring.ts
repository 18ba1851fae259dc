import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";

/** A key that signs tokens, with the half of it that everybody may read. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
}

/** The realm's keys: the first signs, all are published, so tokens of an older key stay valid after a rotation. */
export class KeyRing {
  private constructor(
    private keys: readonly [SigningKey, ...SigningKey[]],
    /** Signs refresh tokens, which nobody but the issuer reads. */
    readonly refreshSecret: Uint8Array,
  ) {}

  static async create(): Promise<KeyRing> {
    return new KeyRing([await generateKey()], crypto.getRandomValues(new Uint8Array(64)));
  }

  /** Brings back the keys of an earlier run, the signing one first. */
  static async restore(privateJwks: readonly JWK[], refreshSecret: Uint8Array): Promise<KeyRing> {
    const [first, ...rest] = await Promise.all(privateJwks.map(keyOf));
    if (first === undefined) {
      throw new Error("a key ring needs at least one key");
    }
    return new KeyRing([first, ...rest], refreshSecret);
  }

  get current(): SigningKey {
    return this.keys[0];
  }

  get all(): readonly SigningKey[] {
    return this.keys;
  }

  /** A new key signs from now on; the old ones stay published until {@link retireOld}. */
  async rotate(): Promise<void> {
    this.keys = [await generateKey(), ...this.keys];
  }

  /** Only the signing key stays published. */
  retireOld(): void {
    this.keys = [this.current];
  }
}

/** A fresh RS256 key; its `kid` is the key's thumbprint. */
export async function generateKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  return await keyOf({ ...jwk, kid: await calculateJwkThumbprint(jwk) });
}

async function keyOf(privateJwk: JWK): Promise<SigningKey> {
  const { kid = "", kty, n, e } = privateJwk;
  if (kty !== "RSA" || n === undefined || e === undefined) {
    throw new Error("the issuer signs with RSA keys only");
  }
  const publicJwk: JWK = { kid, kty, alg: "RS256", use: "sig", n, e };
  const [privateKey, publicKey] = await Promise.all([importRsa(privateJwk), importRsa(publicJwk)]);
  return { kid, privateKey, publicKey, privateJwk, publicJwk };
}

async function importRsa(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, "RS256", { extractable: true });
  if (key instanceof Uint8Array) {
    throw new Error("an RSA key was expected");
  }
  return key;
}
