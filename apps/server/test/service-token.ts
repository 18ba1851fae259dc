import type { House } from "./open-house.ts";

/** The token of another service that speaks for itself (client credentials). */
export async function serviceToken(house: House): Promise<string> {
  const response = await fetch(`${house.issuer.url}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "cinema-services",
      client_secret: "cinema",
    }),
  });
  const { access_token: token } = Object(await response.json());
  return String(token);
}
