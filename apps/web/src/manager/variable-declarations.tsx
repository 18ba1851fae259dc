import { Button, Checkbox, Group, NativeSelect, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useWords } from "./console-context.ts";
import { isName } from "./declared-variable.ts";
import type { DeclaredVariable } from "./template.ts";
import { type TemplateFault, useFaultSentence } from "./template-fault-words.ts";
import { templateWords } from "./template-words.ts";

/** What can be declared here; a list only by the service's API. */
const kinds = ["text", "money", "instant", "link", "choice"] as const;

interface VariableDeclarationsProps {
  readonly variables: readonly DeclaredVariable[];
  readonly change: (variables: readonly DeclaredVariable[]) => void;
  readonly faultsOf: (name: string) => readonly TemplateFault[];
}

/** What a letter that is none of the service's own can be filled in with besides what every letter can. */
export function VariableDeclarations({ variables, change, faultsOf }: VariableDeclarationsProps) {
  const said = useWords(templateWords);
  const add = () =>
    change([
      ...variables,
      { key: crypto.randomUUID(), name: "", kind: "text", isOptional: false, typed: "", of: null },
    ]);
  return (
    <section aria-labelledby="declarations">
      <Stack gap="xs" align="flex-start">
        <Title order={2} size="h4" id="declarations">
          {said.declared}
        </Title>
        <Text size="sm">{said.declaredHint}</Text>
        {variables.map((variable, index) => (
          <Declaration
            key={variable.key}
            variable={variable}
            faults={faultsOf(variable.name)}
            change={(to) => change(variables.with(index, to))}
            remove={() => change(variables.toSpliced(index, 1))}
          />
        ))}
        <Button variant="default" onClick={add}>
          {said.declare}
        </Button>
      </Stack>
    </section>
  );
}

interface DeclarationProps {
  readonly variable: DeclaredVariable;
  readonly faults: readonly TemplateFault[];
  readonly change: (variable: DeclaredVariable) => void;
  readonly remove: () => void;
}

function Declaration({ variable, faults, change, remove }: DeclarationProps) {
  const said = useWords(templateWords);
  const sentenceOf = useFaultSentence([]);
  const { name, kind, isOptional, typed } = variable;
  const isMisnamed = name !== "" && !isName(name);
  const error = isMisnamed ? said.nameRule : faults.map(sentenceOf).join(" ");
  return (
    <Paper withBorder p="sm" m={0} w="100%" component="fieldset" aria-label={name || said.declare}>
      <Stack gap="xs">
        <Group grow align="flex-start">
          <TextInput
            label={said.name}
            required
            maxLength={64}
            value={name}
            onChange={({ currentTarget }) => change({ ...variable, name: currentTarget.value })}
            {...(error !== "" && { error })}
          />
          <NativeSelect
            label={said.kind}
            value={kind}
            disabled={kind === "list"}
            onChange={({ currentTarget }) => {
              const to = kinds.find((one) => one === currentTarget.value) ?? kind;
              change({ ...variable, kind: to, typed: "" });
            }}
            data={(kind === "list" ? ["list" as const] : kinds).map((value) => ({
              value,
              label: said.kinds[value],
            }))}
          />
        </Group>
        {kind !== "list" && (
          <TextInput
            label={kind === "choice" ? said.values : said.sample}
            required
            type={kind === "instant" ? "datetime-local" : "text"}
            maxLength={2_000}
            value={typed}
            onChange={({ currentTarget }) => change({ ...variable, typed: currentTarget.value })}
          />
        )}
        <Group justify="space-between">
          <Checkbox
            label={said.optional}
            checked={isOptional}
            onChange={({ currentTarget }) => change({ ...variable, isOptional: currentTarget.checked })}
          />
          <Button size="xs" variant="default" onClick={remove}>
            {said.undeclare}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
