import { Anchor, Stack, Text } from "@mantine/core";
import { useWords } from "./console-context.ts";
import { faultKey, type TemplateFault, useFaultSentence } from "./template-fault-words.ts";
import { templateWords } from "./template-words.ts";

interface TemplateFaultsProps {
  readonly faults: readonly TemplateFault[];
  /** The names that a template may use. */
  readonly variables: readonly string[];
  /** Leads to a line; not given where there is only one. */
  readonly goTo?: (line: number) => void;
}

/** What is wrong with a field, each with the way to its line. */
export function TemplateFaults({ faults, variables, goTo }: TemplateFaultsProps) {
  const said = useWords(templateWords);
  const sentenceOf = useFaultSentence(variables);
  return (
    <Stack gap={4} aria-live="polite">
      {faults.map((fault) => (
        <Text key={faultKey(fault)} size="sm" c="var(--mantine-color-error)">
          {goTo !== undefined && fault.line !== undefined && (
            <>
              <Anchor
                component="button"
                type="button"
                size="sm"
                underline="always"
                c="inherit"
                onClick={() => goTo(fault.line ?? 1)}
              >
                {said.line(fault.line)}
              </Anchor>
              {": "}
            </>
          )}
          {sentenceOf(fault)}
        </Text>
      ))}
    </Stack>
  );
}
