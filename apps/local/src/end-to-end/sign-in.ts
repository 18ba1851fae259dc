import type { OneCommand } from "./one-command.ts";

/** The access token of one of the ready people, by his address and password. */
export async function accessTokenOf({ issuerUrl }: OneCommand, email: string): Promise<string> {
  const answer = await fetch(`${issuerUrl}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "password",
      client_id: "cinema",
      username: email,
      password: "cinema",
    }),
  });
  const { access_token: token } = Object(await answer.json());
  if (typeof token !== "string") throw new Error(`${email} cannot sign in (HTTP ${answer.status})`);
  return token;
}

/** Whose token it is. */
export function subjectOf(token: string): string {
  const [, claims = ""] = token.split(".");
  return String(JSON.parse(Buffer.from(claims, "base64url").toString()).sub);
}
