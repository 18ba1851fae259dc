import { Button, Fieldset, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useConsole, useWords } from "./console-context.ts";
import { type MailingVariable, type TypedData, type TypedFields, typedValue } from "./mailing-form.ts";
import { mailingFormWords } from "./mailing-form-words.ts";

interface DataProps {
  readonly variables: readonly MailingVariable[];
  readonly data: TypedData;
  readonly change: (to: TypedData) => void;
}

/** A field for everything that the event's templates name, by its kind. */
export function DataFields({ variables, data, change }: DataProps) {
  return variables.map((variable) => {
    const { name, kind } = variable;
    const given = data[name] ?? "";
    return kind === "list" || typeof given !== "string" ? (
      <Records
        key={name}
        variable={variable}
        records={typeof given === "string" ? [] : given}
        change={(records) => change({ ...data, [name]: records })}
      />
    ) : (
      <Field
        key={name}
        variable={variable}
        value={given}
        change={(value) => change({ ...data, [name]: value })}
      />
    );
  });
}

interface FieldProps {
  readonly variable: MailingVariable;
  readonly value: string;
  readonly change: (to: string) => void;
}

const inputs = {
  text: {},
  choice: {},
  list: {},
  money: { inputMode: "decimal" },
  link: { type: "url", inputMode: "url" },
  instant: { type: "datetime-local" },
} as const;

function Field({ variable, value, change }: FieldProps) {
  const said = useWords(mailingFormWords);
  const hint = useHint(variable);
  const { name, kind, isOptional, values } = variable;
  const common = { label: name, description: hint, required: !isOptional, value };
  if (values !== null)
    return (
      <NativeSelect
        {...common}
        data={[{ value: "", label: isOptional ? said.none : said.choose }, ...values]}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      {...inputs[kind]}
      autoComplete="off"
      maxLength={10_000}
      error={value.trim() !== "" && typedValue(variable, value.trim()) === undefined}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

/** What can be typed, with the sample that was saved with the template. */
function useHint({ kind, isOptional, sample }: MailingVariable): string {
  const said = useWords(mailingFormWords);
  const { formats } = useConsole();
  const form = { money: said.roubles, instant: said.moscow, link: said.link, text: "", choice: "", list: "" }[
    kind
  ];
  return [form, sample === null ? "" : said.sample(shown(sample)), isOptional ? said.optional : ""]
    .filter((part) => part !== "")
    .join(" ");

  function shown(value: string | number): string {
    if (kind === "money") return formats.money(Number(value));
    return kind === "instant" ? formats.moment(String(value)) : String(value);
  }
}

interface RecordsProps {
  readonly variable: MailingVariable;
  readonly records: readonly TypedFields[];
  readonly change: (to: readonly TypedFields[]) => void;
}

function Records({ variable: { name, of }, records, change }: RecordsProps) {
  const said = useWords(mailingFormWords);
  return (
    <Stack gap="xs" align="stretch">
      {records.map((record, index) => {
        const title = said.record(name, index + 1);
        return (
          <Fieldset key={index} legend={title}>
            {(of ?? []).map((variable) => (
              <Field
                key={variable.name}
                variable={variable}
                value={record[variable.name] ?? ""}
                change={(value) => change(records.with(index, { ...record, [variable.name]: value }))}
              />
            ))}
            <Button mt="xs" size="xs" variant="default" onClick={() => change(records.toSpliced(index, 1))}>
              {said.remove(title)}
            </Button>
          </Fieldset>
        );
      })}
      <Group>
        <Button size="xs" variant="default" onClick={() => change([...records, {}])}>
          {said.add(name)}
        </Button>
      </Group>
    </Stack>
  );
}
