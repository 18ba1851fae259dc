import { useCinema } from "./cinema.ts";
import { Loading, Trouble } from "./notice.tsx";
import { useMailings } from "./questions.ts";
import { useWish } from "./wish.ts";

/** Whether news come by e-mail, and the switch; it can be turned back at once, so nothing is asked before. */
export function MailingsCard({ tell }: { tell: (done: string) => void }) {
  const { texts, formats, client } = useCinema();
  const { data: mailings, isPending, error, refetch } = useMailings();
  const words = texts.mailings;
  const wish = useWish(
    (isOn: boolean) => client.billing.setMailings.mutate({ isOn }),
    ({ isOn }) => tell(isOn ? words.wasSwitchedOn : words.wasSwitchedOff),
  );
  return (
    <section className="card" aria-labelledby="mailings">
      <h2 id="mailings">{words.title}</h2>
      {isPending && <Loading />}
      {error && <Trouble error={error} again={() => void refetch()} />}
      {mailings && (
        <>
          <p>{mailings.isOn ? words.isOn : words.isOff}</p>
          <p className="small soft">
            {words.serviceLetters}
            {mailings.changedBy !== null &&
              mailings.changedAt !== null &&
              ` ${words.changed[mailings.changedBy](formats.day(mailings.changedAt))}`}
          </p>
          {wish.error !== null && <Trouble error={wish.error} />}
          <button
            type="button"
            className="button quiet"
            disabled={wish.isPending}
            onClick={() => wish.mutate(!mailings.isOn)}
          >
            {wish.isPending ? texts.wait : mailings.isOn ? words.switchOff : words.switchOn}
          </button>
        </>
      )}
    </section>
  );
}
