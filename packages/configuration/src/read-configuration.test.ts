import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError, readConfiguration } from "./read-configuration.ts";
import type { SettingName } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "configuration-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const path = join(folder, crypto.randomUUID());
  writeFileSync(path, text);
  return path;
}

function problemsOf(names: readonly SettingName[], environment: Record<string, string>): readonly string[] {
  try {
    readConfiguration(names, environment);
    return [];
  } catch (error) {
    return error instanceof ConfigurationError ? error.problems : [String(error)];
  }
}

test("what is given is read as what it is, the rest has its default", () => {
  const names = [
    "PORT",
    "HOST",
    "SITE_URL",
    "RETURN_ORIGINS",
    "DATABASE_URL",
    "AMQP_URL",
    "YOOKASSA_API_URL",
    "WEBHOOK_ALLOWED_ADDRESSES",
    "FISCALISATION_VAT_CODE",
    "COMMAND_PUBLISHERS",
  ] as const;
  const environment = {
    PORT: "8080",
    HOST: "",
    SITE_URL: "https://Cinema.example:443/",
    RETURN_ORIGINS: "https://a.example, http://localhost:5173",
    DATABASE_URL: "postgres:///cinema?host=/run/postgres",
    COMMAND_PUBLISHERS: "admin:billing.refund.v1|billing.notify.v1;profile:billing.erase-user.v1;",
    UNKNOWN: "ignored",
  };
  expect(readConfiguration(names, environment)).toEqual({
    PORT: 8080,
    HOST: "0.0.0.0",
    SITE_URL: "https://cinema.example",
    RETURN_ORIGINS: ["https://a.example", "http://localhost:5173"],
    DATABASE_URL: "postgres:///cinema?host=/run/postgres",
    AMQP_URL: undefined,
    YOOKASSA_API_URL: "https://api.yookassa.ru/v3",
    WEBHOOK_ALLOWED_ADDRESSES: ["yookassa"],
    FISCALISATION_VAT_CODE: undefined,
    COMMAND_PUBLISHERS: new Map([
      ["admin", new Set(["billing.refund.v1", "billing.notify.v1"])],
      ["profile", new Set(["billing.erase-user.v1"])],
    ]),
  });
});

test("every problem is told at once, by name and never by value", () => {
  const names = ["DATABASE_URL", "PORT", "SITE_URL", "YOOKASSA_SECRET_KEY", "AMQP_URL"] as const;
  const environment = {
    DATABASE_URL: "mysql://root:s3cret@db/cinema",
    PORT: "99999",
    SITE_URL: "https://cinema.example/billing",
    AMQP_URL: "not an address s3cret",
  };
  const problems = problemsOf(names, environment);
  expect(problems).toEqual([
    "DATABASE_URL is not an address that begins with postgres:// or postgresql://",
    "PORT is not a whole number from 0 to 65535",
    "SITE_URL is not an origin: it has a path, a query or a password",
    "YOOKASSA_SECRET_KEY is needed",
    "AMQP_URL is not an address that begins with amqp:// or amqps://",
  ]);
  expect(problems.join()).not.toContain("s3cret");
});

describe("NAME_FILE", () => {
  test("gives a setting by a file, without the end of its line", () => {
    const environment = { YOOKASSA_SECRET_KEY_FILE: fileWith("test_cinema\n") };
    expect(readConfiguration(["YOOKASSA_SECRET_KEY"], environment)).toEqual({
      YOOKASSA_SECRET_KEY: "test_cinema",
    });
  });

  test("is a problem when it cannot be read, is empty, or the setting is given too", () => {
    const cases: [Record<string, string>, string][] = [
      [{ MAIL_FROM_FILE: join(folder, "nowhere") }, "MAIL_FROM_FILE cannot be read: ENOENT"],
      [{ MAIL_FROM_FILE: fileWith("\n") }, "MAIL_FROM is needed"],
      [{ MAIL_FROM_FILE: fileWith("a"), MAIL_FROM: "b" }, "MAIL_FROM is given twice: also as MAIL_FROM_FILE"],
    ];
    for (const [environment, problem] of cases)
      expect(problemsOf(["MAIL_FROM"], environment)).toEqual([problem]);
  });
});

test.each<[SettingName, string]>([
  ["PORT", "-1"],
  ["PORT", "80.5"],
  ["PORT", "1e3"],
  ["SITE_URL", "cinema.example"],
  ["SITE_URL", "javascript://cinema.example"],
  ["SITE_URL", "https://user:password@cinema.example"],
  ["RETURN_ORIGINS", "https://a.example, /path"],
  ["FISCALISATION_VAT_CODE", "13"],
  ["SMTP_URL", "http://mail.example"],
  ["OIDC_ISSUER", "id.example"],
  ["SANDBOX_PARTS", "twin,bank"],
  ["TWIN_WEBHOOK_URL", "nowhere"],
  ["COMMAND_PUBLISHERS", "admin"],
  ["COMMAND_PUBLISHERS", "admin:billing.refund.v1,billing.notify.v1;profile"],
])("%s cannot be %p", (name, value) => {
  expect(problemsOf([name], { [name]: value })).toHaveLength(1);
});
