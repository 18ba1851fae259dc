import { Code, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { approvalWords } from "./approval-words.ts";
import { type Admin, useConsole, useWords } from "./console-context.ts";
import { ToPage } from "./to-page.tsx";

/** Something that waits for a second person, or waited. */
export type Approval = Awaited<ReturnType<Admin["approvals"]["list"]["query"]>>["items"][number];

/** What is asked for, in words: whoever decides has nothing else to go by. */
export function Wish({ approval: { kind, wish, subject } }: { readonly approval: Approval }) {
  const said = useWords(approvalWords);
  const About = wishes[kind];
  return (
    <Stack gap={4} align="flex-start">
      <Text fw={600}>{said.kind[kind]}</Text>
      <About wish={wish} id={subject.slice(subject.indexOf(":") + 1)} />
    </Stack>
  );
}

interface WishProps {
  readonly wish: Approval["wish"];
  /** Of what it is about. */
  readonly id: string;
}

const wishes: { readonly [K in Approval["kind"]]: (props: WishProps) => ReactNode } = {
  mailing: Mailing,
  refund: Refund,
  change_price: Price,
  resolve_difference: Difference,
  resume_charging: Charging,
};

function Line({ children }: { readonly children: ReactNode }) {
  return <Text inherit>{children}</Text>;
}

function Mailing({ wish: { event, does, viewers, isService }, id }: WishProps) {
  const said = useWords(approvalWords).mailing;
  const { language } = useConsole();
  const count = new Intl.NumberFormat(language).format(Number(viewers));
  return (
    <>
      <Line>{said[does === "resumed" ? "resumed" : "started"](String(event), count)}</Line>
      {isService === true && <Line>{said.isService}</Line>}
      <ToPage to="/mailings/$mailingId" params={{ mailingId: id }}>
        {said.look}
      </ToPage>
    </>
  );
}

function Refund({ wish, id }: WishProps) {
  const said = useWords(approvalWords).refund;
  const { formats } = useConsole();
  const { kind, amountKopecks, endsSubscription, overridesPeriod, viewerId } = wish;
  const what = kind === "full" || kind === "prorated" ? kind : "partial";
  return (
    <>
      <Line>{`${said.kinds[what]}: ${said.most(formats.money(Number(amountKopecks)))}`}</Line>
      <Line>{endsSubscription === true ? said.ends : said.goesOn}</Line>
      {overridesPeriod === true && <Line>{said.overrides}</Line>}
      <Group gap="sm">
        <ToPage to="/payments/$paymentId" params={{ paymentId: id }}>
          {said.look}
        </ToPage>
        {typeof viewerId === "string" && (
          <ToPage to="/viewers/$userId" params={{ userId: viewerId }}>
            {said.viewer}
          </ToPage>
        )}
      </Group>
    </>
  );
}

function Price({ wish: { name, amountKopecks, previousKopecks, startsAt } }: WishProps) {
  const said = useWords(approvalWords).price;
  const { formats } = useConsole();
  const after = formats.money(Number(amountKopecks));
  const plan = String(name);
  return (
    <>
      <Line>
        {typeof previousKopecks === "number"
          ? said.fromTo(plan, formats.money(previousKopecks), after)
          : said.first(plan, after)}
      </Line>
      <Line>{said.begins(formats.moment(String(startsAt)))}</Line>
      <ToPage to="/catalogue">{said.look}</ToPage>
    </>
  );
}

function Difference({ wish: { gives_back_kopecks: kopecks }, id }: WishProps) {
  const said = useWords(approvalWords).difference;
  const { formats } = useConsole();
  return (
    <>
      <Line>{said.gives(formats.money(Number(kopecks)))}</Line>
      <Code>{id}</Code>
      <ToPage to="/reconciliation">{said.look}</ToPage>
    </>
  );
}

function Charging() {
  const said = useWords(approvalWords).charging;
  return <ToPage to="/charging">{said.look}</ToPage>;
}
