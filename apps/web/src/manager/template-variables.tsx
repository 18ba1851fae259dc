import { Button, Code, Stack, Text, Title } from "@mantine/core";
import { useConsole, useWords } from "./console-context.ts";
import { FactTable } from "./fact-table.tsx";
import type { TemplateVariable } from "./template.ts";
import { templateWords } from "./template-words.ts";

interface TemplateVariablesProps {
  readonly variables: readonly TemplateVariable[];
  /** Puts one where the cursor is; not given to whoever may only read. */
  readonly put: ((variable: TemplateVariable) => void) | undefined;
}

/** What a template may name, with an example of each and a button that writes it. */
export function TemplateVariables({ variables, put }: TemplateVariablesProps) {
  const said = useWords(templateWords);
  const sampleOf = useSample();
  return (
    <section aria-labelledby="variables">
      <Title order={2} size="h4" id="variables">
        {said.variables}
      </Title>
      {put && <Text size="sm">{said.variablesHint}</Text>}
      <FactTable
        caption={said.variables}
        heads={[said.name, said.kind, said.sample]}
        numbersFrom={3}
        minWidth={280}
        rows={variables.map((variable) => ({
          key: variable.name,
          cells: [
            <Name key="name" variable={variable} put={put} />,
            <Stack key="kind" gap={2}>
              <Text size="sm">{said.kinds[variable.kind]}</Text>
              {variable.isOptional && (
                <Text size="xs" c="dimmed">
                  {said.optional}
                </Text>
              )}
            </Stack>,
            <Text key="sample" size="sm" className="long">
              {sampleOf(variable)}
            </Text>,
          ],
        }))}
      />
    </section>
  );
}

interface NameProps extends Pick<TemplateVariablesProps, "put"> {
  readonly variable: TemplateVariable;
}

function Name({ variable, put }: NameProps) {
  const said = useWords(templateWords);
  const { name } = variable;
  if (put === undefined) return <Code>{name}</Code>;
  return (
    <Button
      size="compact-sm"
      variant="default"
      ff="monospace"
      aria-label={said.putName(name)}
      onClick={() => put(variable)}
    >
      {name}
    </Button>
  );
}

/** An example of a variable, as a letter would say it. */
function useSample(): (variable: TemplateVariable) => string {
  const { formats } = useConsole();
  return ({ kind, sample, values, of }) => {
    if (kind === "choice") return (values ?? []).join(", ");
    if (kind === "list") return (of ?? []).map(({ name }) => name).join(", ");
    if (kind === "money" && typeof sample === "number") return formats.money(sample);
    if (kind === "instant" && typeof sample === "string") return formats.day(sample);
    return String(sample ?? "");
  };
}
