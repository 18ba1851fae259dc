import { Loader, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { catalogueWords } from "./catalogue-words.ts";
import { ChangeDialog } from "./change-dialog.tsx";
import { type Admin, useConsole, useWords } from "./console-context.ts";
import { FactTable } from "./fact-table.tsx";
import { moscowMoment } from "./moscow-moment.ts";
import type { Plan } from "./plan.ts";
import { kopecksIn } from "./roubles.ts";
import { Trouble } from "./trouble.tsx";

type Preview = Awaited<ReturnType<Admin["catalogue"]["previewPrice"]["query"]>>;

interface PriceDialogProps {
  readonly plan: Plan;
  readonly done: () => void;
  readonly close: () => void;
}

/** Milliseconds without a key pressed, after which it is looked up whom the price reaches. */
const pause = 400;

/** Asks a second Manager for a new price, once it was seen whom it reaches. */
export function PriceDialog({ plan, done, close }: PriceDialogProps) {
  const said = useWords(catalogueWords);
  const { client } = useConsole();
  const [roubles, setRoubles] = useState("");
  const [start, setStart] = useState("");
  const typed = `${kopecksIn(roubles) ?? ""} ${moscowMoment(start) ?? ""}`;
  const [settled] = useDebouncedValue(typed, pause);
  const wish = wishOf(plan, kopecksIn(roubles), moscowMoment(start));
  const preview = useQuery({
    queryKey: ["catalogue", "preview", wish],
    queryFn: () => (wish === undefined ? null : client.admin.catalogue.previewPrice.query(wish)),
    enabled: wish !== undefined && typed === settled,
  });
  return (
    <ChangeDialog
      title={said.newPriceAsk(plan.name)}
      confirm={said.newPriceConfirm}
      isReady={preview.isSuccess && preview.data !== null}
      carryOut={async (why) => {
        if (wish !== undefined) await client.admin.catalogue.changePrice.mutate({ ...wish, ...why });
      }}
      done={done}
      close={close}
    >
      <TextInput
        label={said.amount}
        required
        inputMode="decimal"
        value={roubles}
        onChange={({ currentTarget }) => setRoubles(currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={said.startsAt}
        required
        value={start}
        onChange={({ currentTarget }) => setStart(currentTarget.value)}
      />
      {preview.isFetching && <Loader size="sm" aria-label={said.looking} />}
      {preview.isError && <Trouble error={preview.error} again={() => void preview.refetch()} />}
      {preview.data && <Reach preview={preview.data} />}
      <Text>{said.newPriceText}</Text>
    </ChangeDialog>
  );
}

/** Undefined while something is missing. */
function wishOf(plan: Plan, amountKopecks: number | undefined, startsAt: string | undefined) {
  if (amountKopecks === undefined || startsAt === undefined) return undefined;
  return { subscriptionTypeId: plan.id, amountKopecks, startsAt };
}

function Reach({ preview }: { preview: Preview }) {
  const said = useWords(catalogueWords);
  const { formats, language } = useConsole();
  const number = new Intl.NumberFormat(language);
  const { previousKopecks, firstChargeOn, lastChargeOn, months } = preview;
  const after = formats.money(preview.amountKopecks);
  const some = (["announcedAtOldPrice", "parked", "overtaken", "notRenewing"] as const).filter(
    (field) => preview[field] > 0,
  );
  const words = { ...said, announcedAtOldPrice: said.announced };
  return (
    <Stack gap={4} role="status">
      <Text fw={600}>
        {previousKopecks === null
          ? said.firstPrice(after)
          : said.fromTo(formats.money(previousKopecks), after)}
      </Text>
      <Text>{said.reach(number.format(preview.subscriptions))}</Text>
      {firstChargeOn !== null && lastChargeOn !== null && (
        <Text>{said.spread(formats.day(firstChargeOn), formats.day(lastChargeOn))}</Text>
      )}
      {some.map((field) => (
        <Text key={field}>{words[field](number.format(preview[field]))}</Text>
      ))}
      {months.length > 0 && (
        <FactTable
          caption={said.byMonth}
          heads={[said.month, said.subscriptions]}
          numbersFrom={1}
          rows={months.map(({ month, subscriptions }) => ({
            key: month,
            cells: [month, number.format(subscriptions)],
          }))}
        />
      )}
    </Stack>
  );
}
