import { Stack, Text } from "@mantine/core";
import { useConsole, useWords } from "./console-context.ts";
import type { ListedMailing } from "./mailing-state.tsx";
import { mailingWords } from "./mailing-words.ts";
import { usePlanChoices } from "./plan-choices.ts";
import { statusWords } from "./status-words.ts";

type Audience = ListedMailing["audience"];

/** To whom a mailing goes, in words. */
export function MailingAudience({ audience }: { readonly audience: Audience }) {
  const said = useWords(mailingWords);
  const { language } = useConsole();
  if (audience.kind === "viewers")
    return said.named(new Intl.NumberFormat(language).format(audience.viewers));
  return <Conditions filter={audience} />;
}

function Conditions({ filter }: { readonly filter: Extract<Audience, { readonly kind: "filter" }> }) {
  const said = useWords(mailingWords);
  const status: { readonly [state: string]: string } = useWords(statusWords);
  const plans = usePlanChoices();
  const { formats } = useConsole();
  const { states, subscriptionTypeIds, endsFrom, endsBefore, languages } = filter;
  const conditions = [
    states && said.inStates(states.map((state) => status[state] ?? state).join(", ")),
    subscriptionTypeIds &&
      said.withPlans(
        subscriptionTypeIds.map((id) => plans.find(({ value }) => value === id)?.label ?? id).join(", "),
      ),
    between(endsFrom, endsBefore),
    languages && said.reading(languages.map((one) => said.languages[one]).join(", ")),
  ].filter((condition) => condition !== null);
  return (
    <Stack gap={2}>
      {conditions.length === 0 && <Text inherit>{said.everybody}</Text>}
      {conditions.map((condition) => (
        <Text key={condition} inherit>
          {condition}
        </Text>
      ))}
    </Stack>
  );

  function between(from: string | null, before: string | null): string | null {
    if (from !== null && before !== null)
      return said.endsBetween(formats.moment(from), formats.moment(before));
    if (from !== null) return said.endsFrom(formats.moment(from));
    return before && said.endsBefore(formats.moment(before));
  }
}
