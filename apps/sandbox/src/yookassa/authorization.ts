import type { Shop } from "./model.ts";
import { invalidCredentials } from "./problem.ts";

/** Who asks: a shop by its key (Basic), or a partner on its behalf (OAuth). */
export type Caller = { readonly shop: Shop; readonly by: "basic" | "oauth" };

function readBasic(encoded: string): { login: string; password: string } {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1) throw invalidCredentials("Basic authentication failed");
  return { login: text.slice(0, colon), password: text.slice(colon + 1) };
}

function findBasic(header: string, shops: ReadonlyMap<string, Shop>): Shop {
  const { login, password } = readBasic(header.slice("Basic ".length).trim());
  if (!/^\d+$/.test(login)) throw invalidCredentials("Login has illegal format");
  if (!/^(test|live)_/.test(password)) {
    throw invalidCredentials(
      "Incorrect password format in the Authorization header. Use Secret key issued in Merchant Profile as the password",
    );
  }
  const shop = shops.get(login);
  if (shop === undefined || shop.secretKey !== password) {
    throw invalidCredentials(
      "Error in shopId or secret key. Check their validity. You can reissue the key in the Merchant Profile",
    );
  }
  return shop;
}

/** Recognises the caller by the Authorization header; 401 with the provider's own texts otherwise. */
export class Authorization {
  readonly #known = new Map<string, { readonly caller: Caller; readonly secretKey: string }>();

  constructor(private readonly shops: ReadonlyMap<string, Shop>) {}

  recognise(header: string | null): Caller {
    const known = this.#known.get(header ?? "");
    // A key that was replaced opens nothing any more.
    if (known !== undefined && known.secretKey === known.caller.shop.secretKey) return known.caller;
    const caller = this.#recognise(header ?? "");
    // Only right headers are remembered, so a stranger cannot fill the memory.
    this.#known.set(header ?? "", { caller, secretKey: caller.shop.secretKey });
    return caller;
  }

  #recognise(header: string): Caller {
    if (/^Basic /i.test(header)) return { shop: findBasic(header, this.shops), by: "basic" };
    if (/^Bearer /i.test(header)) {
      const token = header.slice("Bearer ".length).trim();
      for (const shop of this.shops.values()) {
        if (shop.oauthToken !== null && shop.oauthToken === token) return { shop, by: "oauth" };
      }
      throw invalidCredentials("OAuth token is invalid");
    }
    throw invalidCredentials("Basic authentication failed");
  }
}
