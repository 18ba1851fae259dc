import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const storedState = z.object({
  /** Private keys as JWK, the signing one first. */
  keys: z.array(z.looseObject({ kty: z.literal("RSA"), kid: z.string() })).min(1),
  /** The secret that signs refresh tokens, base64url. */
  refresh_secret: z.string().min(1),
  sessions: z.array(
    z.object({
      id: z.string(),
      cookie: z.string(),
      sub: z.string(),
      started: z.number(),
      used: z.number(),
      families: z.array(z.object({ id: z.string(), client_id: z.string(), token_id: z.string() })),
    }),
  ),
});

/** What the issuer remembers across restarts. */
export type StoredState = z.output<typeof storedState>;

/** Reads the state; a missing file is a first start. @throws when the file is not one of ours */
export function readState(path: string): StoredState | undefined {
  if (!existsSync(path)) {
    return undefined;
  }
  const parsed = storedState.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) {
    throw new Error(`${path} does not hold the issuer's state; delete it to start afresh`);
  }
  return parsed.data;
}

/** Writes the state so that a crash leaves either the old or the new file; it holds keys, so only the owner reads it. */
export function writeState(path: string, state: StoredState): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
