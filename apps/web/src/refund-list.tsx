import { useCinema } from "./cinema.ts";
import { Trouble } from "./notice.tsx";
import { type Refund, useRefunds } from "./questions.ts";
import type { RefundWords } from "./texts.ts";

/** The viewer's refunds, the newest first; who has none need not know that there are such. */
export function RefundList() {
  const { texts } = useCinema();
  const refunds = useRefunds();
  const items = refunds.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0 && !refunds.isError) return null;
  return (
    <section aria-labelledby="refunds">
      <h2 id="refunds">{texts.refunds.title}</h2>
      {refunds.isError && <Trouble error={refunds.error} again={() => void refunds.refetch()} />}
      <ul className="rows">
        {items.map((refund) => (
          <RefundRow key={refund.id} refund={refund} />
        ))}
      </ul>
      {refunds.hasNextPage && (
        <button
          type="button"
          className="button quiet"
          disabled={refunds.isFetchingNextPage}
          onClick={() => void refunds.fetchNextPage()}
        >
          {texts.refunds.more}
        </button>
      )}
    </section>
  );
}

function wordsOf({ status }: Refund): RefundWords {
  return status === "succeeded" || status === "canceled" ? status : "onItsWay";
}

const tones: { readonly [S in RefundWords]: string } = {
  onItsWay: "calm",
  succeeded: "good",
  canceled: "bad",
};

function RefundRow({ refund }: { refund: Refund }) {
  const { texts, formats } = useCinema();
  const state = wordsOf(refund);
  const at = refund.refundedAt ?? refund.requestedAt;
  return (
    <li className="row">
      <span className="row-text">
        <span>
          {refund.planName}, {texts.refunds.kind[refund.kind]}
        </span>
        <time className="small soft" dateTime={at}>
          {formats.moment(at)}
        </time>
      </span>
      <span className="row-sum">
        <strong>{formats.money(refund.amountKopecks)}</strong>
        <span className={`chip ${tones[state]}`}>{texts.refunds.state[state]}</span>
      </span>
      {refund.receiptRegistration !== null && (
        <span className="row-note soft">{texts.refunds.receipt[refund.receiptRegistration]}</span>
      )}
      {state === "canceled" && <span className="row-note">{texts.refunds.canceled}</span>}
    </li>
  );
}
