import { describe, expect, test } from "bun:test";
import { Refusal } from "./refusal.ts";
import { sampleCircumstances, sampleNow } from "./sample-rows.ts";
import { eventName, saveTemplate } from "./template.ts";
import { mostTestsAnHour, writeTestLetter } from "./test-letter.ts";

const wish = {
  event: "paid",
  language: "ru" as const,
  subject: "Тема",
  html: "<p>Текст</p>",
  variables: undefined,
};

describe("saving", () => {
  test("makes the next version, with who saved it, and an act that says so", () => {
    const { template, ...changes } = saveTemplate(
      { version: 4 },
      { ...wish, basedOn: 4 },
      "manager:anna",
      sampleCircumstances(),
    );
    expect(template).toEqual({ ...wish, version: 5, createdBy: "manager:anna", createdAt: sampleNow });
    expect(changes).toEqual({
      templates: [template],
      acts: [
        expect.objectContaining({
          name: "template.saved",
          subject: "template:paid.ru",
          details: { version: 5 },
        }),
      ],
    });
  });

  test.each([
    [undefined, 0, 1],
    [undefined, 1, "template_changed"],
    [3, 3, 4],
    [3, 2, "template_changed"],
    [3, 0, "template_changed"],
  ] as const)("in use: %p, based on %p: %p", (version, basedOn, expected) => {
    const save = () => {
      const inUse = version === undefined ? undefined : { version };
      return saveTemplate(inUse, { ...wish, basedOn }, "manager:anna", sampleCircumstances()).template
        .version;
    };
    if (typeof expected === "number") expect(save()).toBe(expected);
    else expect(save).toThrow(new Refusal(expected));
  });
});

test.each([
  ["film_added", true],
  ["a", true],
  ["film.added-2", true],
  ["Film", false],
  ["1film", false],
  ["", false],
  ["a".repeat(65), false],
  ["фильм", false],
])("%p as the name of an event: %p", (name, fits) => expect(eventName.test(name)).toBe(fits));

describe("trying out", () => {
  const test_ = { template: "paid", userId: "anna", language: "ru" as const, data: {}, templateVersion: 4 };

  test("queues an ordinary letter with the version that is meant, under a cause of its own", () => {
    const { letters = [], messages = [] } = writeTestLetter(test_, 0, sampleCircumstances());
    expect(letters).toMatchObject([{ ...test_, status: "queued", cause: expect.stringMatching(/^test:/) }]);
    expect(messages).toMatchObject([{ topic: "letter.deliver", body: { letter_id: letters[0]?.id } }]);
  });

  test("is stopped by so many within an hour", () => {
    expect(writeTestLetter(test_, mostTestsAnHour - 1, sampleCircumstances()).letters).toHaveLength(1);
    expect(() => writeTestLetter(test_, mostTestsAnHour, sampleCircumstances())).toThrow(
      new Refusal("too_many_tests"),
    );
  });
});
