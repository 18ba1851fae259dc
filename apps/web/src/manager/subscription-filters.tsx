import { Checkbox, Group, Select } from "@mantine/core";
import { useWords } from "./console-context.ts";
import { type SubscriptionFilter, subscriptionStates } from "./list-addresses.ts";
import { usePlanChoices } from "./plan-choices.ts";
import { statusWords } from "./status-words.ts";
import { subscriptionWords } from "./subscription-words.ts";

interface FiltersProps {
  readonly filter: SubscriptionFilter;
  readonly change: (to: SubscriptionFilter) => void;
}

/** Narrows the list of subscriptions down. */
export function SubscriptionFilters({ filter, change }: FiltersProps) {
  const said = useWords(subscriptionWords);
  return (
    <>
      <Choices filter={filter} change={change} />
      <Group>
        <Checkbox
          label={said.parked}
          checked={filter.isParked === true}
          onChange={({ currentTarget }) =>
            change({ ...filter, isParked: currentTarget.checked ? true : undefined })
          }
        />
        <Checkbox
          label={said.declined}
          checked={filter.isDeclined === true}
          onChange={({ currentTarget }) =>
            change({ ...filter, isDeclined: currentTarget.checked ? true : undefined })
          }
        />
        <Checkbox
          label={said.soonest}
          checked={filter.order === "endingSoonest"}
          onChange={({ currentTarget }) =>
            change({ ...filter, order: currentTarget.checked ? "endingSoonest" : undefined })
          }
        />
      </Group>
    </>
  );
}

function Choices({ filter, change }: FiltersProps) {
  const said = useWords(subscriptionWords);
  const inWords = useWords(statusWords);
  const plans = usePlanChoices();
  const renewing = filter.isRepeatable === undefined ? null : filter.isRepeatable ? "yes" : "no";
  return (
    <Group>
      <Select
        label={said.state}
        placeholder={said.any}
        clearable
        data={subscriptionStates.map((value) => ({ value, label: inWords[value] }))}
        value={filter.state ?? null}
        onChange={(to) => change({ ...filter, state: subscriptionStates.find((state) => state === to) })}
      />
      <Select
        label={said.plan}
        placeholder={said.any}
        clearable
        data={[...plans]}
        value={filter.subscriptionTypeId ?? null}
        onChange={(to) => change({ ...filter, subscriptionTypeId: to ?? undefined })}
      />
      <Select
        label={said.renewing}
        placeholder={said.any}
        clearable
        data={(["yes", "no"] as const).map((value) => ({ value, label: said.renews[value] }))}
        value={renewing}
        onChange={(to) => change({ ...filter, isRepeatable: to === null ? undefined : to === "yes" })}
      />
    </Group>
  );
}
