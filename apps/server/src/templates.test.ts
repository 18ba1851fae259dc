import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { deliver } from "@cinema/billing/deliver";
import { fieldProblemsOf } from "@cinema/client/refusal";
import { sampleNow } from "@cinema/core/sample-rows";
import { seedTemplates } from "@cinema/db/seed";
import { createMailer } from "@cinema/mail/create-mailer";
import { defaultTemplates } from "@cinema/mail/default-templates";
import { startMailbox } from "@cinema/sandbox/mailbox/start-mailbox";
import { type House, openHouse } from "../test/open-house.ts";
import { codeOf } from "../test/send.ts";
import { subscriber } from "../test/subscriber.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await seedTemplates(house.database.sql, await defaultTemplates(), sampleNow);
});
afterAll(() => house.close());

const staff = (sub = "anna", role = "Manager") =>
  house.client({ sub, email: `${sub}@cinema.test`, roles: [role] }, "ru").admin.templates;

let keys = 0;
/** Why, and a key that nobody has used. */
function because(reason: string) {
  keys += 1;
  return { reason, idempotencyKey: `key-${keys}` };
}

const key = { event: "film_added", language: "ru" } as const;
const words = {
  subject: "Новый фильм: {{film}}",
  html: '<h1>{{film}}</h1>{{#if price}}<p>{{money price}}</p>{{/if}}<p><a class="button" href="{{safeUrl trailer}}">Трейлер</a></p>',
  variables: {
    film: { kind: "text", sample: "Ирония судьбы" },
    price: { kind: "money", sample: 39_900, isOptional: true },
    trailer: { kind: "link", sample: "https://cinema.test/films/1" },
  },
} as const;

/** What is wrong with an input, as its author reads it: field, line, code. */
async function faultsOf(call: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return fieldProblemsOf(error).map(({ path, line, code }) =>
    [path, line, code].filter((part) => part !== undefined).join(" "),
  );
}

describe("versions", () => {
  test("are added, never overwritten; each says who saved it and why; going back is saving anew", async () => {
    const anna = staff();
    expect(await anna.save.mutate({ ...key, ...words, basedOn: 0, ...because("the first words") })).toEqual({
      ...key,
      version: 1,
    });
    const second = { ...key, subject: "Премьера: {{film}}", html: words.html, basedOn: 1 };
    await staff("boris").save.mutate({ ...second, ...because("it is a premiere") });
    await anna.restore.mutate({ ...key, version: 1, basedOn: 2, ...because("it was none") });
    const found = await anna.get.query(key);
    expect(found).toMatchObject({ ...key, version: 3, isInUse: true, isOwn: false, subject: words.subject });
    expect(found.versions).toMatchObject([
      { version: 3, subject: words.subject, createdBy: "manager:anna", reason: "it was none" },
      { version: 2, subject: second.subject, createdBy: "manager:boris", reason: "it is a premiere" },
      { version: 1, subject: words.subject, createdBy: "manager:anna", reason: "the first words" },
    ]);
    expect(await anna.get.query({ ...key, version: 2 })).toMatchObject({
      subject: second.subject,
      isInUse: false,
    });
    // The second version has declared nothing, so it has what the first had.
    expect(found.variables.map(({ name }) => name)).toEqual([
      "siteUrl",
      "viewerName",
      "film",
      "price",
      "trailer",
    ]);
  });

  test("two who had the same version before them: the second is told, and nothing is lost", async () => {
    const event = "two_at_once";
    const save = (sub: string, basedOn: number) =>
      staff(sub).save.mutate({
        event,
        language: "ru",
        subject: sub,
        html: "<p>x</p>",
        basedOn,
        ...because("mine"),
      });
    const outcomes = await Promise.all([codeOf(save("anna", 0)), codeOf(save("boris", 0))]);
    expect(outcomes.toSorted()).toEqual(["no error", "template_changed"]);
    expect((await staff().get.query({ event, language: "ru" })).versions).toHaveLength(1);
  });

  test("a call that is repeated saves once", async () => {
    const event = "said_twice";
    const call = {
      event,
      language: "en",
      subject: "x",
      html: "<p>x</p>",
      basedOn: 0,
      ...because("once"),
    } as const;
    expect(await staff().save.mutate(call)).toEqual(await staff().save.mutate(call));
    expect((await staff().get.query({ event, language: "en" })).versions).toHaveLength(1);
  });

  test.each([
    [{ event: "no_such", language: "ru" } as const, "template_unknown"],
    [{ ...key, version: 99 }, "template_unknown"],
  ])("%p is not there", async (asked, code) => {
    expect(await codeOf(staff().get.query(asked))).toBe(code);
    expect(await codeOf(staff().preview.query(asked))).toBe(code);
  });
});

