import { useState } from "react";
import { useCinema } from "./cinema.ts";
import { Confirmation } from "./confirmation.tsx";
import type { Subscription } from "./questions.ts";
import { useWish } from "./wish.ts";

interface RenewalCardProps {
  readonly subscription: Subscription;
  readonly isCharging: boolean;
  readonly tell: (done: string) => void;
}

/** Whether the subscription renews by itself, and the switch. */
export function RenewalCard({ subscription, isCharging, tell }: RenewalCardProps) {
  const { texts } = useCinema();
  // Kept as it was asked: once it is done, the subscription already says the opposite.
  const [asking, setAsking] = useState<"on" | "off">();
  const { isRepeatable, method, state } = subscription;
  const words = texts.renewal;
  const close = () => setAsking(undefined);
  const done = (text: string) => {
    close();
    tell(text);
  };
  return (
    <section className="card" aria-labelledby="renewal">
      <h2 id="renewal">{words.title}</h2>
      <p>{isRepeatable ? words.isOn : method === null ? words.cannotBeOn : words.isOff}</p>
      {(isRepeatable || (method !== null && state === "active")) && (
        <button type="button" className="button quiet" onClick={() => setAsking(isRepeatable ? "off" : "on")}>
          {isRepeatable ? words.switchOff : words.switchOn}
        </button>
      )}
      {asking === "off" && (
        <SwitchOff subscription={subscription} isCharging={isCharging} close={close} done={done} />
      )}
      {asking === "on" && <SwitchOn subscription={subscription} close={close} done={done} />}
    </section>
  );
}

interface SwitchProps {
  readonly subscription: Subscription;
  readonly close: () => void;
  readonly done: (text: string) => void;
}

function SwitchOff({ subscription, isCharging, close, done }: SwitchProps & { isCharging: boolean }) {
  const { texts, formats, client } = useCinema();
  const words = texts.renewal;
  const { state, endDate } = subscription;
  const until = state === "active" && endDate !== null ? formats.day(endDate) : undefined;
  const wish = useWish(
    () => client.billing.setAutoRenew.mutate({ isOn: false }),
    () => done(until === undefined ? words.hasEnded : words.wasSwitchedOff(until)),
  );
  return (
    <Confirmation
      title={until === undefined ? words.endAsk : words.switchOffAsk}
      confirm={until === undefined ? words.end : words.switchOff}
      wish={wish}
      agree={() => wish.mutate(undefined)}
      close={close}
    >
      <p>{until === undefined ? words.endsNow : words.endsOn(until)}</p>
      {isCharging && <p>{until === undefined ? words.isChargingInVain : words.isCharging}</p>}
    </Confirmation>
  );
}

function SwitchOn({ subscription, close, done }: SwitchProps) {
  const { texts, formats, client } = useCinema();
  const words = texts.renewal;
  const { consent, declined, endDate, method } = subscription;
  const wish = useWish(
    () => client.billing.setAutoRenew.mutate({ isOn: true, consentVersion: consent.version }),
    () => done(words.wasSwitchedOn),
  );
  return (
    <Confirmation
      title={words.switchOnAsk}
      confirm={words.agree}
      wish={wish}
      agree={() => wish.mutate(undefined)}
      close={close}
    >
      <p>
        {/* After a decline the planned try comes back with the renewal. */}
        {declined !== null ? words.triesAgain : endDate !== null && words.nothingNow(formats.day(endDate))}
      </p>
      {method !== null && <p>{words.chargedOn(method.title)}</p>}
      <p className="consent">{consent.text}</p>
    </Confirmation>
  );
}
