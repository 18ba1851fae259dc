import { Badge, Button, Code, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { ChangeDialog } from "./change-dialog.tsx";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { PageTable } from "./page-table.tsx";
import { Part } from "./part.tsx";

type Approval = Awaited<ReturnType<Admin["approvals"]["list"]["query"]>>["items"][number];

const words = {
  en: {
    title: "Approvals",
    lead: "What waits for a second person. Nobody approves his own.",
    which: "Which",
    waiting: "Waiting",
    all: "All",
    what: "What",
    asked: "Asked for",
    why: "Why",
    state: "State",
    decide: "Decision",
    kind: {
      resolve_difference: "Give back money that was taken for nothing",
      resume_charging: "Let charging go on",
      change_price: "A new price of a plan",
      refund: "Give money back",
      mailing: "Send a mailing",
    },
    status: { waiting: "waiting", approved: "approved", rejected: "rejected", withdrawn: "withdrawn" },
    approve: "Approve",
    reject: "Reject",
    withdraw: "Withdraw",
    ask: {
      approve: "Approve and carry out?",
      reject: "Reject this request?",
      withdraw: "Withdraw your request?",
    },
    happens: {
      approve: "It is carried out at once, and the history names you both.",
      reject: "Nothing of it is done.",
      withdraw: "Nothing of it is done.",
    },
    own: "your own",
  },
  ru: {
    title: "Согласования",
    lead: "То, что ждёт второго человека. Своё никто не согласует.",
    which: "Какие",
    waiting: "Ждут",
    all: "Все",
    what: "Что",
    asked: "Запрошено",
    why: "Почему",
    state: "Состояние",
    decide: "Решение",
    kind: {
      resolve_difference: "Вернуть деньги, взятые без основания",
      resume_charging: "Возобновить списания",
      change_price: "Новая цена плана",
      refund: "Вернуть деньги",
      mailing: "Отправить рассылку",
    },
    status: { waiting: "ждёт", approved: "согласовано", rejected: "отклонено", withdrawn: "отозвано" },
    approve: "Согласовать",
    reject: "Отклонить",
    withdraw: "Отозвать",
    ask: {
      approve: "Согласовать и выполнить?",
      reject: "Отклонить этот запрос?",
      withdraw: "Отозвать свой запрос?",
    },
    happens: {
      approve: "Будет выполнено сразу, в истории останетесь вы оба.",
      reject: "Ничего сделано не будет.",
      withdraw: "Ничего сделано не будет.",
    },
    own: "ваш",
  },
};

type Word = "approve" | "reject" | "withdraw";

export function ApprovalsPage() {
  const said = useWords(words);
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
          { name: said.what, cell: (approval) => <What approval={approval} /> },
          {
            name: said.asked,
            cell: ({ requestedBy, requestedAt, isOwn }) => (
              <>
                <Text size="sm">{isOwn ? said.own : requestedBy}</Text>
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
          <What approval={deciding.approval} />
          <Text>{said.happens[deciding.word]}</Text>
        </ChangeDialog>
      )}
    </Part>
  );
}

function What({ approval: { kind, subject, wish } }: { approval: Approval }) {
  const said = useWords(words);
  const facts = Object.entries(wish);
  return (
    <Stack gap={4}>
      <Text fw={600}>{said.kind[kind]}</Text>
      <Code>{subject}</Code>
      {facts.map(([name, value]) => (
        <Text key={name} size="sm">
          {name}: {String(value)}
        </Text>
      ))}
    </Stack>
  );
}

const tones = { waiting: "yellow", approved: "green", rejected: "red", withdrawn: "gray" } as const;

function State({ approval }: { approval: Approval }) {
  const said = useWords(words);
  const { status, decidedBy, decisionReason } = approval;
  return (
    <Stack gap={4} align="flex-start">
      <Badge color={tones[status]}>{said.status[status]}</Badge>
      {decidedBy !== null && <Text size="sm">{`${decidedBy}: ${decisionReason ?? ""}`}</Text>}
    </Stack>
  );
}

function Decisions({ approval, choose }: { approval: Approval; choose: (word: Word) => void }) {
  const said = useWords(words);
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
