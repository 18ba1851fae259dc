import { useCinema } from "./cinema.ts";
import { Loading, Trouble } from "./notice.tsx";
import { type Payment, usePayments } from "./questions.ts";
import type { PaymentWords } from "./texts.ts";

/** The viewer's payments, the newest first. */
export function PaymentList() {
  const { texts } = useCinema();
  const payments = usePayments();
  const items = payments.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="payments">
      <h2 id="payments">{texts.payments.title}</h2>
      {payments.isPending && <Loading />}
      {payments.isError && <Trouble error={payments.error} again={() => void payments.refetch()} />}
      {payments.isSuccess && items.length === 0 && <p className="soft">{texts.payments.none}</p>}
      <ul className="rows">
        {items.map((payment) => (
          <PaymentRow key={payment.id} payment={payment} />
        ))}
      </ul>
      {payments.hasNextPage && (
        <button
          type="button"
          className="button quiet"
          disabled={payments.isFetchingNextPage}
          onClick={() => void payments.fetchNextPage()}
        >
          {texts.payments.more}
        </button>
      )}
    </section>
  );
}

function wordsOf({ status, amountKopecks, refundedKopecks }: Payment): PaymentWords {
  if (status === "canceled") return "canceled";
  if (status !== "succeeded") return "waiting";
  if (refundedKopecks === 0) return "succeeded";
  return refundedKopecks >= amountKopecks ? "refunded" : "refundedInPart";
}

const tones: { readonly [S in PaymentWords]: string } = {
  waiting: "calm",
  succeeded: "good",
  canceled: "bad",
  refunded: "calm",
  refundedInPart: "good",
};

function PaymentRow({ payment }: { payment: Payment }) {
  const { texts, formats } = useCinema();
  const state = wordsOf(payment);
  return (
    <li className="row">
      <span className="row-text">
        <span>{payment.planName}</span>
        <time className="small soft" dateTime={payment.paidAt ?? payment.createdAt}>
          {formats.moment(payment.paidAt ?? payment.createdAt)}
        </time>
      </span>
      <span className="row-sum">
        <strong>{formats.money(payment.amountKopecks)}</strong>
        <span className={`chip ${tones[state]}`}>{texts.payments.state[state]}</span>
      </span>
      {state === "refundedInPart" && (
        <span className="row-note">{texts.payments.refunded(formats.money(payment.refundedKopecks))}</span>
      )}
      {payment.receiptRegistration !== null && (
        <span className="row-note soft">{texts.payments.receipt[payment.receiptRegistration]}</span>
      )}
      {payment.failure !== null && <span className="row-note">{payment.failure.text}</span>}
      {payment.confirmationUrl !== null && (
        <a className="row-note" href={payment.confirmationUrl}>
          {texts.payments.resume}
        </a>
      )}
    </li>
  );
}
