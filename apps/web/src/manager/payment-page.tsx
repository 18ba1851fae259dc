import { Alert, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Asked } from "./asked.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { useConsole, useMay, useWords } from "./console-context.ts";
import { Facts } from "./facts.tsx";
import { Part } from "./part.tsx";
import { type PaymentDossier, PaymentLetters, PaymentRefunds } from "./payment-tables.tsx";
import { paymentWords } from "./payment-words.ts";
import { ProviderObject } from "./provider-object.tsx";
import { RefundDialog } from "./refund-dialog.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { ToPage } from "./to-page.tsx";
import { cancellationInWords, useValue } from "./use-value.ts";
import { useNamed } from "./who.tsx";

export function PaymentPage() {
  const { paymentId } = useParams({ from: "/payments/$paymentId" });
  const said = useWords(paymentWords);
  const { client, language } = useConsole();
  const named = useNamed();
  const dossier = useQuery({
    queryKey: ["payment", paymentId, language],
    queryFn: () => client.admin.payments.get.query({ paymentId }),
    // What is on its way is looked at again.
    refetchInterval: ({ state }) => (state.data && isOnItsWay(state.data) ? 5_000 : false),
  });
  return (
    <Part title={said.payment} actions={dossier.data && <Actions payment={dossier.data} />}>
      <Asked caption={said.payment} question={dossier}>
        {(payment) => (
          <>
            {payment.openApprovals.map(({ id, requestedBy, reason }) => (
              <Alert key={id} color="yellow" title={said.waits}>
                <Text>{said.waitsText(named(requestedBy), reason)}</Text>
                <ToPage to="/approvals">{said.toApprovals}</ToPage>
              </Alert>
            ))}
            <About payment={payment} />
            <PaymentRefunds payment={payment} />
            <PaymentLetters payment={payment} />
            <ProviderObject paymentId={paymentId} />
          </>
        )}
      </Asked>
    </Part>
  );
}

function isOnItsWay({ status, refunds }: PaymentDossier): boolean {
  const isFinal = (one: string) => one === "succeeded" || one === "canceled";
  return !isFinal(status) || refunds.some((refund) => !isFinal(refund.status));
}

function Actions({ payment }: { payment: PaymentDossier }) {
  const said = useWords(paymentWords);
  const { client } = useConsole();
  const [doing, setDoing] = useState<"ask" | "refund">();
  const may = { ask: useMay("admin.payments.ask"), refund: useMay("admin.refunds.request") };
  const isLeft = payment.status === "succeeded" && payment.refundedKopecks < payment.amountKopecks;
  const close = () => setDoing(undefined);
  return (
    <Group>
      {may.ask && (
        <Button variant="default" onClick={() => setDoing("ask")}>
          {said.ask}
        </Button>
      )}
      {may.refund && isLeft && <Button onClick={() => setDoing("refund")}>{said.refund}</Button>}
      {doing === "ask" && (
        <ChangeDialog
          title={said.askTitle}
          confirm={said.ask}
          carryOut={(why) => client.admin.payments.ask.mutate({ ...why, paymentId: payment.id })}
          close={close}
        >
          <Text>{said.askText}</Text>
        </ChangeDialog>
      )}
      {doing === "refund" && <RefundDialog payment={payment} close={close} />}
    </Group>
  );
}

function About({ payment }: { payment: PaymentDossier }) {
  const said = useWords(paymentWords);
  const { formats } = useConsole();
  const value = useValue();
  const { userId, subscription, period, receiptRegistration, cancellation } = payment;
  const moment = (instant: string | null) => instant && formats.moment(instant);
  return (
    <Facts
      of={[
        [said.amount, formats.money(payment.amountKopecks)],
        [said.refunded, formats.money(payment.refundedKopecks)],
        [said.status, <StatusBadge key="status" status={payment.status} />],
        [said.canceledBy, cancellation && cancellationInWords(value, cancellation)],
        [said.plan, payment.plan.name],
        [said.purpose, said.purposes[payment.purpose]],
        [said.period, period && `${formats.day(period.start)} – ${formats.day(period.end)}`],
        [
          said.viewer,
          <ToPage key="viewer" to="/viewers/$userId" params={{ userId }}>
            {userId}
          </ToPage>,
        ],
        [
          said.subscription,
          <ToPage
            key="subscription"
            to="/subscriptions/$subscriptionId"
            params={{ subscriptionId: subscription.id }}
          >
            {subscription.id}
          </ToPage>,
        ],
        [said.made, moment(payment.createdAt)],
        [said.sentAt, moment(payment.sentAt)],
        [said.paidAt, moment(payment.paidAt)],
        [said.method, payment.methodType && value("methodType", payment.methodType)],
        [said.receipt, receiptRegistration && said.receipts[receiptRegistration]],
        [said.externalId, payment.externalId],
      ]}
    />
  );
}
