import { describe, expect, test } from "bun:test";
import { missingLine, onlyLooks, readRunbook } from "./read-runbook.ts";

const fence = "```";
const book = `# Runbook

Words.

## Before anything else

${fence}sh
# ## no heading
ask() { :; }
${fence}

## Words alone

## Broker down

${fence}sh
see a
see b
${fence}

Between.

${fence}text
a 0

b …
${fence}

${fence}sh
docker compose up -d rabbitmq
${fence}
`;

describe("readRunbook", () => {
  test("reads sections with their commands and what these show", () => {
    expect(readRunbook(book)).toEqual([
      {
        title: "Before anything else",
        steps: [{ line: 7, commands: "# ## no heading\nask() { :; }", shows: undefined }],
      },
      {
        title: "Broker down",
        steps: [
          { line: 16, commands: "see a\nsee b", shows: "a 0\n\nb …" },
          { line: 29, commands: "docker compose up -d rabbitmq", shows: undefined },
        ],
      },
    ]);
  });

  test.each([
    ["does not end", `## A\n${fence}sh\necho`, "line 2"],
    ["shows what nobody has typed", `## A\n${fence}text\na\n${fence}`, "line 2"],
    [
      "shows something twice",
      `## A\n${fence}sh\na\n${fence}\n${fence}text\na\n${fence}\n${fence}text\nb\n${fence}`,
      "line 8",
    ],
    ["is of another kind", `## A\n${fence}sql\nselect\n${fence}`, "sql"],
  ])("a block that %s is refused", (_, markdown, said) => {
    expect(() => readRunbook(markdown)).toThrow(said);
  });
});

test.each([
  ['curl -sS "$CONSUMER/health/ready"; echo\nsee "$SERVER" \'broker_ready|outbox\'', true],
  ["ask admin.deadLetters.list '\"limit\":10' | grep -oE 'a'", true],
  ["bun run charging status\nsee a", true],
  ["docker compose logs --tail 3 server", true],
  ["docker compose up -d postgres\ndocker compose logs --tail 20 postgres", false],
  ["bun run charging halt --reason a\nbun run charging status", false],
  ["id=$(ask admin.payments.search '')\norder admin.payments.ask \"$id\"", false],
  ["TOKEN=$COLLEAGUE order admin.approvals.approve ''", false],
  ["see a && order b", false],
  ['see "$(order b)"', false],
  ['ask a "\\"from\\":\\"$(date -u)\\"|"', true],
])("%j only looks: %p", (commands, expected) => {
  expect(onlyLooks(commands)).toBe(expected);
});

describe("missingLine", () => {
  test.each([
    ["a 0", "a 0"],
    ["a 0", "# help\n  a 0\nb 1\n"],
    ["a {x=…} 1\nc", "a {x=y} 1\nb\nc"],
    ["…(b)…", "a(b)c"],
  ])("%j is shown by %j", (shows, said) => {
    expect(missingLine(shows, said)).toBeUndefined();
  });

  test.each([
    ["a 0", "a 01", "a 0"],
    ["a 0", "cinema_a 0", "a 0"],
    ["a\nb", "b\na", "b"],
    ["a\na", "a", "a"],
    ["a…b", "a\nb", "a…b"],
    ["a.b", "axb", "a.b"],
  ])("%j is not shown by %j", (shows, said, missing) => {
    expect(missingLine(shows, said)).toBe(missing);
  });
});
