import { createHash, randomBytes } from "node:crypto";

/** Names and passwords of users who may do everything in the vhost "/"; `guest` is always there. */
export type Users = Readonly<Record<string, string>>;

/** The users in RabbitMQ's format of definitions; `guest` too, since a node that is given users makes none by itself. */
export function definitionsOf(users: Users): object {
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
