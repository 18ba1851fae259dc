import { Button, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Asked } from "./asked.tsx";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { EraseViewer, type ViewerFile } from "./erase-viewer.tsx";
import { FactTable } from "./fact-table.tsx";
import { Facts } from "./facts.tsx";
import { Part } from "./part.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { ToPage } from "./to-page.tsx";
import { useValue } from "./use-value.ts";
import { ViewerTimeline } from "./viewer-timeline.tsx";

const words = {
  en: {
    title: "Viewer",
    email: "E-mail",
    name: "Name",
    userId: "User id",
    language: "Language",
    paid: "Paid in all",
    refunded: "Refunded in all",
    paidUntil: "Paid until",
    unknown: "erased or unknown",
    erase: "Erase",
    subscriptions: "Subscriptions",
    plan: "Plan",
    state: "State",
    ends: "Period ends",
    methods: "Cards and wallets",
    method: "Card or wallet",
    saved: "Saved",
    unlinked: "Unlinked",
    none: "None.",
  },
  ru: {
    title: "Зритель",
    email: "Почта",
    name: "Имя",
    userId: "Id зрителя",
    language: "Язык",
    paid: "Всего оплачено",
    refunded: "Всего возвращено",
    paidUntil: "Оплачено до",
    unknown: "стёрто или неизвестно",
    erase: "Стереть",
    subscriptions: "Подписки",
    plan: "План",
    state: "Состояние",
    ends: "Период кончается",
    methods: "Карты и кошельки",
    method: "Карта или кошелёк",
    saved: "Сохранена",
    unlinked: "Отвязана",
    none: "Нет.",
  },
};

export function ViewerPage() {
  const { userId } = useParams({ from: "/viewers/$userId" });
  const said = useWords(words);
  const { client, language } = useConsole();
  const mayErase = useMay("admin.viewers.erase");
  const [isErasing, setErasing] = useState(false);
  const file = useQuery({
    queryKey: ["viewer", userId, language],
    queryFn: () => client.admin.viewers.get.query({ userId }),
  });
  const erase = mayErase && file.data !== undefined && (
    <Button color="red.9" onClick={() => setErasing(true)}>
      {said.erase}
    </Button>
  );
  return (
    <Part title={said.title} actions={erase}>
      <Asked caption={said.title} question={file}>
        {(viewer) => (
          <>
            <About file={viewer} />
            <Subscriptions file={viewer} />
            <Methods file={viewer} />
            <ViewerTimeline userId={userId} />
            {isErasing && <EraseViewer file={viewer} close={() => setErasing(false)} />}
          </>
        )}
      </Asked>
    </Part>
  );
}

function About({ file }: { file: ViewerFile }) {
  const said = useWords(words);
  const { formats } = useConsole();
  const value = useValue();
  const { email, name, userId, language, holdings } = file;
  return (
    <Facts
      of={[
        [said.email, email ?? said.unknown],
        [said.name, name],
        [said.userId, userId],
        [said.language, value("language", language)],
        [said.paid, formats.money(holdings.paidKopecks)],
        [said.refunded, formats.money(holdings.refundedKopecks)],
        [said.paidUntil, holdings.paidUntil && formats.day(holdings.paidUntil)],
      ]}
    />
  );
}

function Subscriptions({ file: { subscriptions } }: { file: ViewerFile }) {
  const said = useWords(words);
  const { formats } = useConsole();
  return (
    <section aria-labelledby="subscriptions">
      <Title order={2} size="h3" id="subscriptions">
        {said.subscriptions}
      </Title>
      {subscriptions.length === 0 ? (
        <Text>{said.none}</Text>
      ) : (
        <FactTable
          caption={said.subscriptions}
          heads={[said.plan, said.state, said.ends]}
          numbersFrom={3}
          rows={subscriptions.map(({ id, planName, state, endDate }) => ({
            key: id,
            cells: [
              <ToPage key="plan" to="/subscriptions/$subscriptionId" params={{ subscriptionId: id }}>
                {planName}
              </ToPage>,
              <StatusBadge key="state" status={state} />,
              endDate === null ? "" : formats.day(endDate),
            ],
          }))}
        />
      )}
    </section>
  );
}

function Methods({ file: { paymentMethods } }: { file: ViewerFile }) {
  const said = useWords(words);
  const { formats } = useConsole();
  if (paymentMethods.length === 0) return null;
  return (
    <section aria-labelledby="methods">
      <Title order={2} size="h3" id="methods">
        {said.methods}
      </Title>
      <FactTable
        caption={said.methods}
        heads={[said.method, said.saved, said.unlinked]}
        numbersFrom={3}
        rows={paymentMethods.map(({ id, title, linkedAt, unlinkedAt }) => ({
          key: id,
          cells: [title, formats.day(linkedAt), unlinkedAt === null ? "" : formats.day(unlinkedAt)],
        }))}
      />
    </section>
  );
}
