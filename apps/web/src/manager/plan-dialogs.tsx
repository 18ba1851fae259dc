import { Group, Loader, NativeSelect, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { catalogueWords } from "./catalogue-words.ts";
import { ChangeDialog } from "./change-dialog.tsx";
import { useConsole, useWords } from "./console-context.ts";
import { moscowMoment } from "./moscow-moment.ts";
import type { Plan } from "./plan.ts";
import { kopecksIn } from "./roubles.ts";
import { Trouble } from "./trouble.tsx";

interface OfPlan {
  readonly plan: Plan;
  readonly close: () => void;
}

const units = ["day", "week", "month", "year"] as const;

const blank = { name: "", nameEn: "", product: "", count: "1", roubles: "", start: "" };

/** Puts a new plan on sale. */
export function CreatePlan({ close }: { readonly close: () => void }) {
  const said = useWords(catalogueWords);
  const { client } = useConsole();
  const [wish, setWish] = useState(blank);
  const [unit, setUnit] = useState<(typeof units)[number]>("month");
  const field = (name: keyof typeof blank) => ({
    value: wish[name],
    change: (value: string) => setWish({ ...wish, [name]: value }),
  });
  const amountKopecks = kopecksIn(wish.roubles);
  const isReady = wish.name !== "" && wish.product !== "" && wish.count !== "" && amountKopecks !== undefined;
  return (
    <ChangeDialog
      title={said.createAsk}
      confirm={said.create}
      isReady={isReady}
      carryOut={async (why) => {
        const { name, nameEn, product, count, start } = wish;
        if (amountKopecks === undefined) return;
        await client.admin.catalogue.create.mutate({
          ...why,
          ...{ name, nameEn: nameEn === "" ? null : nameEn, product, amountKopecks },
          length: { unit, count: Number(count) },
          startsAt: moscowMoment(start) ?? null,
        });
      }}
      close={close}
    >
      <Line label={said.name} required {...field("name")} />
      <Line label={said.nameEn} description={said.nameEnHint} {...field("nameEn")} />
      <Line label={said.product} description={said.productHint} required {...field("product")} />
      <Group grow align="flex-end">
        <Line label={said.count} type="number" required {...field("count")} />
        <NativeSelect
          label={said.unit}
          value={unit}
          onChange={({ currentTarget }) =>
            setUnit(units.find((known) => known === currentTarget.value) ?? "month")
          }
          data={units.map((value) => ({ value, label: said.units[value] }))}
        />
      </Group>
      <Line label={said.amount} required {...field("roubles")} />
      <Line
        label={said.startsAt}
        description={said.startsAtOptional}
        type="datetime-local"
        {...field("start")}
      />
      <Text>{said.createText}</Text>
    </ChangeDialog>
  );
}

/** Gives a plan another name in both languages. */
export function RenamePlan({ plan, close }: OfPlan) {
  const said = useWords(catalogueWords);
  const { client } = useConsole();
  const [name, setName] = useState(plan.name);
  const [nameEn, setNameEn] = useState(plan.nameEn ?? "");
  return (
    <ChangeDialog
      title={said.renameAsk(plan.name)}
      confirm={said.rename}
      isReady={name !== "" && (name !== plan.name || nameEn !== (plan.nameEn ?? ""))}
      carryOut={(why) =>
        client.admin.catalogue.rename.mutate({
          ...why,
          ...{ subscriptionTypeId: plan.id, name, nameEn: nameEn === "" ? null : nameEn },
        })
      }
      close={close}
    >
      <Line label={said.name} required value={name} change={setName} />
      <Line label={said.nameEn} description={said.nameEnHint} value={nameEn} change={setNameEn} />
      <Text>{said.renameText}</Text>
    </ChangeDialog>
  );
}

/** Takes a plan off sale, once it was seen who has it. */
export function WithdrawPlan({ plan, close }: OfPlan) {
  const said = useWords(catalogueWords);
  const { client, language } = useConsole();
  const wish = { subscriptionTypeId: plan.id };
  const holders = useQuery({
    queryKey: ["catalogue", "holders", plan.id],
    queryFn: () => client.admin.catalogue.previewDeactivation.query(wish),
  });
  const number = new Intl.NumberFormat(language);
  const { data } = holders;
  return (
    <ChangeDialog
      title={said.deactivateAsk(plan.name)}
      confirm={said.deactivate}
      isReady={data !== undefined}
      isDangerous
      carryOut={(why) => client.admin.catalogue.deactivate.mutate({ ...why, ...wish })}
      close={close}
    >
      {holders.isPending && <Loader size="sm" aria-label={said.looking} />}
      {holders.isError && <Trouble error={holders.error} again={() => void holders.refetch()} />}
      {data && (
        <>
          <Text>
            {said.holders(
              number.format(data.liveSubscriptions),
              number.format(data.renewingSubscriptions),
              number.format(data.pendingPurchases),
            )}
          </Text>
          <Text>{data.text}</Text>
        </>
      )}
    </ChangeDialog>
  );
}

/** Puts a plan back on sale. */
export function ReturnPlan({ plan, close }: OfPlan) {
  const said = useWords(catalogueWords);
  const { client } = useConsole();
  return (
    <ChangeDialog
      title={said.reactivateAsk(plan.name)}
      confirm={said.reactivate}
      carryOut={(why) => client.admin.catalogue.reactivate.mutate({ ...why, subscriptionTypeId: plan.id })}
      close={close}
    >
      <Text>{said.reactivateText}</Text>
    </ChangeDialog>
  );
}

interface LineProps {
  readonly label: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly type?: "text" | "number" | "datetime-local";
  readonly value: string;
  readonly change: (value: string) => void;
}

function Line({ change, ...looks }: LineProps) {
  return <TextInput {...looks} onChange={({ currentTarget }) => change(currentTarget.value)} />;
}