describe("the list", () => {
  test("says of each event whether it is ours, which version is in use, and which translation is missing", async () => {
    const events = new Map<string, unknown>();
    let cursor: string | null | undefined;
    do {
      const page = await staff("arthur", "Auditor").list.query({ limit: 3, cursor });
      for (const item of page.items) events.set(item.id, item);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect([...events.keys()]).toEqual([...events.keys()].toSorted());
    expect(events.get("paid")).toMatchObject({ isOwn: true, missingLanguages: [], disagreements: [] });
    expect(events.get("film_added")).toMatchObject({
      isOwn: false,
      inUse: [{ language: "ru", version: 3 }],
      missingLanguages: ["en"],
    });
  });

  test("and which variables its languages declare differently", async () => {
    const event = "torn";
    for (const [language, kind, sample] of [
      ["ru", "text", "x"],
      ["en", "money", 1],
    ] as const)
      await staff().save.mutate({
        event,
        language,
        subject: "x",
        html: "<p>x</p>",
        variables: { price: { kind, sample } as { kind: "text"; sample: string } },
        basedOn: 0,
        ...because("a mistake"),
      });
    const { items } = await staff().list.query({ limit: 100 });
    expect(items.find(({ id }) => id === event)).toMatchObject({ disagreements: ["price"] });
  });
});

describe("what may stand between braces", () => {
  test("of one of our own letters is fixed", async () => {
    const variables = await staff("stepan", "Support").variables.query({ event: "paid", language: "en" });
    expect(variables.map(({ name, kind, isOptional }) => `${name} ${kind} ${isOptional}`)).toEqual([
      "siteUrl link false",
      "viewerName text true",
      "planName text false",
      "amount money false",
      "until instant false",
      "nextAmount money true",
      "nextChargeAt instant true",
    ]);
    expect(variables.find(({ name }) => name === "planName")?.sample).toBe("Half-year");
    expect(variables.filter(({ isDeclared }) => isDeclared)).toEqual([]);
    const declared = { ...key, event: "paid", subject: "x", html: "<p>x</p>", basedOn: 1 };
    expect(
      await faultsOf(staff().save.mutate({ ...declared, variables: words.variables, ...because("no") })),
    ).toEqual(["variables fixed_variables"]);
  });

  test("of another letter was declared with it, beside what every letter has", async () => {
    const variables = await staff().variables.query({ event: key.event, language: "en" });
    expect(variables.map(({ name, isDeclared }) => `${name} ${isDeclared}`)).toEqual([
      "siteUrl false",
      "viewerName false",
      "film true",
      "price true",
      "trailer true",
    ]);
  });

  test("of an event without a template is what every letter has", async () => {
    const variables = await staff().variables.query({ event: "no_such" });
    expect(variables.map(({ name }) => name)).toEqual(["siteUrl", "viewerName"]);
  });
});

describe("words that are wrong are refused when they are saved, all faults at once", () => {
  const save = (change: object) =>
    staff().save.mutate({ ...key, ...words, basedOn: 3, ...because("a try"), ...change });

  test.each<[string, object, readonly string[]]>([
    ["an unknown variable", { html: "<p>{{film}}</p>\n<p>{{unknown}}</p>" }, ["html 2 unknown_variable"]],
    [
      "many things",
      {
        subject: "{{flim}}",
        html: '<script>alert(1)</script>\n{{{film}}}\n<p>{{price}}</p>\n<a href="{{film}}">x</a>\n<img onerror="x" src="https://a.test/x.png">',
      },
      [
        "subject 1 unknown_variable",
        "html 2 not_escaped",
        "html 3 wrong_kind",
        "html 1 forbidden_tag",
        "html 4 unsafe_link",
        "html 5 forbidden_attribute",
      ],
    ],
    ["a body of a megabyte", { html: `<p>${"x".repeat(1_000_000)}</p>` }, ["html 1 too_large"]],
    ["nothing", { subject: " ", html: "" }, ["subject 1 empty", "html 1 empty"]],
    ["braces that do not close", { html: "<p>{{#if price}}</p>" }, ["html 1 syntax"]],
    [
      "variables that mean something else",
      { variables: { ...words.variables, date: { kind: "text", sample: "x" } } },
      ["variables.date reserved_name"],
    ],
  ])("%s", async (_, change, expected) => {
    expect(await faultsOf(save(change))).toEqual([...expected]);
    expect((await staff().get.query(key)).version).toBe(3);
  });

  test("with a sentence that says what to write instead", async () => {
    const error: unknown = await save({ html: "<p>{{unknown}}</p>" }).catch((reason: unknown) => reason);
    expect(fieldProblemsOf(error)[0]).toMatchObject({
      name: "unknown",
      message: "There is no variable unknown here. There are: siteUrl, viewerName, film, price, trailer.",
    });
    expect(String(error)).toContain("html: There is no variable unknown here.");
  });

  test("a body beyond what a request may weigh is answered, too", async () => {
    const error: unknown = await save({ html: "x".repeat(1_100_000) }).catch((reason: unknown) => reason);
    expect(String(error)).toContain("larger than the billing service takes");
  });

  test.each<[string, object, string]>([
    ["an event with a capital", { event: "Film" }, "event"],
    ["a variable's name with a dash", { variables: { "a-b": { kind: "text", sample: "x" } } }, "variables"],
    ["a kind that there is not", { variables: { a: { kind: "html", sample: "x" } } }, "variables"],
    ["a text that cannot be kept", { subject: "a\u0000b" }, "subject"],
    ["no version to be based on", { basedOn: undefined }, "basedOn"],
  ])("%s", async (_, change, path) => {
    expect((await faultsOf(save(change)))[0]).toStartWith(path);
  });
});

describe("the preview", () => {
  test("shows the letter whole, with sample data", async () => {
    const { subject, html, text } = await staff().preview.query(key);
    expect(subject).toBe("Новый фильм: Ирония судьбы");
    expect(html).toStartWith("<!doctype html>");
    expect(text).toContain("399\u00a0₽");
    expect(text).toContain("Отписаться от рассылки: http://localhost:3000/unsubscribe/preview");
    const own = await staff().preview.query({ event: "paid", language: "en" });
    expect(own.subject).toBe("Your “Half-year” subscription is paid");
    expect(own.text).not.toContain("Unsubscribe");
  });

  test("of words that are saved nowhere, however long, and says what is wrong with them", async () => {
    const long = { ...words, html: `${words.html}<p>${"слово ".repeat(15_000)}</p>` };
    const shown = await staff().preview.query({ ...key, draft: { ...long, subject: "Проба: {{film}}" } });
    expect(shown.subject).toBe("Проба: Ирония судьбы");
    expect(
      await faultsOf(staff().preview.query({ ...key, draft: { subject: "{{x}}", html: "<p>y</p>" } })),
    ).toEqual(["subject 1 unknown_variable"]);
  });

  test("with the real data of a viewer's latest letter, a script in his name shown and not run", async () => {
    const { viewer } = await subscriber(house);
    const evil = '<script>alert("1")</script>';
    await house.database.sql`update viewer set name = ${evil} where user_id = ${viewer.sub}`;
    const draft = {
      subject: "{{planName}}",
      html: "<p>{{#if viewerName}}{{viewerName}}{{/if}}, {{money amount}}</p>",
    };
    const shown = await staff().preview.query({ event: "paid", language: "ru", draft, userId: viewer.sub });
    expect(shown.subject).toBe("Month");
    expect(shown.html).toContain("&lt;script&gt;");
    expect(shown.html).not.toContain("<script>alert");
    expect(shown.text).toContain("399\u00a0₽");
    expect(await codeOf(staff().preview.query({ ...key, userId: viewer.sub }))).toBe("letter_unknown");
  });
});

describe("trying a letter out", () => {
  test("sends it to oneself the way all letters go, a version or words that are saved nowhere", async () => {
    const mailbox = await startMailbox();
    const mailer = createMailer({
      smtpUrl: `smtp://127.0.0.1:${mailbox.smtpPort}`,
      from: "Cinema <billing@cinema.test>",
    });
    const world = { ...house.world, mailer };
    const by = { actor: "billing:test", reason: "a test", requestId: undefined };
    const tester = staff("tester");
    const saved = await tester.testSend.mutate({ ...key, ...because("how does it look?") });
    const draft = { subject: "Проба: {{film}}", html: "<p>{{film}}</p>" };
    const unsaved = await tester.testSend.mutate({ ...key, draft, ...because("and so?") });
    const queued = await house.database.sql`
      select body from outbox where dedupe_key in (${`letter.deliver:${saved.letterId}`}, ${`letter.deliver:${unsaved.letterId}`})`;
    expect(queued).toHaveLength(2);
    await deliver(world, by, saved.letterId);
    await deliver(world, by, unsaved.letterId);
    expect(mailbox.letters().map(({ to, subject }) => `${to} ${subject}`)).toEqual([
      "tester@cinema.test Проба: Ирония судьбы",
      "tester@cinema.test Новый фильм: Ирония судьбы",
    ]);
    await mailer.close();
    await mailbox.stop();
  });

  test("is counted: after twenty within an hour it is refused, for this person", async () => {
    const send = (sub: string) => codeOf(staff(sub).testSend.mutate({ ...key, ...because("again") }));
    const outcomes = await Promise.all(Array.from({ length: 22 }, () => send("eager")));
    expect(outcomes.toSorted()).toEqual([
      ...Array.from({ length: 20 }, () => "no error"),
      "too_many_tests",
      "too_many_tests",
    ]);
    expect(await send("another")).toBe("no error");
  });

  test("needs an address in the token, and words that pass", async () => {
    const nobody = house.client({ roles: ["Manager"], claims: { email: undefined } }).admin.templates;
    expect(await codeOf(nobody.testSend.mutate({ ...key, ...because("x") }))).toBe("email_missing");
    const draft = { subject: "{{x}}", html: "<p>y</p>" };
    expect(await faultsOf(staff().testSend.mutate({ ...key, draft, ...because("x") }))).toEqual([
      "subject 1 unknown_variable",
    ]);
  });
});
