interface ReasonWords {
  /** What the service itself, or a viewer by what he does, writes down as a reason, by the words it stands in. */
  readonly known: { readonly [reason: string]: string };
  /** What follows a reason that speaks for somebody else, too. */
  readonly askedBy: (whoAndWhy: string) => string;
}

const en = {
  known: {
    "payment.charge": "charges a payment",
    "payment.settle": "asks what became of a payment",
    "refund.issue": "gives money back",
    "refund.settle": "asks what became of a refund",
    "binding.settle": "asks what became of a change of card",
    "letter.deliver": "sends a letter",
    "job.run": "runs a job that was asked for",
    "mailing.page": "writes letters of a mailing",
    "mailing.deliver": "sends a letter of a mailing",
    "payment.waiting_for_capture": "YooKassa’s notification: held, not taken",
    "payment.succeeded": "YooKassa’s notification: paid",
    "payment.canceled": "YooKassa’s notification: payment canceled",
    "refund.succeeded": "YooKassa’s notification: given back",
    "payment_method.active": "YooKassa’s notification: card or wallet saved",
    subscribes: "subscribes",
    "switches automatic renewal on": "switches automatic renewal on",
    "switches automatic renewal off": "switches automatic renewal off",
    "pays for the owed period": "pays for the owed period",
    "changes the card": "changes the card",
    "unlinks a payment method": "unlinks a card or wallet",
    "looks what a refund would be": "looks what a refund would be",
    "asks for a refund": "asks for a refund",
    "takes mailings": "takes mailings",
    "refuses mailings": "refuses mailings",
    "the link in a letter": "the link in a letter",
    "every night": "every night",
    "by hand": "by hand",
    "bun run reconcile": "by hand",
    "takes out payments": "takes out payments",
    "takes out refunds": "takes out refunds",
    "takes out subscriptions": "takes out subscriptions",
    "announces every charge at least 72 hours before it":
      "announces every charge at least 72 hours before it",
    "warns of cards that expire before their next charge":
      "warns of cards that expire before their next charge",
    "queues the charge of subscriptions that end within three days":
      "queues the charge of subscriptions that end within three days",
    "queues declined charges whose next try has come": "queues declined charges whose next try has come",
    "asks the provider about every payment and refund without a final state":
      "asks the provider about every payment and refund without a final state",
    "compares our books with the provider's: what was asked for, and every night the last three days":
      "compares our books with the provider's",
    "moves on subscriptions whose period, grace or hold is over":
      "moves on subscriptions whose period, grace or hold is over",
    "brings list prices to the version of the price that has begun":
      "brings list prices to the version that has begun",
    "forgets answers to calls after a day, the clock's runs of jobs after 90 days, and that commands came after 400":
      "forgets old answers to calls, old runs of the clock and old commands",
  },
  askedBy: (whoAndWhy: string) => `(asked for by ${whoAndWhy})`,
};

const ru: typeof en = {
  known: {
    "payment.charge": "списывает оплату",
    "payment.settle": "узнаёт, что стало с оплатой",
    "refund.issue": "возвращает деньги",
    "refund.settle": "узнаёт, что стало с возвратом",
    "binding.settle": "узнаёт, что стало со сменой карты",
    "letter.deliver": "отправляет письмо",
    "job.run": "выполняет задание, о котором попросили",
    "mailing.page": "пишет письма рассылки",
    "mailing.deliver": "отправляет письмо рассылки",
    "payment.waiting_for_capture": "уведомление ЮKassa: деньги удержаны, не списаны",
    "payment.succeeded": "уведомление ЮKassa: оплачено",
    "payment.canceled": "уведомление ЮKassa: оплата отменена",
    "refund.succeeded": "уведомление ЮKassa: деньги возвращены",
    "payment_method.active": "уведомление ЮKassa: карта или кошелёк сохранены",
    subscribes: "оформляет подписку",
    "switches automatic renewal on": "включает автопродление",
    "switches automatic renewal off": "выключает автопродление",
    "pays for the owed period": "платит за неоплаченный период",
    "changes the card": "меняет карту",
    "unlinks a payment method": "отвязывает карту или кошелёк",
    "looks what a refund would be": "смотрит, сколько вернётся",
    "asks for a refund": "просит вернуть деньги",
    "takes mailings": "соглашается на рассылки",
    "refuses mailings": "отказывается от рассылок",
    "the link in a letter": "по ссылке в письме",
    "every night": "каждую ночь",
    "by hand": "вручную",
    "bun run reconcile": "вручную",
    "takes out payments": "выгружает оплаты",
    "takes out refunds": "выгружает возвраты",
    "takes out subscriptions": "выгружает подписки",
    "announces every charge at least 72 hours before it":
      "предупреждает о каждом списании не позже чем за 72 часа",
    "warns of cards that expire before their next charge":
      "предупреждает о картах, которые истекут до следующего списания",
    "queues the charge of subscriptions that end within three days":
      "ставит в очередь оплату подписок, которые закончатся за три дня",
    "queues declined charges whose next try has come":
      "ставит в очередь отклонённые списания, которым пора повториться",
    "asks the provider about every payment and refund without a final state":
      "спрашивает провайдера о платежах и возвратах без конечного состояния",
    "compares our books with the provider's: what was asked for, and every night the last three days":
      "сверяет наши книги с книгами провайдера",
    "moves on subscriptions whose period, grace or hold is over":
      "двигает дальше подписки, у которых кончился период, отсрочка или ожидание",
    "brings list prices to the version of the price that has begun":
      "приводит цены в списке к версии, которая началась",
    "forgets answers to calls after a day, the clock's runs of jobs after 90 days, and that commands came after 400":
      "забывает старые ответы на вызовы, запуски по расписанию и команды",
  },
  askedBy: (whoAndWhy) => `(по просьбе: ${whoAndWhy})`,
};

/** The reasons that no person has written. */
export const reasonWords = { en, ru };

/** Between a reason and whoever asked for what the reason's author agreed to or carried out. */
const forSomebody = " (asked for by ";

/** Says a reason that the service has written in words, and leaves a person's own as it is. */
export function reasonInWords(words: ReasonWords, reason: string): string {
  const at = reason.endsWith(")") ? reason.indexOf(forSomebody) : -1;
  const own = at === -1 ? reason : reason.slice(0, at);
  const known: ReadonlyMap<string, string> = new Map(Object.entries(words.known));
  const said = known.get(own) ?? own;
  return at === -1 ? said : `${said} ${words.askedBy(reason.slice(at + forSomebody.length, -1))}`;
}
