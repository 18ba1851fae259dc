import { Button, Group, NumberInput, Text } from "@mantine/core";
import { useState } from "react";
import { ChangeDialog } from "./change-dialog.tsx";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { subscriptionWords } from "./subscription-words.ts";

export type SubscriptionFile = Awaited<ReturnType<Admin["subscriptions"]["get"]["query"]>>;

type Deed = "period_end" | "now" | "extend" | "park" | "unpark";

const deeds: readonly Deed[] = ["extend", "period_end", "now", "park", "unpark"];

/** The service gives no more days at once. */
const longestExtension = 366;

/** What whoever looks may do to this subscription as it is now. */
export function SubscriptionActions({ file }: { file: SubscriptionFile }) {
  const said = useWords(subscriptionWords);
  const [doing, setDoing] = useState<Deed>();
  const mayCancel = useMay("admin.subscriptions.cancel");
  const isLive = file.state === "active" || file.state === "grace" || file.state === "hold";
  const isParked = file.parkedReason !== null;
  const offered: { readonly [D in Deed]: boolean } = {
    period_end: mayCancel && isLive && file.isRepeatable,
    now: mayCancel && isLive,
    extend: useMay("admin.subscriptions.extend") && isLive,
    park: useMay("admin.subscriptions.park") && isLive && !isParked,
    unpark: useMay("admin.subscriptions.unpark") && isParked,
  };
  return (
    <Group>
      {deeds
        .filter((deed) => offered[deed])
        .map((deed) => (
          <Button
            key={deed}
            variant={deed === "now" ? "filled" : "default"}
            {...(deed === "now" && { color: "red.9" })}
            onClick={() => setDoing(deed)}
          >
            {said.act[deed]}
          </Button>
        ))}
      {doing !== undefined && <DeedDialog deed={doing} file={file} close={() => setDoing(undefined)} />}
    </Group>
  );
}

function DeedDialog({ deed, file, close }: { deed: Deed; file: SubscriptionFile; close: () => void }) {
  const said = useWords(subscriptionWords);
  const { client, formats } = useConsole();
  const [days, setDays] = useState<number | string>(7);
  const isDays = typeof days === "number" && Number.isInteger(days) && days >= 1 && days <= longestExtension;
  const carryOut = (why: { readonly reason: string; readonly idempotencyKey: string }) => {
    const input = { ...why, subscriptionId: file.id };
    const { cancel, extend, park, unpark } = client.admin.subscriptions;
    if (deed === "extend") return extend.mutate({ ...input, days: Number(days) });
    if (deed === "park") return park.mutate(input);
    if (deed === "unpark") return unpark.mutate(input);
    return cancel.mutate({ ...input, at: deed });
  };
  return (
    <ChangeDialog
      title={said.ask[deed]}
      confirm={said.act[deed]}
      isDangerous={deed === "now"}
      isReady={deed !== "extend" || isDays}
      carryOut={carryOut}
      close={close}
    >
      {file.endDate !== null && <Text>{said.until(formats.day(file.endDate))}</Text>}
      <Text>{said.happens[deed]}</Text>
      {deed === "extend" && (
        <NumberInput
          label={said.days}
          required
          min={1}
          max={longestExtension}
          allowDecimal={false}
          hideControls
          value={days}
          onChange={setDays}
        />
      )}
    </ChangeDialog>
  );
}
