import { Group, Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useConsole, useWords } from "./console-context.ts";
import { type PaymentFilter, paymentPurposes, paymentStatuses } from "./list-addresses.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { paymentWords } from "./payment-words.ts";
import { addressOf, searchIn, type Ways } from "./search-address.ts";
import { SearchForm } from "./search-form.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { statusWords } from "./status-words.ts";
import { ToPage } from "./to-page.tsx";

const ways: Ways<"userId" | "subscriptionId" | "externalId"> = ["userId", "subscriptionId", "externalId"];

export function PaymentsPage() {
  const said = useWords(paymentWords);
  const { client, formats, language } = useConsole();
  const navigate = useNavigate();
  const { status, purpose, ...owner } = useSearch({ from: "/payments" });
  const filter = { status, purpose };
  const search = searchIn(ways, { search: owner, hash: "" });
  const wanted = { ...filter, ...(search.text !== "" && { [search.by]: search.text }) };
  return (
    <Part title={said.payments} lead={said.lead}>
      <SearchForm
        ways={ways.map((value) => ({ value, label: said[value] }))}
        shown={search}
        find={(to) => void navigate({ to: "/payments", search: { ...filter, ...addressOf(to).search } })}
      />
      <Filters
        filter={filter}
        change={(to) => void navigate({ to: "/payments", search: { ...owner, ...to } })}
      />
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

function Filters({ filter, change }: { filter: PaymentFilter; change: (to: PaymentFilter) => void }) {
  const said = useWords(paymentWords);
  const inWords = useWords(statusWords);
  return (
    <Group>
      <Select
        label={said.status}
        placeholder={said.any}
        clearable
        data={paymentStatuses.map((value) => ({ value, label: inWords[value] }))}
        value={filter.status ?? null}
        onChange={(to) => change({ ...filter, status: paymentStatuses.find((status) => status === to) })}
      />
      <Select
        label={said.purpose}
        placeholder={said.any}
        clearable
        data={paymentPurposes.map((value) => ({ value, label: said.purposes[value] }))}
        value={filter.purpose ?? null}
        onChange={(to) => change({ ...filter, purpose: paymentPurposes.find((purpose) => purpose === to) })}
      />
    </Group>
  );
}
