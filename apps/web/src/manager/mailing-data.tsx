import { Text } from "@mantine/core";
import { useConsole } from "./console-context.ts";
import type { MailingVariable } from "./mailing-form.ts";
import type { MailingFile } from "./mailing-state.tsx";
import { useMailingVariables } from "./mailing-variables.ts";

type Value = MailingFile["data"][string];

type Variables = readonly MailingVariable[];

/** The facts that a mailing's letters say, by the names of the template's variables. */
export function MailingData({ mailing: { event, data } }: { readonly mailing: MailingFile }) {
  const variables = useMailingVariables(event);
  const inWords = useInWords();
  return Object.entries(data).map(([name, value]) => (
    <Text key={name} inherit>{`${name}: ${inWords(name, value, variables.data ?? [])}`}</Text>
  ));
}

/** Sums in roubles, moments in Moscow's time, records field by field. */
function useInWords() {
  const { formats } = useConsole();
  return function inWords(name: string, value: Value, variables: Variables): string {
    const variable = variables.find((one) => one.name === name);
    if (typeof value === "object")
      return value
        .map((record) =>
          Object.entries(record)
            .map(([field, one]) => `${field} ${inWords(field, one, variable?.of ?? [])}`)
            .join(", "),
        )
        .join("; ");
    if (variable?.kind === "money" && typeof value === "number") return formats.money(value);
    if (variable?.kind === "instant" && !Number.isNaN(Date.parse(String(value))))
      return formats.moment(String(value));
    return String(value);
  };
}
