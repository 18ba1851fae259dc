import { createHash } from "node:crypto";
import { readyShop } from "@cinema/sandbox/yookassa/twin";
import { brokerUsers, operatorUser, ownUser, vhost } from "./broker-users.ts";

/** How passwords come about: by chance for real ones, the same for all in development. */
export interface Chance {
  readonly password: (whose: string) => string;
  /** Four bytes. */
  readonly salt: (whose: string) => Uint8Array;
}

/** For development only, as everybody can read them; real ones are made by `bun run secrets`. */
export const development: Chance = {
  password: () => "development-only",
  salt: (whose) => createHash("sha256").update(whose).digest().subarray(0, 4),
};

/**
 * The files of docker/compose.yaml's secrets that can be made up, and what those that cannot begin with: the key is
 * the twin's, the mail server the catcher. Files that no container has are for the owners of the other services.
 */
export function makeSecrets({ password, salt }: Chance): Readonly<Record<string, string>> {
  const database = password("cinema database");
  const broker = Object.fromEntries(brokerUsers.map((user) => [user, password(`${user} broker`)]));
  const amqp = (user: string) => `amqp://${user}:${broker[user]}@rabbitmq:5672/${vhost}`;
  const neighbours = brokerUsers.filter((user) => user !== ownUser);
  return {
    database_url: `postgres://cinema:${database}@postgres:5432/cinema`,
    amqp_url: amqp(ownUser),
    yookassa_secret_key: readyShop.secretKey,
    oidc_client_secret: "",
    smtp_url: "smtp://mail:3025",
    postgres_password: password("postgres"),
    cinema_database_password: database,
    keycloak_database_password: password("keycloak database"),
    keycloak_admin_password: password("keycloak admin"),
    "rabbitmq_users.json": JSON.stringify(
      {
        users: brokerUsers.map((name) => ({
          name,
          password_hash: passwordHash(broker[name] ?? "", salt(name)),
          hashing_algorithm: "rabbit_password_hashing_sha256",
          tags: name === operatorUser ? ["administrator"] : [],
        })),
      },
      null,
      2,
    ),
    ...Object.fromEntries(neighbours.map((user) => [`amqp_url.${user}`, amqp(user)])),
  };
}

/** RabbitMQ's form: base64 of the salt and SHA-256 of the salt and the password. */
export function passwordHash(password: string, salt: Uint8Array): string {
  const hash = createHash("sha256").update(salt).update(password).digest();
  return Buffer.concat([salt, hash]).toString("base64");
}
