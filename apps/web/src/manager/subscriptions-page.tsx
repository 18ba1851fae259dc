import { Stack, Text } from "@mantine/core";
import { useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { useConsole, useWords } from "./console-context.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { addressOf, searchIn, type Ways } from "./search-address.ts";
import { SearchForm } from "./search-form.tsx";
import { StatusBadge } from "./status-badge.tsx";
import type { StaffSubscription } from "./status-words.ts";
import { SubscriptionFilters } from "./subscription-filters.tsx";
import { subscriptionWords } from "./subscription-words.ts";
import { ToPage } from "./to-page.tsx";

const ways: Ways<"email" | "userId"> = ["email", "userId"];

export function SubscriptionsPage() {
  const said = useWords(subscriptionWords);
  const { client, formats, language } = useConsole();
  const navigate = useNavigate();
  const hash = useLocation({ select: (location) => location.hash });
  const { userId, state, ...filter } = useSearch({ from: "/subscriptions" });
  const search = searchIn(ways, { search: { userId }, hash });
  const wanted = {
    ...filter,
    ...(state !== undefined && { states: [state] }),
    ...(search.text !== "" && { [search.by]: search.text }),
  };
  return (
    <Part title={said.subscriptions} lead={said.lead}>
      <SearchForm
        ways={ways.map((value) => ({ value, label: said[value] }))}
        shown={search}
        find={(to) => {
          const address = addressOf(to);
          const kept = { ...filter, state, ...address.search };
          void navigate({ to: "/subscriptions", search: kept, hash: address.hash });
        }}
      />
      <SubscriptionFilters
        filter={{ ...filter, state }}
        change={(to) => void navigate({ to: "/subscriptions", search: { userId, ...to }, hash: true })}
      />
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
