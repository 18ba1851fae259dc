import { Alert, List, Text } from "@mantine/core";
import { ChangeDialog } from "./change-dialog.tsx";
import { type Admin, useConsole, useWords } from "./console-context.ts";

export type ViewerFile = Awaited<ReturnType<Admin["viewers"]["get"]["query"]>>;

const words = {
  en: {
    title: "Erase this viewer?",
    confirm: "Erase for good",
    text: "It cannot be undone.",
    goes: "What goes:",
    going: [
      "the e-mail and the name",
      "the contents of letters",
      "the network addresses of consents",
      "saved cards and wallets: they are unlinked, nothing more is charged",
    ],
    stays: "What stays, under an id that no longer says whose it is:",
    subscriptions: (count: number) => `subscriptions: ${count}`,
    payments: (count: number, sum: string) => `payments: ${count}, ${sum} in all`,
    refunds: (count: number, sum: string) => `refunds: ${count}, ${sum} in all`,
    consents: (count: number) => `consents: ${count}`,
    letters: (count: number) => `letters without their contents: ${count}`,
    runs: (day: string) => `What is paid for runs on until ${day}.`,
  },
  ru: {
    title: "Стереть этого зрителя?",
    confirm: "Стереть навсегда",
    text: "Отменить это нельзя.",
    goes: "Что исчезнет:",
    going: [
      "почта и имя",
      "содержание писем",
      "сетевые адреса согласий",
      "сохранённые карты и кошельки: они отвяжутся, списаний больше не будет",
    ],
    stays: "Что останется, под id, по которому уже не узнать, чьё это:",
    subscriptions: (count: number) => `подписки: ${count}`,
    payments: (count: number, sum: string) => `оплаты: ${count}, всего ${sum}`,
    refunds: (count: number, sum: string) => `возвраты: ${count}, всего ${sum}`,
    consents: (count: number) => `согласия: ${count}`,
    letters: (count: number) => `письма без содержания: ${count}`,
    runs: (day: string) => `Оплаченное проработает до ${day}.`,
  },
};

/** Asks before a viewer is erased, and says what goes and what stays. */
export function EraseViewer({ file, close }: { file: ViewerFile; close: () => void }) {
  const said = useWords(words);
  const { client, formats } = useConsole();
  const { userId, holdings } = file;
  const stays = [
    said.subscriptions(holdings.subscriptions),
    said.payments(holdings.payments, formats.money(holdings.paidKopecks)),
    said.refunds(holdings.refunds, formats.money(holdings.refundedKopecks)),
    said.consents(holdings.consents),
    said.letters(holdings.letters),
  ];
  return (
    <ChangeDialog
      title={said.title}
      confirm={said.confirm}
      isDangerous
      carryOut={(why) => client.admin.viewers.erase.mutate({ ...why, userId })}
      close={close}
    >
      <Text fw={600}>{file.email ?? userId}</Text>
      <Alert color="red">{said.text}</Alert>
      <Named title={said.goes} items={said.going} />
      <Named title={said.stays} items={stays} />
      {holdings.paidUntil !== null && <Text>{said.runs(formats.day(holdings.paidUntil))}</Text>}
    </ChangeDialog>
  );
}

function Named({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <div>
      <Text>{title}</Text>
      <List>
        {items.map((item) => (
          <List.Item key={item}>{item}</List.Item>
        ))}
      </List>
    </div>
  );
}
