import { z } from "zod";

/**
 * Every setting of every process: what it must look like and what holds when it is not given. A process reads
 * those it names; values come as text from the environment.
 */
export const settings = {
  /** PostgreSQL: "postgres://user:password@host:5432/cinema", or by socket "postgres:///cinema?host=FOLDER". */
  DATABASE_URL: address("postgres", "postgresql"),
  /** RabbitMQ: "amqp://user:password@host:5672/vhost"; without it PostgreSQL itself is the queue. */
  AMQP_URL: address("amqp", "amqps").optional(),
  /**
   * Which RabbitMQ user may send which commands (docs/messages.md):
   * "cinema-admin:billing.refund.v1|billing.notify.v1;profile:billing.erase-user.v1". Nobody else may send any.
   */
  COMMAND_PUBLISHERS: permissions().default(new Map()),

  /** Where the HTTP door listens. */
  HOST: text().default("0.0.0.0"),
  PORT: wholeNumber(0, 65_535).default(3_000),
  /** How many proxies stand in front of us; each adds one address to X-Forwarded-For. */
  TRUSTED_PROXY_DEPTH: wholeNumber(0, 10).default(0),
  /**
   * Where notifications may come from: "yookassa" (its published networks), "any" (development only), or
   * addresses and networks ("10.0.0.0/8"), separated by commas.
   */
  WEBHOOK_ALLOWED_ADDRESSES: list().default(["yookassa"]),
  /** The cinema's own address, as browsers see it: links in letters and the sign-in lead there. */
  SITE_URL: origin(),
  /** Further origins that a viewer may be sent back to after paying, separated by commas. */
  RETURN_ORIGINS: list().pipe(z.array(origin())).default([]),

  /** The largest refund that Support may give, in kopecks. */
  SUPPORT_REFUND_LIMIT_KOPECKS: wholeNumber(0, 1_000_000_000_000).default(100_000),
  /** A Manager's refund above this waits for a second Manager, in kopecks. */
  APPROVAL_ABOVE_REFUND_KOPECKS: wholeNumber(0, 1_000_000_000_000).default(500_000),
  /** A mailing to more viewers than this waits for a second Manager. */
  APPROVAL_ABOVE_MAILING_VIEWERS: wholeNumber(0, 1_000_000_000).default(1_000),

  YOOKASSA_API_URL: address("http", "https").default("https://api.yookassa.ru/v3"),
  YOOKASSA_SHOP_ID: text(),
  YOOKASSA_SECRET_KEY: text(),
  /** Calls of YooKassa that each process may begin in a second. */
  YOOKASSA_REQUESTS_PER_SECOND: wholeNumber(1, 10_000).default(20),
  /** YooKassa decides within 30 s: less than that makes outcomes unknown that it would still have told. */
  YOOKASSA_TIMEOUT_SECONDS: wholeNumber(1, 300).default(35),
  /** Given: every payment and refund carries a fiscal receipt (54-FZ). The values are YooKassa's. */
  FISCALISATION_VAT_CODE: wholeNumber(1, 12).optional(),
  FISCALISATION_PAYMENT_MODE: text().default("full_payment"),
  FISCALISATION_PAYMENT_SUBJECT: text().default("service"),
  FISCALISATION_MEASURE: text().default("piece"),
  FISCALISATION_TAX_SYSTEM_CODE: wholeNumber(1, 6).optional(),

  /** The issuer of access tokens, exactly as they name it: "https://id.example/realms/cinema". */
  OIDC_ISSUER: address("http", "https"),
  /** Its description, when services reach it at another address than browsers do. */
  OIDC_DISCOVERY_URL: address("http", "https").optional(),
  /** How our own pages are known at the issuer; only a confidential client has a secret. */
  OIDC_CLIENT_ID: text().default("cinema"),
  OIDC_CLIENT_SECRET: text().optional(),
  /** Audiences that are ours, separated by commas; without one the client that asked for the token decides. */
  OIDC_AUDIENCE: list().default([]),
  /** Clients of other services that may ask about any viewer, separated by commas. */
  OIDC_SERVICE_CLIENTS: list().default(["cinema-services"]),

  /** The mail server: "smtp://user:password@host:587", or "smtps:". */
  SMTP_URL: address("smtp", "smtps"),
  /** The sender of letters: "Cinema <billing@cinema.example>". */
  MAIL_FROM: text(),
} as const;

export type SettingName = keyof typeof settings;

function text() {
  return z.string("is needed").min(1, "is empty");
}

function wholeNumber(least: number, most: number) {
  const expected = `is not a whole number from ${least} to ${most}`;
  return text()
    .regex(/^\d{1,15}$/, expected)
    .transform(Number)
    .pipe(z.number().min(least, expected).max(most, expected));
}

function address(...schemes: readonly string[]) {
  return text().refine(
    (given) => schemes.some((scheme) => given.startsWith(`${scheme}://`)) && URL.canParse(given),
    `is not an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
  );
}

/** Scheme, host and port: "https://cinema.example". */
function origin() {
  return address("http", "https")
    .refine(
      (given) => !URL.canParse(given) || new URL(given).href === `${new URL(given).origin}/`,
      "is not an origin: it has a path, a query or a password",
    )
    .transform((given) => (URL.canParse(given) ? new URL(given).origin : given));
}

/** "one:this|that;other:this", each name to what it is allowed. */
function permissions() {
  const expected = 'does not have the form "user:command|command;user:command"';
  return text()
    .regex(/^[^\s:;|]+:[^\s:;|]+(\|[^\s:;|]+)*(;[^\s:;|]+:[^\s:;|]+(\|[^\s:;|]+)*)*;?$/, expected)
    .transform((given): Permissions => {
      const entries = given.split(";").filter((entry) => entry !== "");
      return new Map(
        entries.map((entry) => {
          const [name = "", allowed = ""] = entry.split(":");
          return [name, new Set(allowed.split("|"))];
        }),
      );
    });
}

/** Names, each with what it is allowed. */
export type Permissions = ReadonlyMap<string, ReadonlySet<string>>;

function list() {
  return text().transform((given) =>
    given
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  );
}
