import type { BillingClient } from "@cinema/client/create-client";
import type { Language } from "../language.ts";

type Difference = Awaited<
  ReturnType<BillingClient["admin"]["reconciliation"]["differences"]["query"]>
>["items"][number];

type ActionKind = NonNullable<Difference["action"]>["kind"];

interface Explanation {
  readonly what: string;
  readonly toDo: string;
}

/** What a difference means and what is to be done about it; the service itself explains in English, as its commands do. */
export function explanationOf(difference: Difference, language: Language): Explanation {
  return language === "ru" ? explanationsInRussian[difference.class] : difference;
}

/** What the ready action does. */
export function actionInWords(
  { kind, what }: { kind: ActionKind; what: string },
  language: Language,
): string {
  return language === "ru" ? actionsInRussian[kind] : what;
}

/** What kept it from being put right; undefined where a repair broke, which is said in its own words. */
export function obstacleInWords(
  { obstacleCode, obstacle }: Difference,
  language: Language,
): string | undefined {
  if (obstacleCode === null) return undefined;
  return language === "ru" ? obstaclesInRussian[obstacleCode] : (obstacle ?? undefined);
}

/** How it came to its end: a person's reason, or what the service does by itself with its class. */
export function resolutionInWords(difference: Difference, language: Language): string {
  const { resolution, toDo } = difference;
  return resolution === toDo ? explanationOf(difference, language).toDo : (resolution ?? "");
}

/** By class; a new class of the service does not compile until it is explained here. */
export const explanationsInRussian: { readonly [Class in Difference["class"]]: Explanation } = {
  payment_paid_unnoticed: {
    what: "Провайдер взял деньги, а мы всё ещё ждём исхода.",
    toDo: "Проводится само: оплаченное начинается сейчас.",
  },
  payment_declined_unnoticed: {
    what: "Провайдер отменил платёж, а мы всё ещё ждём исхода.",
    toDo: "Проводится само, с письмом и следующей попыткой, какие положены.",
  },
  payment_held_unnoticed: {
    what: "Провайдер только придержал деньги, и мы их ещё не взяли.",
    toDo: "Берутся сами.",
  },
  payment_begun_unnoticed: {
    what: "Заказ у провайдера, он ждёт плательщика; его ответ до нас не дошёл.",
    toDo: "Номер у провайдера записывается сам.",
  },
  payment_unanswered: {
    what: "Заказ давно отправлен, ответа нет, и в списке провайдера его тоже нет.",
    toDo: "Ищется само; если у провайдера его нет, списывается как несостоявшийся.",
  },
  payment_missing_here: {
    what: "Платёж провайдера называет наш, а его у нас нет, как бывает после восстановления из копии.",
    toDo: "Записывается сам, если подходят подписка, период и цена. Иначе готовое действие запишет его и вернёт то, что оплачено впустую; если действия нет, найдите зрителя и верните деньги в кабинете провайдера.",
  },
  payment_foreign: {
    what: "Провайдер взял деньги за платёж, который не называет ничего нашего.",
    toDo: "Кто-то провёл его руками в кабинете, или тем же магазином пользуется другая служба. Отклоните, когда выяснится.",
  },
  payment_missing_there: {
    what: "Наш платёж записан под номером, которого провайдер не знает.",
    toDo: "Выясните, откуда номер (другой магазин, тестовый ключ). Если денег не взяли, оплаченное досталось даром.",
  },
  payment_amount_differs: {
    what: "Сумма платежа у провайдера не та, что у нас.",
    toDo: "По нему ничего не проводится. Верните лишнее или всё в кабинете провайдера и скажите инженеру.",
  },
  payment_subscription_differs: {
    what: "Платёж провайдера называет не ту подписку, что наш.",
    toDo: "По нему ничего не проводится. Скажите инженеру, прежде чем что-то возвращать.",
  },
  payment_currency_differs: {
    what: "Запись провайдера в другой валюте, не в рублях.",
    toDo: "Мы такого не заказываем. Посмотрите в кабинете провайдера, кто это сделал.",
  },
  object_unreadable: {
    what: "Запись из списка провайдера не читается, поэтому ни с чем не сверена.",
    toDo: "Инженеру нужно прочитать её в кабинете провайдера: возможно, изменился формат.",
  },
  payment_test: {
    what: "Платёж сделан тестовыми деньгами в настоящем магазине или настоящими в тестовом.",
    toDo: "По нему ничего не проводится. Кто вставил ключ другого магазина, тот должен его убрать.",
  },
  payment_taken_for_nothing: {
    what: "Мы списали платёж как несостоявшийся, а провайдер взял деньги.",
    toDo: "Готовое действие записывает деньги: они оплатят период, который ещё не оплачен, иначе вернутся целиком.",
  },
  payment_never_paid: {
    what: "Мы выдали оплаченное, а денег за него у провайдера нет.",
    toDo: "Конечное состояние изменилось у провайдера или руками у нас. Сравните оба с историей платежа и отмените или продлите подписку, как следует.",
  },
  payment_charged_twice: {
    what: "Провайдер взял деньги дважды за один период одной подписки.",
    toDo: "Готовое действие записывает второй платёж и возвращает его целиком.",
  },
  payment_refunded_sum_differs: {
    what: "Провайдер вернул по этому платежу не столько, сколько составляют наши возвраты, и его список возвратов не объясняет почему.",
    toDo: "Поищите оспоренный платёж (чарджбэк) в кабинете провайдера и скажите инженеру.",
  },
  method_saved_without_consent: {
    what: "Провайдер сохранил способ оплаты, на который у нас нет согласия зрителя.",
    toDo: "Мы с него никогда не списываем. Предложите зрителю включить автопродление, если он хочет, или попросите провайдера забыть способ.",
  },
  receipt_unnoticed: {
    what: "Чек у провайдера уже в конечном состоянии, а мы всё ещё ждём.",
    toDo: "Записывается само.",
  },
  receipt_missing: {
    what: "Магазин выдаёт чеки, а у этого платежа или возврата чека нет.",
    toDo: "По готовому действию провайдер сделает чек (54-ФЗ).",
  },
  receipt_canceled: {
    what: "Касса отклонила чек этого платежа или возврата.",
    toDo: "По готовому действию провайдер сделает другой (54-ФЗ).",
  },
  refund_by_hand: {
    what: "Кто-то вернул деньги в кабинете провайдера, мимо наших книг.",
    toDo: "Записывается само; с подпиской будет то же, что после нашего возврата.",
  },
  refund_missing_here: {
    what: "Возврат провайдера называет наш, а его у нас нет, как бывает после восстановления из копии.",
    toDo: "Записывается сам, если его платёж у нас есть и в нём столько осталось. Иначе сначала запишите платёж.",
  },
  refund_foreign: {
    what: "Провайдер вернул деньги по платежу, который не наш.",
    toDo: "Относится к платежу, который не называет ничего нашего. Отклоните вместе с ним.",
  },
  refund_missing_there: {
    what: "Наш возврат записан под номером, которого провайдер не знает.",
    toDo: "Выясните, откуда номер. Если зритель денег не получил, верните их заново.",
  },
  refund_unanswered: {
    what: "Заказ возврата давно отправлен, ответа нет, и в списке провайдера его тоже нет.",
    toDo: "Ищется само; если у провайдера его нет, запрашивается снова.",
  },
  refund_amount_differs: {
    what: "Сумма возврата у провайдера не та, что у нас.",
    toDo: "По нему ничего не проводится. Сравните оба с историей возврата и скажите инженеру.",
  },
  refund_payment_differs: {
    what: "Возврат провайдера относится не к тому платежу, что наш.",
    toDo: "По нему ничего не проводится. Сравните оба с историей возврата и скажите инженеру.",
  },
  refund_returned_unnoticed: {
    what: "Провайдер вернул деньги, а мы всё ещё ждём исхода.",
    toDo: "Проводится само.",
  },
  refund_rejected_unnoticed: {
    what: "Провайдер отменил возврат, а мы всё ещё ждём исхода.",
    toDo: "Проводится само; если отказ временный, возврат запрашивается снова.",
  },
  refund_accepted_unnoticed: {
    what: "Заказ возврата у провайдера; его ответ до нас не дошёл.",
    toDo: "Номер у провайдера записывается сам.",
  },
  refund_never_returned: {
    what: "Мы сказали зрителю, что деньги вернулись, а у провайдера это не так.",
    toDo: "Сравните оба с историей возврата и верните деньги заново.",
  },
  refund_returned_though_canceled: {
    what: "Мы списали возврат как несостоявшийся, а провайдер вернул деньги.",
    toDo: "Готовое действие записывает его, насколько хватает остатка платежа.",
  },
  refund_returned_twice: {
    what: "Провайдер вернул один и тот же возврат дважды.",
    toDo: "Готовое действие записывает и второй; у зрителя больше, чем он просил.",
  },
};

