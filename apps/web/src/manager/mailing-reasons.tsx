import { Stack, Title } from "@mantine/core";
import { useConsole, useWords } from "./console-context.ts";
import { FactTable } from "./fact-table.tsx";
import { mailingWords } from "./mailing-words.ts";

/** Why somebody is left out, in words; what is not one of ours is said as it is. */
export function useReasonWords(): (reason: string) => string {
  const said: { readonly [reason: string]: string } = useWords(mailingWords).reasons;
  return (reason) => said[reason] ?? reason;
}

interface SkipReasonsProps {
  readonly skipped: readonly { readonly reason: string; readonly viewers: number }[];
}

/** How many get no letter, and why. */
export function SkipReasons({ skipped }: SkipReasonsProps) {
  const said = useWords(mailingWords);
  const inWords = useReasonWords();
  const { language } = useConsole();
  if (skipped.length === 0) return null;
  const number = new Intl.NumberFormat(language);
  return (
    <Stack gap={4} maw="32rem">
      <Title order={3} size="h4">
        {said.skippedBy}
      </Title>
      <FactTable
        caption={said.skippedBy}
        heads={[said.reason, said.viewers]}
        numbersFrom={1}
        minWidth={260}
        rows={skipped.map(({ reason, viewers }) => ({
          key: reason,
          cells: [inWords(reason), number.format(viewers)],
        }))}
      />
    </Stack>
  );
}
