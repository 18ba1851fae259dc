import { expect } from "bun:test";
import { refusalOf } from "@cinema/client/refusal";
import type { House } from "./open-house.ts";

/** An answer of tRPC's, the first one of a batch. */
export interface Answer {
  readonly status: number;
  readonly body: {
    readonly error?: { readonly message: string; readonly data: Record<string, unknown> };
  };
}

/** A request as any program may send it, without our client's good manners. */
export async function send(
  house: House,
  path: string,
  init: RequestInit & { readonly token?: string } = {},
): Promise<Answer> {
  const { token, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  const response = await fetch(house.url + path, { ...rest, headers });
  const text = await response.text();
  expect(text).not.toMatch(/\bat .*\.ts:\d+|node_modules|"stack"/);
  const body: unknown = text.startsWith("{")
    ? JSON.parse(text)
    : text.startsWith("[")
      ? JSON.parse(text)[0]
      : {};
  return { status: response.status, body: Object(body) };
}

/** What a call of the client is refused for; in other words when it is not refused. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  const outcome = await call.then(
    () => "no error",
    (error: unknown) => error,
  );
  return refusalOf(outcome)?.code ?? String(outcome);
}
