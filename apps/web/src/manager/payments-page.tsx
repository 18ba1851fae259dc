import { Group, Select } from "@mantine/core";
import { useState } from "react";
import { useConsole, useWords } from "./console-context.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { paymentWords } from "./payment-words.ts";
import { type Search, SearchForm } from "./search-form.tsx";
import { type StaffPayment, StatusBadge, statusWords } from "./status-badge.tsx";
import { ToPage } from "./to-page.tsx";

type By = "userId" | "subscriptionId" | "externalId";

const ways: readonly By[] = ["userId", "subscriptionId", "externalId"];

const statuses = ["draft", "pending", "waiting_for_capture", "unknown", "succeeded", "canceled"] as const;

type Filter = Partial<Pick<StaffPayment, "status" | "purpose">>;

export function PaymentsPage() {
  const said = useWords(paymentWords);
  const { client, formats, language } = useConsole();
  const [search, setSearch] = useState<Search<By>>({ by: "userId", text: "" });
  const [filter, setFilter] = useState<Filter>({});
  const wanted = { ...filter, ...(search.text !== "" && { [search.by]: search.text }) };
  return (
    <Part title={said.payments} lead={said.lead}>
      <SearchForm
        ways={ways.map((value) => ({ value, label: said[value] }))}
        first={search}
        find={setSearch}
      />
      <Filters filter={filter} change={setFilter} />
      <PageTable
        caption={said.payments}
        queryKey={["payments", wanted, language]}
        read={(cursor) => client.admin.payments.search.query({ ...wanted, cursor })}
        columns={[
          {
            name: said.made,
            cell: ({ id, createdAt }) => (
              <ToPage to="/payments/$paymentId" params={{ paymentId: id }}>
                {formats.moment(createdAt)}
              </ToPage>
            ),
          },
          { name: said.plan, cell: ({ planName }) => planName },
          { name: said.purpose, cell: ({ purpose }) => said.purposes[purpose] },
          { name: said.status, cell: ({ status }) => <StatusBadge status={status} /> },
          { name: said.amount, isNumber: true, cell: ({ amountKopecks }) => formats.money(amountKopecks) },
          {
            name: said.refunded,
            isNumber: true,
            cell: ({ refundedKopecks }) => formats.money(refundedKopecks),
          },
          { name: said.userId, cell: ({ userId }) => userId },
        ]}
      />
    </Part>
  );
}

function Filters({ filter, change }: { filter: Filter; change: (to: Filter) => void }) {
  const said = useWords(paymentWords);
  const inWords = useWords(statusWords);
  const { status: _, ...withoutStatus } = filter;
  const { purpose: __, ...withoutPurpose } = filter;
  return (
    <Group>
      <Select
        label={said.status}
        placeholder={said.any}
        clearable
        data={statuses.map((value) => ({ value, label: inWords[value] }))}
        value={filter.status ?? null}
        onChange={(to) => {
          const status = statuses.find((one) => one === to);
          change(status === undefined ? withoutStatus : { ...filter, status });
        }}
      />
      <Select
        label={said.purpose}
        placeholder={said.any}
        clearable
        data={(["first", "renewal"] as const).map((value) => ({ value, label: said.purposes[value] }))}
        value={filter.purpose ?? null}
        onChange={(to) =>
          change(to === "first" || to === "renewal" ? { ...filter, purpose: to } : withoutPurpose)
        }
      />
    </Group>
  );
}