/** By kind of action; likewise. */
export const actionsInRussian: { readonly [Kind in ActionKind]: string } = {
  settle_payment: "Спросит провайдера о платеже сейчас и сохранит, что из этого следует.",
  look_up_payment: "Поищет платёж у провайдера и спишет как несостоявшийся, если его там нет.",
  record_payment:
    "Запишет платёж провайдера: он оплатит период, который ещё не оплачен, или вернётся, насколько ещё не вернулся.",
  settle_refund: "Спросит провайдера о возврате сейчас и сохранит, что из этого следует.",
  look_up_refund: "Поищет возврат у провайдера и запросит снова, если его там нет.",
  record_refund: "Запишет возврат провайдера; с подпиской будет то же, что после нашего возврата.",
  make_receipt: "Провайдер сделает чек.",
};

/** By code of what kept a difference from being put right; likewise. */
export const obstaclesInRussian: { readonly [Code in NonNullable<Difference["obstacleCode"]>]: string } = {
  recorded_already: "Тем временем платёж уже записан.",
  not_final: "Провайдер с ним ещё не закончил.",
  viewer_unknown: "Его подписки нет, а в заказе не сказано, чья она.",
  first_period_gone: "Его подписки нет, а более ранний её период не записан.",
  price_unknown: "Цены, по которой списали, нет среди цен.",
  sum_unexplained: "Сумма не равна цене периода.",
  period_unknown: "Нигде не сказано, за какой это период.",
  earlier_period_missing: "Период перед ним здесь ещё не оплачен, сначала тот.",
  period_under_way: "Другая оплата этого же периода ещё идёт.",
  period_paid_twice: "Этот же период оплачен другим платежом.",
  nothing_owed: "Платить за это уже не нужно, поэтому деньги вернулись бы зрителю.",
  money_would_go_back: "Деньги вернулись бы зрителю.",
  provider_silent: "Провайдер не ответил; его спросят ещё раз.",
  nothing_ready: "Само с этим ничего не сделать.",
  second_person: "На возврат такой суммы должен согласиться второй человек: смотрите «Согласования».",
};
