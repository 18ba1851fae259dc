import { useWords } from "./console-context.ts";
import { ToPage } from "./to-page.tsx";

const words = {
  en: {
    payment: "a payment",
    subscription: "a subscription",
    refund: "a refund",
    payment_method: "a card or wallet",
    notify: "a notice of another service",
    mailing: "a mailing",
    test: "a test of the staff",
  },
  ru: {
    payment: "оплата",
    subscription: "подписка",
    refund: "возврат",
    payment_method: "карта или кошелёк",
    notify: "сообщение другой службы",
    mailing: "рассылка",
    test: "проба сотрудника",
  },
};

/** What a letter is about ("payment:<id>"), with the way to it where there is a page. */
export function LetterCause({ cause }: { readonly cause: string }) {
  const said = useWords(words);
  const [kind = "", id = ""] = cause.split(":");
  if (kind === "payment")
    return (
      <ToPage to="/payments/$paymentId" params={{ paymentId: id }}>
        {said.payment}
      </ToPage>
    );
  if (kind === "subscription")
    return (
      <ToPage to="/subscriptions/$subscriptionId" params={{ subscriptionId: id }}>
        {said.subscription}
      </ToPage>
    );
  return new Map<string, string>(Object.entries(said)).get(kind) ?? cause;
}
