import { Code, Group, Paper, SegmentedControl, Stack, Text, useComputedColorScheme } from "@mantine/core";
import { useState } from "react";
import { useWords } from "./console-context.ts";
import { LetterFrame, type LetterScheme } from "./letter-frame.tsx";
import type { RenderedLetter } from "./template.ts";

const words = {
  en: {
    subject: "Subject",
    part: "What is shown",
    parts: { html: "Letter", text: "Plain text" },
    scheme: "Colours",
    schemes: { light: "Light", dark: "Dark" },
    width: "Width",
    widths: { desk: "Desk", phone: "Phone" },
    letter: "The letter",
    text: "The letter as plain text",
  },
  ru: {
    subject: "Тема",
    part: "Что показано",
    parts: { html: "Письмо", text: "Текстом" },
    scheme: "Цвета",
    schemes: { light: "Светлые", dark: "Тёмные" },
    width: "Ширина",
    widths: { desk: "Компьютер", phone: "Телефон" },
    letter: "Письмо",
    text: "Письмо обычным текстом",
  },
};

/** A letter with its subject, as programs of different readers show it. */
export function LetterView({ letter }: { readonly letter: RenderedLetter }) {
  const said = useWords(words);
  const [part, setPart] = useState<"html" | "text">("html");
  const own = useComputedColorScheme();
  const [chosenScheme, setScheme] = useState<LetterScheme>();
  const scheme = chosenScheme ?? own;
  const [width, setWidth] = useState<"desk" | "phone">("desk");
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Choice label={said.part} of={said.parts} chosen={part} choose={setPart} />
        {part === "html" && (
          <>
            <Choice label={said.scheme} of={said.schemes} chosen={scheme} choose={setScheme} />
            <Choice label={said.width} of={said.widths} chosen={width} choose={setWidth} />
          </>
        )}
      </Group>
      <Paper withBorder radius="md" className="letter">
        <div className="letter-subject">
          <Text size="sm" c="dimmed">
            {said.subject}
          </Text>
          <Text fw={600}>{letter.subject}</Text>
        </div>
        {part === "html" ? (
          <LetterFrame title={said.letter} html={letter.html} scheme={scheme} isPhone={width === "phone"} />
        ) : (
          <Code block tabIndex={0} role="region" aria-label={said.text} className="letter-text">
            {letter.text}
          </Code>
        )}
      </Paper>
    </Stack>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly of: { readonly [V in Value]: string };
  readonly chosen: Value;
  readonly choose: (value: Value) => void;
}

function Choice<Value extends string>({ label, of, chosen, choose }: ChoiceProps<Value>) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      value={chosen}
      onChange={choose}
      data={(Object.keys(of) as Value[]).map((value) => ({ value, label: of[value] }))}
    />
  );
}
