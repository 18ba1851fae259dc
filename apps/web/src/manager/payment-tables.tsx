import { Stack, Text, Title } from "@mantine/core";
import { type Admin, useConsole, useMay, useWords } from "./console-context.ts";
import { FactTable } from "./fact-table.tsx";
import { useEventName } from "./letter-event-words.ts";
import { LetterStatus } from "./letter-status.tsx";
import { paymentWords } from "./payment-words.ts";
import { StatusBadge } from "./status-badge.tsx";
import type { StaffRefund } from "./status-words.ts";
import { ToPage } from "./to-page.tsx";
import { cancellationInWords, useValue } from "./use-value.ts";
import { Who } from "./who.tsx";

export type PaymentDossier = Awaited<ReturnType<Admin["payments"]["get"]["query"]>>;

/** What of a payment went back. */
export function PaymentRefunds({ payment: { refunds } }: { payment: PaymentDossier }) {
  const said = useWords(paymentWords);
  const { formats } = useConsole();
  return (
    <section aria-labelledby="refunds">
      <Title order={2} size="h3" id="refunds">
        {said.refunds}
      </Title>
      {refunds.length === 0 ? (
        <Text>{said.none}</Text>
      ) : (
        <FactTable
          caption={said.refunds}
          heads={[said.made, said.status, said.by, said.why, said.amount]}
          numbersFrom={4}
          rows={refunds.map((refund) => ({
            key: refund.id,
            cells: [
              formats.moment(refund.requestedAt),
              <RefundState key="state" refund={refund} />,
              refund.requestedBy === null ? said.itself : <Who key="by" who={refund.requestedBy} />,
              refund.reason,
              formats.money(refund.amountKopecks),
            ],
          }))}
        />
      )}
    </section>
  );
}

function RefundState({ refund }: { refund: Pick<StaffRefund, "status" | "isGivenUp" | "cancellation"> }) {
  const said = useWords(paymentWords);
  const value = useValue();
  const { status, isGivenUp, cancellation } = refund;
  return (
    <Stack gap={2} align="flex-start">
      <StatusBadge status={status} />
      {cancellation !== null && <Text size="sm">{cancellationInWords(value, cancellation)}</Text>}
      {isGivenUp && <Text size="sm">{said.givenUp}</Text>}
    </Stack>
  );
}

/** The letters about a payment and its refunds. */
export function PaymentLetters({ payment: { letters } }: { payment: PaymentDossier }) {
  const said = useWords(paymentWords);
  const { formats } = useConsole();
  return (
    <section aria-labelledby="letters">
      <Title order={2} size="h3" id="letters">
        {said.letters}
      </Title>
      {letters.length === 0 ? (
        <Text>{said.none}</Text>
      ) : (
        <FactTable
          caption={said.letters}
          heads={[said.written, said.letter, said.letterState]}
          numbersFrom={3}
          rows={letters.map(({ id, createdAt, template, status, error }) => ({
            key: id,
            cells: [
              formats.moment(createdAt),
              <LetterLink key="letter" letterId={id} template={template} />,
              <Stack key="status" gap={2} align="flex-start">
                <LetterStatus status={status} />
                {error !== null && <Text size="sm">{error}</Text>}
              </Stack>,
            ],
          }))}
        />
      )}
    </section>
  );
}

function LetterLink({ letterId, template }: { readonly letterId: string; readonly template: string }) {
  const nameOf = useEventName();
  if (!useMay("admin.letters.get")) return nameOf(template);
  return (
    <ToPage to="/letters/$letterId" params={{ letterId }}>
      {nameOf(template)}
    </ToPage>
  );
}
