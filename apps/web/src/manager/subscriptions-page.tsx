import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useConsole, useWords } from "./console-context.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { type Search, SearchForm } from "./search-form.tsx";
import { type StaffSubscription, StatusBadge } from "./status-badge.tsx";
import { type SubscriptionFilter, SubscriptionFilters } from "./subscription-filters.tsx";
import { subscriptionWords } from "./subscription-words.ts";
import { ToPage } from "./to-page.tsx";

type By = "email" | "userId";

export function SubscriptionsPage() {
  const said = useWords(subscriptionWords);
  const { client, formats, language } = useConsole();
  const [search, setSearch] = useState<Search<By>>({ by: "email", text: "" });
  const [filter, setFilter] = useState<SubscriptionFilter>({});
  const wanted = { ...filter, ...(search.text !== "" && { [search.by]: search.text }) };
  return (
    <Part title={said.subscriptions} lead={said.lead}>
      <SearchForm
        ways={(["email", "userId"] as const).map((value) => ({ value, label: said[value] }))}
        first={search}
        find={setSearch}
      />
      <SubscriptionFilters filter={filter} change={setFilter} />
      <PageTable
        caption={said.subscriptions}
        queryKey={["subscriptions", wanted, language]}
        read={(cursor) => client.admin.subscriptions.search.query({ ...wanted, cursor })}
        columns={[
          {
            name: said.plan,
            cell: ({ id, planName }) => (
              <ToPage to="/subscriptions/$subscriptionId" params={{ subscriptionId: id }}>
                {planName}
              </ToPage>
            ),
          },
          { name: said.viewer, cell: ({ owner }) => owner.email ?? owner.userId },
          { name: said.state, cell: ({ state }) => <StatusBadge status={state} /> },
          { name: said.renewing, cell: ({ isRepeatable }) => said.renews[isRepeatable ? "yes" : "no"] },
          { name: said.ends, cell: ({ endDate }) => (endDate === null ? "" : formats.day(endDate)) },
          { name: said.marks, cell: (subscription) => <Marks subscription={subscription} /> },
        ]}
      />
    </Part>
  );
}

function Marks({ subscription }: { subscription: StaffSubscription }) {
  const said = useWords(subscriptionWords);
  const { parkedReason, declinedTries } = subscription;
  return (
    <Stack gap={2}>
      {parkedReason !== null && <Text size="sm">{`${said.isParked}: ${parkedReason}`}</Text>}
      {declinedTries > 0 && <Text size="sm">{said.tries(declinedTries)}</Text>}
    </Stack>
  );
}
