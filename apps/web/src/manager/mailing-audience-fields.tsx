import { Checkbox, Group, MultiSelect, Radio, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useConsole, useWords } from "./console-context.ts";
import { subscriptionStates } from "./list-addresses.ts";
import { idsIn, mostIds, type TypedAudience } from "./mailing-form.ts";
import { mailingFormWords } from "./mailing-form-words.ts";
import { usePlanChoices } from "./plan-choices.ts";
import { statusWords } from "./status-words.ts";

interface AudienceProps {
  readonly audience: TypedAudience;
  readonly change: (to: TypedAudience) => void;
}

const kinds = ["viewers", "filter"] as const;

const languages = ["ru", "en"] as const;

/** To whom a new mailing goes: named viewers, or whom a filter finds. */
export function AudienceFields({ audience, change }: AudienceProps) {
  const said = useWords(mailingFormWords);
  return (
    <>
      <Radio.Group
        label={said.audience}
        value={audience.kind}
        onChange={(to) => change({ ...audience, kind: kinds.find((kind) => kind === to) ?? audience.kind })}
      >
        <Group pt={4}>
          {kinds.map((kind) => (
            <Radio key={kind} value={kind} label={said.kinds[kind]} />
          ))}
        </Group>
      </Radio.Group>
      {audience.kind === "viewers" ? (
        <Ids audience={audience} change={change} />
      ) : (
        <Filter audience={audience} change={change} />
      )}
    </>
  );
}

function Ids({ audience, change }: AudienceProps) {
  const said = useWords(mailingFormWords);
  const { language } = useConsole();
  const count = idsIn(audience.ids).length;
  return (
    <div>
      <Textarea
        label={said.ids}
        description={said.idsHint}
        required
        rows={6}
        spellCheck={false}
        value={audience.ids}
        error={count > mostIds && said.idsMany}
        onChange={({ currentTarget }) => change({ ...audience, ids: currentTarget.value })}
      />
      <Text size="sm" mt={4} aria-live="polite">
        {said.idsCount(new Intl.NumberFormat(language).format(count))}
      </Text>
    </div>
  );
}

function Filter({ audience, change }: AudienceProps) {
  const said = useWords(mailingFormWords);
  const inWords = useWords(statusWords);
  const plans = usePlanChoices();
  return (
    <Stack>
      <Text size="sm">{said.filterHint}</Text>
      <Checkbox.Group
        label={said.states}
        value={[...audience.states]}
        onChange={(to) =>
          change({ ...audience, states: subscriptionStates.filter((state) => to.includes(state)) })
        }
      >
        <Group pt={4}>
          {subscriptionStates.map((state) => (
            <Checkbox key={state} value={state} label={inWords[state]} />
          ))}
        </Group>
      </Checkbox.Group>
      <MultiSelect
        label={said.plans}
        {...(audience.planIds.length === 0 && { placeholder: said.any })}
        data={[...plans]}
        value={[...audience.planIds]}
        onChange={(planIds) => change({ ...audience, planIds })}
      />
      <Group align="flex-end">
        <Day
          label={said.endsFrom}
          day={audience.endsFrom}
          change={(endsFrom) => change({ ...audience, endsFrom })}
        />
        <Day label={said.endsTo} day={audience.endsTo} change={(endsTo) => change({ ...audience, endsTo })} />
      </Group>
      <Checkbox.Group
        label={said.language}
        value={[...audience.languages]}
        onChange={(to) => change({ ...audience, languages: languages.filter((one) => to.includes(one)) })}
      >
        <Group pt={4}>
          {languages.map((one) => (
            <Checkbox key={one} value={one} label={said.languages[one]} />
          ))}
        </Group>
      </Checkbox.Group>
    </Stack>
  );
}

interface DayProps {
  readonly label: string;
  readonly day: string;
  readonly change: (to: string) => void;
}

function Day({ label, day, change }: DayProps) {
  return (
    <TextInput
      type="date"
      label={label}
      value={day}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}
