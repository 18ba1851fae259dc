import { Badge, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { approvalWords } from "./approval-words.ts";
import { type Approval, Wish } from "./approved-wish.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";
import { Who } from "./who.tsx";

type Word = "approve" | "reject" | "withdraw";

export function ApprovalsPage() {
  const said = useWords(approvalWords);
  const { client, formats } = useConsole();
  const [which, setWhich] = useState<"waiting" | "all">("waiting");
  const [deciding, setDeciding] = useState<{ readonly approval: Approval; readonly word: Word }>();
  return (
    <Part title={said.title} lead={said.lead}>
      <SegmentedControl
        aria-label={said.which}
        value={which}
        onChange={(to) => setWhich(to === "all" ? "all" : "waiting")}
        data={[
          { value: "waiting", label: said.waiting },
          { value: "all", label: said.all },
        ]}
        w="fit-content"
      />
      <PageTable
        caption={said.title}
        queryKey={["approvals", which]}
        read={(cursor) =>
          client.admin.approvals.list.query({ cursor, ...(which === "waiting" && { status: "waiting" }) })
        }
        refetchInterval={15_000}
        columns={[
          { name: said.what, cell: (approval) => <Wish approval={approval} /> },
          {
            name: said.asked,
            cell: ({ requestedBy, requestedAt, isOwn }) => (
              <>
                {isOwn ? <Text size="sm">{said.own}</Text> : <Who who={requestedBy} />}
                <Text size="sm">{formats.moment(requestedAt)}</Text>
              </>
            ),
          },
          { name: said.why, cell: ({ reason }) => reason },
          { name: said.state, cell: (approval) => <State approval={approval} /> },
          {
            name: said.decide,
            cell: (approval) => (
              <Decisions approval={approval} choose={(word) => setDeciding({ approval, word })} />
            ),
          },
        ]}
      />
      {deciding && (
        <ChangeDialog
          title={said.ask[deciding.word]}
          confirm={said[deciding.word]}
          isDangerous={deciding.word === "reject"}
          carryOut={(why) =>
            client.admin.approvals[deciding.word].mutate({ ...why, approvalId: deciding.approval.id })
          }
          close={() => setDeciding(undefined)}
        >
          <Wish approval={deciding.approval} />
          <Text>{said.happens[deciding.word]}</Text>
        </ChangeDialog>
      )}
    </Part>
  );
}

const tones = {
  waiting: "yellow",
  approved: "green",
  rejected: "red",
  withdrawn: "gray",
  superseded: "gray",
} as const;

function State({ approval }: { approval: Approval }) {
  const said = useWords(approvalWords);
  const { status, decidedBy, decisionReason } = approval;
  return (
    <Stack gap={4} align="flex-start">
      <Badge color={tones[status]}>{said.status[status]}</Badge>
      {decidedBy !== null && <Who who={decidedBy} />}
      {decisionReason !== null && <Text size="sm">{decisionReason}</Text>}
    </Stack>
  );
}

function Decisions({ approval, choose }: { approval: Approval; choose: (word: Word) => void }) {
  const said = useWords(approvalWords);
  const may = {
    approve: useMay("admin.approvals.approve"),
    reject: useMay("admin.approvals.reject"),
    withdraw: useMay("admin.approvals.withdraw"),
  };
  if (approval.status !== "waiting") return null;
  const offered: readonly Word[] = approval.isOwn ? ["withdraw"] : ["approve", "reject"];
  return (
    <Group gap="xs">
      {offered
        .filter((word) => may[word])
        .map((word) => (
          <Button
            key={word}
            size="xs"
            variant={word === "approve" ? "filled" : "default"}
            onClick={() => choose(word)}
          >
            {said[word]}
          </Button>
        ))}
    </Group>
  );
}
