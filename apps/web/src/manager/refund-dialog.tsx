import { Alert, Checkbox, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Asked } from "./asked.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { type Admin, useConsole, useWords } from "./console-context.ts";
import { Facts } from "./facts.tsx";
import type { PaymentDossier } from "./payment-tables.tsx";
import { refundWords } from "./refund-words.ts";
import { kopecksIn } from "./roubles.ts";

type Preview = Awaited<ReturnType<Admin["refunds"]["preview"]["query"]>>;

const kinds = ["partial", "prorated", "full"] as const;

/** States in which a subscription can still end. */
const live: ReadonlySet<PaymentDossier["subscription"]["state"]> = new Set(["active", "grace", "hold"]);

interface Wish {
  readonly kind: (typeof kinds)[number];
  /** As typed, for a part. */
  readonly roubles: string;
  readonly overridesPeriod: boolean;
}

/** Asks how much of a payment goes back, and shows what will happen before it does. */
export function RefundDialog({ payment, close }: { payment: PaymentDossier; close: () => void }) {
  const said = useWords(refundWords);
  const { client, formats } = useConsole();
  const [wish, setWish] = useState<Wish>({ kind: "partial", roubles: "", overridesPeriod: false });
  const { kind, roubles, overridesPeriod } = wish;
  const input = { paymentId: payment.id, kind, overridesPeriod, ...sumOf(wish) };
  const preview = usePreview(input, kind !== "partial" || kopecksIn(roubles) !== undefined);
  return (
    <ChangeDialog
      title={said.title}
      confirm={confirmation(preview.data)}
      isDangerous={preview.data?.endsSubscription === true}
      isReady={preview.data !== undefined}
      carryOut={(why) => client.admin.refunds.request.mutate({ ...why, ...input })}
      close={close}
    >
      <Text>{said.left(formats.money(payment.amountKopecks - payment.refundedKopecks))}</Text>
      <WishFields wish={wish} change={setWish} />
      <div aria-live="polite">
        <Asked caption={said.preview} question={preview}>
          {(shown) => <Shown preview={shown} isLive={live.has(payment.subscription.state)} />}
        </Asked>
      </div>
    </ChangeDialog>
  );

  function confirmation(shown: Preview | undefined): string {
    if (shown === undefined) return said.confirm;
    return shown.needsApproval ? said.ask : said.confirmSum(formats.money(shown.amountKopecks));
  }
}

function sumOf({ kind, roubles }: Wish): { readonly amountKopecks?: number } {
  const kopecks = kind === "partial" ? kopecksIn(roubles) : undefined;
  return kopecks === undefined ? {} : { amountKopecks: kopecks };
}

/** Asked anew for every wish, once nothing is typed for a moment; no data while what is typed is not yet asked for. */
function usePreview(input: Parameters<Admin["refunds"]["preview"]["query"]>[0], isWhole: boolean) {
  const { client, language } = useConsole();
  const key = JSON.stringify(input);
  const [settled] = useDebouncedValue(key, 300);
  return useQuery({
    queryKey: ["staff-refund-preview", key, language],
    queryFn: () => client.admin.refunds.preview.query(input),
    enabled: isWhole && settled === key,
    // Not asked again once the money is given back, for then there may be nothing left; forgotten with the wish.
    staleTime: "static",
    gcTime: 0,
  });
}

function WishFields({ wish, change }: { wish: Wish; change: (to: Wish) => void }) {
  const said = useWords(refundWords);
  const { staff } = useConsole();
  const { kind, roubles, overridesPeriod } = wish;
  return (
    <>
      <Radio.Group
        label={said.kind}
        value={kind}
        onChange={(to) => change({ ...wish, kind: kinds.find((one) => one === to) ?? kind })}
      >
        <Stack gap="xs" pt={4}>
          {kinds.map((value) => (
            <Radio key={value} value={value} label={said.kinds[value]} />
          ))}
        </Stack>
      </Radio.Group>
      {kind === "partial" && (
        <TextInput
          label={said.amount}
          inputMode="decimal"
          autoComplete="off"
          required
          value={roubles}
          error={roubles !== "" && kopecksIn(roubles) === undefined && said.amountWrong}
          onChange={({ currentTarget }) => change({ ...wish, roubles: currentTarget.value })}
        />
      )}
      {staff.roles.includes("manager") && (
        <Checkbox
          label={said.override}
          description={said.overrideHint}
          checked={overridesPeriod}
          onChange={({ currentTarget }) => change({ ...wish, overridesPeriod: currentTarget.checked })}
        />
      )}
    </>
  );
}

function Shown({ preview, isLive }: { preview: Preview; isLive: boolean }) {
  const said = useWords(refundWords);
  const { formats } = useConsole();
  const { amountKopecks, formula, givenByStaffKopecks: before } = preview;
  return (
    <Alert color={preview.endsSubscription ? "red" : "blue"} title={said.preview}>
      <Facts
        of={[
          [said.sum, formats.money(amountKopecks)],
          [said.formula, formula && reckoned(formula)],
          [said.before, before > 0 ? formats.money(before) : null],
        ]}
      />
      {isLive && <Text mt="xs">{preview.endsSubscription ? said.ends : said.goesOn}</Text>}
      <Text>{preview.needsApproval ? said.second : said.alone}</Text>
      {preview.overridesPeriod && <Text>{said.overridden}</Text>}
    </Alert>
  );

  function reckoned(parts: NonNullable<Preview["formula"]>): string {
    const { paidKopecks, daysUnused, daysInPeriod, alreadyRefundedKopecks: gone } = parts;
    const product = said.reckoned(formats.money(paidKopecks), daysUnused, daysInPeriod);
    return gone > 0 ? product + said.less(formats.money(gone)) : product;
  }
}
