import { Alert, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Asked } from "./asked.tsx";
import { useConsole, useWords } from "./console-context.ts";
import { FactTable } from "./fact-table.tsx";
import { Facts } from "./facts.tsx";
import { Part } from "./part.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { SubscriptionActions, type SubscriptionFile } from "./subscription-actions.tsx";
import { subscriptionWords } from "./subscription-words.ts";
import { ToPage } from "./to-page.tsx";
import { useNamed } from "./who.tsx";

export function SubscriptionPage() {
  const { subscriptionId } = useParams({ from: "/subscriptions/$subscriptionId" });
  const said = useWords(subscriptionWords);
  const { client, language } = useConsole();
  const named = useNamed();
  const file = useQuery({
    queryKey: ["subscription", subscriptionId, language],
    queryFn: () => client.admin.subscriptions.get.query({ subscriptionId }),
  });
  return (
    <Part title={said.subscription} actions={file.data && <SubscriptionActions file={file.data} />}>
      <Asked caption={said.subscription} question={file}>
        {(subscription) => (
          <>
            {subscription.approvals.map(({ id, requestedBy, reason }) => (
              <Alert key={id} color="yellow" title={said.waits}>
                {`${named(requestedBy)}: ${reason}`}
              </Alert>
            ))}
            <About file={subscription} />
            <Payments file={subscription} />
          </>
        )}
      </Asked>
    </Part>
  );
}

function About({ file }: { file: SubscriptionFile }) {
  const said = useWords(subscriptionWords);
  const { formats } = useConsole();
  const { owner, nextCharge, declined, paymentMethod } = file;
  const day = (instant: string | null) => instant && formats.day(instant);
  const nextTry = declined?.nextTryAt ? formats.moment(declined.nextTryAt) : "—";
  return (
    <Facts
      of={[
        [said.plan, file.planName],
        [
          said.viewer,
          <ToPage key="viewer" to="/viewers/$userId" params={{ userId: owner.userId }}>
            {owner.email ?? owner.userId}
          </ToPage>,
        ],
        [said.state, <StatusBadge key="state" status={file.state} />],
        [said.renewing, said.renews[file.isRepeatable ? "yes" : "no"]],
        [said.started, day(file.startDate)],
        [said.ends, day(file.endDate)],
        [said.periods, String(file.paidPeriods)],
        [said.price, formats.money(file.price.amountKopecks)],
        [
          said.next,
          nextCharge &&
            said.nextText(
              formats.money(nextCharge.amountKopecks),
              formats.moment(nextCharge.at),
              nextCharge.isAnnounced,
            ),
        ],
        [
          said.method,
          paymentMethod &&
            (paymentMethod.unlinkedAt === null
              ? paymentMethod.title
              : `${paymentMethod.title}, ${said.unlinked}`),
        ],
        [said.declines, declined && said.nextTry(declined.tries, nextTry)],
        [said.parkedWhy, file.parkedReason],
        [said.made, formats.moment(file.createdAt)],
      ]}
    />
  );
}

function Payments({ file: { payments, hasMorePayments } }: { file: SubscriptionFile }) {
  const said = useWords(subscriptionWords);
  const { formats } = useConsole();
  return (
    <section aria-labelledby="payments">
      <Title order={2} size="h3" id="payments">
        {said.payments}
      </Title>
      {payments.length === 0 ? (
        <Text>{said.none}</Text>
      ) : (
        <FactTable
          caption={said.payments}
          heads={[said.made, said.status, said.amount, said.refunded]}
          numbersFrom={2}
          rows={payments.map(({ id, createdAt, status, amountKopecks, refundedKopecks }) => ({
            key: id,
            cells: [
              <ToPage key="payment" to="/payments/$paymentId" params={{ paymentId: id }}>
                {formats.moment(createdAt)}
              </ToPage>,
              <StatusBadge key="status" status={status} />,
              formats.money(amountKopecks),
              formats.money(refundedKopecks),
            ],
          }))}
        />
      )}
      {hasMorePayments && <Text>{said.more}</Text>}
    </section>
  );
}
