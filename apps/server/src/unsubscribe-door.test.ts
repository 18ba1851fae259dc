import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sampleMailingLetter } from "@cinema/core/sample-rows";
import { type House, openHouse } from "../test/open-house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const by = { actor: "billing:test", reason: "a test", requestId: undefined };

/** A letter to a viewer of his own. @returns its link's path, and what is known of him */
async function linkTo(language: "ru" | "en" = "ru") {
  const [userId, token, id] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  const letter = sampleMailingLetter({
    ...{ id, userId, language, unsubscribeToken: token, cause: `test:${id}`, mailingId: undefined },
    status: "sent",
  });
  await house.world.store.change(by, (unit) => unit.save({ letters: [letter] }));
  return {
    path: `/unsubscribe/${token}`,
    isRefused: async () => (await house.world.store.mailings.choice(userId))?.isRefused ?? false,
    cause: async () => (await house.world.store.mailings.choice(userId))?.cause,
    acts: () => house.database.sql`select actor, request_id from act where subject = ${`viewer:${userId}`}`,
    letterId: id,
  };
}

const ask = (path: string, init: RequestInit = {}) =>
  fetch(house.url + path, { redirect: "manual", ...init });

describe("the link in a letter", () => {
  test("followed by a person or a scanner shows a page and changes nothing", async () => {
    const { path, isRefused } = await linkTo();
    for (const method of ["GET", "HEAD", "GET"]) {
      const answer = await ask(path, { method });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toStartWith("text/html");
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    const page = await (await ask(path)).text();
    expect(page).toContain('<html lang="ru">');
    expect(page).toContain('<form method="post"><button>Отписаться</button></form>');
    // It works under our own policy: no script, no inline style.
    expect(page).not.toMatch(/<script|<style|style=/);
    expect((await ask("/unsubscribe/look.css")).headers.get("content-type")).toStartWith("text/css");
    expect(await isRefused()).toBe(false);
  });

  test("posted by the page's button refuses mailings, with time and cause, without any sign-in", async () => {
    const { path, isRefused, cause, letterId } = await linkTo();
    const answer = await ask(path, { method: "POST" });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("Вы отписаны");
    expect(await isRefused()).toBe(true);
    expect(await cause()).toBe(`letter:${letterId}`);
    expect(await (await ask(path)).text()).toContain("Вы отписаны");
  });

  test.each<[string, RequestInit]>([
    ["as a form", { body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) }],
    [
      "in parts",
      {
        body: (() => {
          const form = new FormData();
          form.set("List-Unsubscribe", "One-Click");
          return form;
        })(),
      },
    ],
    [
      "from anywhere",
      {
        body: "List-Unsubscribe=One-Click",
        headers: { origin: "https://mail.example", "sec-fetch-site": "cross-site" },
      },
    ],
  ])(
    "posted by a mail program's own button %s (RFC 8058) refuses likewise, and is not sent elsewhere",
    async (_, init) => {
      const { path, isRefused } = await linkTo();
      expect((await ask(path, { method: "POST", ...init })).status).toBe(200);
      expect(await isRefused()).toBe(true);
    },
  );

  test("posted fifty times at once is one refusal", async () => {
    const { path, isRefused, acts } = await linkTo();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(path, { method: "POST" })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await isRefused()).toBe(true);
    expect(await acts()).toMatchObject([{ actor: "billing:unsubscribe", request_id: expect.any(String) }]);
  });

  test("speaks the language of the browser, else that of the letter", async () => {
    const { path } = await linkTo("en");
    const pageIn = async (language?: string) =>
      (await ask(path, { headers: { "accept-language": language ?? "" } })).text();
    expect(await pageIn()).toContain('<html lang="en">');
    expect(await pageIn("ru-RU,ru;q=0.9")).toContain('<html lang="ru">');
  });
});

describe("what is no link", () => {
  test.each([
    ["nobody's", crypto.randomUUID()],
    ["the id of a letter", "the id"],
    ["no token", "x'; drop table letter; --"],
    ["something long", "a".repeat(5_000)],
  ])("%s is told so, by GET and POST, and changes nothing", async (_, given) => {
    const token = given === "the id" ? (await linkTo()).letterId : given;
    for (const method of ["GET", "POST"]) {
      const answer = await ask(`/unsubscribe/${encodeURIComponent(token)}`, { method });
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain("Ссылка не подходит");
    }
  });

  test("no other method, and nothing below, is anything", async () => {
    const { path, isRefused } = await linkTo();
    for (const method of ["PUT", "DELETE", "PATCH"]) expect((await ask(path, { method })).status).toBe(404);
    expect((await ask(`${path}/more`, { method: "POST" })).status).toBe(404);
    expect(await isRefused()).toBe(false);
  });
});
