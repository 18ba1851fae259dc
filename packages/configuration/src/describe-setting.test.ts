import { expect, test } from "bun:test";
import { describeSetting } from "./describe-setting.ts";
import { type SettingName, settings } from "./settings.ts";

const names = Object.keys(settings) as SettingName[];

test.each(names)("%s says in one line what it is", (name) => {
  const { description } = describeSetting(name);
  expect(description).not.toBe("");
  expect(description).not.toContain("\n");
});

test.each<[SettingName, string]>([
  ["DATABASE_URL", "needed"],
  ["AMQP_URL", "none"],
  ["PORT", "3000"],
  ["RETURN_ORIGINS", "none"],
  ["SANDBOX_PARTS", "twin,issuer,mailbox"],
  ["COMMAND_PUBLISHERS", "nobody"],
])("%s is %p when it is not given", (name, fallback) => {
  expect(describeSetting(name).fallback).toBe(fallback);
});

test("what holds a password or a key is a secret, and nothing else is", () => {
  expect(names.filter((name) => describeSetting(name).isSecret)).toEqual([
    "DATABASE_URL",
    "AMQP_URL",
    "YOOKASSA_SECRET_KEY",
    "OIDC_CLIENT_SECRET",
    "SMTP_URL",
  ]);
});
