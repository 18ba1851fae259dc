import { Alert, Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { ChangeDialog } from "./change-dialog.tsx";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { useDryRun } from "./mailing-dry-run.tsx";
import type { MailingFile } from "./mailing-state.tsx";
import { mailingWords } from "./mailing-words.ts";

type Halt = "pause" | "stop" | "discard";
type Order = "start" | "resume";

const offeredIn: { readonly [S in MailingFile["state"]]: readonly (Order | Halt)[] } = {
  draft: ["start", "discard"],
  running: ["pause", "stop"],
  paused: ["resume", "stop"],
  stopped: [],
  finished: [],
};

/** What whoever looks may do to a mailing as it is now; it is ordered only after it was counted. */
export function MailingActions({ mailing }: { readonly mailing: MailingFile }) {
  const said = useWords(mailingWords);
  const dryRun = useDryRun(mailing);
  const [doing, setDoing] = useState<Order | Halt>();
  const mayStop = useMay("admin.mailings.stop");
  const may = {
    start: useMay("admin.mailings.start"),
    resume: useMay("admin.mailings.resume"),
    pause: useMay("admin.mailings.pause"),
    stop: mayStop,
    discard: mayStop,
  };
  const isAsked = mailing.openApprovals.length > 0;
  const close = () => setDoing(undefined);
  return (
    <Group>
      {offeredIn[mailing.state]
        .filter((act) => may[act] && !(isAsked && isOrder(act)))
        .map((act) => (
          <Button
            key={act}
            variant={isOrder(act) || act === "stop" ? "filled" : "default"}
            {...(act === "stop" && { color: "red.9" })}
            disabled={isOrder(act) && dryRun.data === undefined}
            onClick={() => setDoing(act)}
          >
            {said.act[act]}
          </Button>
        ))}
      {doing !== undefined && isOrder(doing) && <OrderDialog mailing={mailing} order={doing} close={close} />}
      {doing !== undefined && !isOrder(doing) && <HaltDialog mailing={mailing} halt={doing} close={close} />}
    </Group>
  );
}

function isOrder(act: Order | Halt): act is Order {
  return act === "start" || act === "resume";
}

interface OrderDialogProps {
  readonly mailing: MailingFile;
  readonly order: Order;
  readonly close: () => void;
}

function OrderDialog({ mailing, order, close }: OrderDialogProps) {
  const said = useWords(mailingWords);
  const { client, formats, language } = useConsole();
  const { data: dryRun } = useDryRun(mailing);
  const isLater = Date.parse(mailing.sendAt) > Date.now();
  return (
    <ChangeDialog
      title={said.ask[order]}
      confirm={dryRun?.needsApproval ? said.confirmSecond : said.act[order]}
      isReady={dryRun !== undefined}
      carryOut={(why) => client.admin.mailings[order].mutate({ ...why, mailingId: mailing.id })}
      close={close}
    >
      <Text fw={600}>{mailing.event}</Text>
      {dryRun && <Text>{said.reach(new Intl.NumberFormat(language).format(dryRun.viewers))}</Text>}
      {isLater && <Text>{said.begins(formats.moment(mailing.sendAt))}</Text>}
      {!isLater && !dryRun?.needsApproval && <Text>{said.atOnce}</Text>}
      {dryRun?.needsApproval && <Alert color="yellow">{isLater ? said.needsSecond : said.onceAgreed}</Alert>}
    </ChangeDialog>
  );
}

interface HaltDialogProps {
  readonly mailing: MailingFile;
  readonly halt: Halt;
  readonly close: () => void;
}

function HaltDialog({ mailing, halt, close }: HaltDialogProps) {
  const said = useWords(mailingWords);
  const { client } = useConsole();
  const procedure = halt === "pause" ? "pause" : "stop";
  return (
    <ChangeDialog
      title={said.ask[halt]}
      confirm={said.act[halt]}
      isDangerous={halt !== "pause"}
      carryOut={(why) => client.admin.mailings[procedure].mutate({ ...why, mailingId: mailing.id })}
      close={close}
    >
      <Text fw={600}>{mailing.event}</Text>
      <Text>{said.happens[halt]}</Text>
    </ChangeDialog>
  );
}
