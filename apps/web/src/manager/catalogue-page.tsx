import { Alert, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { catalogueWords } from "./catalogue-words.ts";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import type { Plan } from "./plan.ts";
import { CreatePlan, RenamePlan, ReturnPlan, WithdrawPlan } from "./plan-dialogs.tsx";
import { PriceDialog } from "./price-dialog.tsx";

type Change = "rename" | "newPrice" | "deactivate" | "reactivate";

export function CataloguePage() {
  const said = useWords(catalogueWords);
  const { client, formats } = useConsole();
  const [changing, setChanging] = useState<{ readonly plan: Plan; readonly change: Change }>();
  const [isCreating, setCreating] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const mayCreate = useMay("admin.catalogue.create");
  return (
    <Part
      title={said.title}
      lead={said.lead}
      actions={mayCreate && <Button onClick={() => setCreating(true)}>{said.create}</Button>}
    >
      {isAsked && <Alert role="status">{said.asked}</Alert>}
      <PageTable
        caption={said.title}
        queryKey={["catalogue"]}
        read={(cursor) => client.admin.catalogue.list.query({ cursor })}
        columns={[
          { name: said.plan, cell: (plan) => <PlanNames plan={plan} /> },
          { name: said.period, cell: ({ length }) => formats.length(length) },
          { name: said.prices, cell: (plan) => <Prices plan={plan} /> },
          {
            name: said.sale,
            cell: ({ isActive }) => (
              <Badge color={isActive ? "green" : "gray"}>{isActive ? said.onSale : said.offSale}</Badge>
            ),
          },
          {
            name: said.actions,
            cell: (plan) => <PlanChanges plan={plan} choose={(change) => setChanging({ plan, change })} />,
          },
        ]}
      />
      {isCreating && <CreatePlan close={() => setCreating(false)} />}
      {changing && (
        <PlanDialog {...changing} asked={() => setAsked(true)} close={() => setChanging(undefined)} />
      )}
    </Part>
  );
}

function PlanNames({ plan: { name, nameEn, product } }: { plan: Plan }) {
  const said = useWords(catalogueWords);
  return (
    <Stack gap={2}>
      <Text fw={600}>{name}</Text>
      {nameEn !== null && <Text size="sm">{nameEn}</Text>}
      <Text size="sm">{`${said.product}: ${product}`}</Text>
    </Stack>
  );
}

function Prices({ plan }: { plan: Plan }) {
  const said = useWords(catalogueWords);
  const { formats } = useConsole();
  return (
    <Stack gap={2}>
      {plan.prices.map(({ id, amountKopecks, startsAt, state }) => (
        <Text key={id} size="sm" fw={state === "in_force" ? 700 : 400}>
          {`${formats.money(amountKopecks)} ${said.from(formats.moment(startsAt))} (${said.price[state]})`}
        </Text>
      ))}
    </Stack>
  );
}

function PlanChanges({ plan, choose }: { plan: Plan; choose: (change: Change) => void }) {
  const said = useWords(catalogueWords);
  const may = {
    newPrice: useMay("admin.catalogue.changePrice"),
    rename: useMay("admin.catalogue.rename"),
    deactivate: useMay("admin.catalogue.deactivate") && plan.isActive,
    reactivate: useMay("admin.catalogue.reactivate") && !plan.isActive,
  };
  const offered = (["newPrice", "rename", "deactivate", "reactivate"] as const).filter((word) => may[word]);
  return (
    <Group gap="xs">
      {offered.map((word) => (
        <Button
          key={word}
          size="xs"
          variant="default"
          aria-label={`${said[word]}: ${plan.name}`}
          onClick={() => choose(word)}
        >
          {said[word]}
        </Button>
      ))}
    </Group>
  );
}

interface PlanDialogProps {
  readonly plan: Plan;
  readonly change: Change;
  readonly asked: () => void;
  readonly close: () => void;
}

function PlanDialog({ plan, change, asked, close }: PlanDialogProps) {
  if (change === "rename") return <RenamePlan plan={plan} close={close} />;
  if (change === "newPrice") return <PriceDialog plan={plan} done={asked} close={close} />;
  if (change === "deactivate") return <WithdrawPlan plan={plan} close={close} />;
  return <ReturnPlan plan={plan} close={close} />;
}
