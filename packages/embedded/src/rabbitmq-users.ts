import { createHash, randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Names and passwords of users who may do everything in the vhost "/"; `guest` is always there. */
export type Users = Readonly<Record<string, string>>;

/** Lays out the folder of definitions from which a node begins; it reads them in the order of their names. */
export function layDefinitions(
  directory: string,
  { users = {}, definitions = [] }: { readonly users?: Users; readonly definitions?: readonly string[] },
): string {
  const folder = join(directory, "definitions");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "00-users.json"), JSON.stringify(definitionsOf(users)));
  for (const [index, file] of definitions.entries())
    copyFileSync(file, join(folder, `${10 + index}-${basename(file)}`));
  return folder;
}

/** The settings by which a node reads them. */
export function definitionSettings(folder: string): string {
  return `load_definitions = ${folder}\n`;
}

/** The users in RabbitMQ's format of definitions; `guest` too, since a node that is given users makes none by itself. */
function definitionsOf(users: Users): object {
  const all = Object.entries({ guest: "guest", ...users });
  return {
    vhosts: [{ name: "/" }],
    users: all.map(([name, password]) => ({
      name,
      password_hash: passwordHash(password),
      hashing_algorithm: "rabbit_password_hashing_sha256",
      tags: name === "guest" ? ["administrator"] : [],
    })),
    permissions: all.map(([user]) => ({ user, vhost: "/", configure: ".*", write: ".*", read: ".*" })),
  };
}

/** Four bytes of salt, and SHA-256 of the salt and the password. */
function passwordHash(password: string): string {
  const salt = randomBytes(4);
  const hash = createHash("sha256").update(salt).update(password).digest();
  return Buffer.concat([salt, hash]).toString("base64");
}
