import { z } from "zod";

/**
 * Every setting of every process: what it must look like, what holds when it is not given, and what it is. A process
 * reads those it names; values come as text from the environment. `bun run generate` makes README's table and the
 * environments of docker/compose.yaml from here; descriptions are Markdown.
 */
export const settings = {
  DATABASE_URL: address("postgres", "postgresql").meta({
    secret: true,
    description:
      "PostgreSQL: `postgres://user:password@host:5432/cinema`, or by socket `postgres:///cinema?host=/folder&user=name`",
  }),
  AMQP_URL: address("amqp", "amqps").optional().meta({
    secret: true,
    description:
      "RabbitMQ: `amqp://user:password@host:5672/vhost`; without it PostgreSQL itself is the queue",
  }),
  COMMAND_PUBLISHERS: permissions()
    .default(new Map())
    .describe(
      "which RabbitMQ user may send which command ([docs/messages.md](docs/messages.md)): `admin:billing.refund.v1|billing.notify.v1;profile:billing.erase-user.v1`; nobody else may send any",
    ),

  HOST: text().default("0.0.0.0").describe("where the process listens"),
  PORT: wholeNumber(0, 65_535).default(3_000).describe("the port of the HTTP door"),
  HEALTH_PORT: wholeNumber(1, 65_535)
    .optional()
    .describe(
      "given: `/health/live`, `/health/ready` and `/metrics` are answered there, by every process alike",
    ),
  PAGES_DIRECTORY: text()
    .optional()
    .describe("the folder of the pages that `bun run build` has made; without it they are built at start"),
  TRUSTED_PROXY_DEPTH: wholeNumber(0, 10)
    .default(0)
    .describe("how many proxies of yours stand in front; each adds one address to `X-Forwarded-For`"),
  WEBHOOK_ALLOWED_ADDRESSES: list()
    .default(["yookassa"])
    .describe(
      "who may send notifications: `yookassa` (its published networks), `any` (development only), or addresses and networks, separated by commas",
    ),
  METRICS_ALLOWED_ADDRESSES: list()
    .default(["127.0.0.0/8", "::1"])
    .describe(
      "who may read `/metrics` at the HTTP door: addresses and networks, separated by commas, or `any`; at `HEALTH_PORT` everybody may",
    ),
  STOP_NOTICE_SECONDS: wholeNumber(0, 15)
    .default(5)
    .describe(
      "how long the HTTP door goes on serving after SIGTERM while `/health/ready` already answers 503, so that proxies send nothing more",
    ),
  SITE_URL: origin().describe(
    "the cinema's own origin as browsers see it: links in letters and the sign-in lead there",
  ),
  RETURN_ORIGINS: list()
    .pipe(z.array(origin()))
    .default([])
    .describe(
      "further origins, separated by commas, whose pages may call from the browser and that a viewer may be sent back to after paying",
    ),

  SUPPORT_REFUND_LIMIT_KOPECKS: wholeNumber(0, 1_000_000_000_000)
    .default(100_000)
    .describe("the most that Support may give back of one payment, with what the staff gave before"),
  APPROVAL_ABOVE_REFUND_KOPECKS: wholeNumber(0, 1_000_000_000_000)
    .default(500_000)
    .describe("what the staff gives back of one payment above this waits for a second Manager"),
  APPROVAL_ABOVE_MAILING_VIEWERS: wholeNumber(0, 1_000_000_000)
    .default(1_000)
    .describe(
      "a mailing to more viewers than this, with what goes out about the same event within a day, waits for a second Manager",
    ),

  YOOKASSA_API_URL: address("http", "https")
    .default("https://api.yookassa.ru/v3")
    .describe("YooKassa's API, or the twin's"),
  YOOKASSA_SHOP_ID: text().describe("the shop's id"),
  YOOKASSA_SECRET_KEY: text().meta({ secret: true, description: "its key, `test_...` or `live_...`" }),
  YOOKASSA_REQUESTS_PER_SECOND: wholeNumber(1, 10_000)
    .default(20)
    .describe("calls of YooKassa that each process may begin in a second"),
  YOOKASSA_TIMEOUT_SECONDS: wholeNumber(1, 300)
    .default(35)
    .describe(
      "how long a call waits; YooKassa decides within 30 s, and less makes outcomes unknown that it would still have told",
    ),
  FISCALISATION_VAT_CODE: wholeNumber(1, 12)
    .optional()
    .describe(
      "given: every payment and refund carries a fiscal receipt (54-FZ); the values are YooKassa's, your accountant knows them",
    ),
  FISCALISATION_PAYMENT_MODE: text().default("full_payment").describe("what the receipt says"),
  FISCALISATION_PAYMENT_SUBJECT: text().default("service").describe("what the receipt says"),
  FISCALISATION_MEASURE: text().default("piece").describe("what the receipt says"),
  FISCALISATION_TAX_SYSTEM_CODE: wholeNumber(1, 6).optional().describe("what the receipt says"),

  OIDC_ISSUER: address("http", "https").describe(
    "the issuer of access tokens, exactly as they name it: `https://id.example/realms/cinema`",
  ),
  OIDC_DISCOVERY_URL: address("http", "https")
    .optional()
    .describe("its description, when services reach it at another address than browsers do"),
  OIDC_CLIENT_ID: text().default("cinema").describe("how our own pages are known at the issuer"),
  OIDC_CLIENT_SECRET: text()
    .optional()
    .meta({ secret: true, description: "only a confidential client has one" }),
  OIDC_AUDIENCE: list()
    .default([])
    .describe(
      "audiences that are ours, separated by commas; without one the client that asked for the token decides",
    ),
  OIDC_SERVICE_CLIENTS: list()
    .default(["cinema-services"])
    .describe("clients of other services that may ask about any viewer, separated by commas"),
  OIDC_ROLE_MANAGER: text()
    .default("Manager")
    .describe("the name of the role at the issuer, of the realm or of our client"),
  OIDC_ROLE_SUPPORT: text().default("Support").describe("likewise"),
  OIDC_ROLE_FINANCE: text().default("Finance").describe("likewise"),
  OIDC_ROLE_AUDITOR: text().default("Auditor").describe("likewise"),

  SMTP_URL: address("smtp", "smtps").meta({
    secret: true,
    description: "the mail server: `smtp://user:password@host:587`, or `smtps:`",
  }),
  MAIL_FROM: text().describe(
    "the sender of letters: `Cinema <billing@cinema.example>`; the name stands at the head of each",
  ),

  SANDBOX_PARTS: list()
    .pipe(
      z.array(z.enum(["twin", "issuer", "mailbox"], "names something else than twin, issuer and mailbox")),
    )
    .default(["twin", "issuer", "mailbox"])
    .describe("what the sandbox starts"),
  SANDBOX_HOST: text().default("127.0.0.1").describe("where its parts listen"),
  TWIN_PORT: wholeNumber(0, 65_535).default(3_001).describe("the YooKassa twin"),
  TWIN_WEBHOOK_URL: text()
    .refine(
      (given) => given === "none" || isAddress(given, ["http", "https"]),
      'is neither "none" nor an address that begins with http:// or https://',
    )
    .default("http://127.0.0.1:3000/webhooks/yookassa")
    .describe("where the twin's notifications go; `none` is nowhere"),
  TWIN_PUBLIC_URL: address("http", "https")
    .optional()
    .describe("the twin's pages as the payer's browser reaches them, when that is another address"),
  TWIN_STATE_FILE: text().optional().describe("given: the twin keeps its memory there across restarts"),
  ISSUER_PORT: wholeNumber(0, 65_535).default(3_002).describe("the development issuer"),
  MAILBOX_PORT: wholeNumber(0, 65_535).default(3_003).describe("the mailbox's page"),
  MAILBOX_STATE_FILE: text()
    .optional()
    .describe("given: the mailbox keeps its letters there across restarts"),
  SMTP_PORT: wholeNumber(0, 65_535).default(3_025).describe("the mailbox's SMTP door"),
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
    (given) => isAddress(given, schemes),
    `is not an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
  );
}

function isAddress(given: string, schemes: readonly string[]): boolean {
  return schemes.some((scheme) => given.startsWith(`${scheme}://`)) && URL.canParse(given);
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
