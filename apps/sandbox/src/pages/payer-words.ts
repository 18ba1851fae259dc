import type { Language } from "./language.ts";
import type { ConfirmationView, OutcomeView, PageError } from "./views.ts";

/** The words of the pages that a payer sees. */
export interface PayerWords {
  readonly other: string;
  readonly twin: string;
  readonly twinHint: string;
  readonly paymentTitle: string;
  readonly bindingTitle: string;
  readonly shop: string;
  readonly until: string;
  readonly byCard: string;
  readonly number: string;
  readonly expiry: string;
  readonly expiryHint: string;
  readonly csc: string;
  readonly cscHint: string;
  readonly save: string;
  readonly savedAlways: string;
  readonly pay: (amount: string) => string;
  readonly bind: string;
  readonly bindAccount: string;
  /** Ways to pay other than a card, by the provider's code. */
  readonly wallets: Readonly<Record<string, string>>;
  readonly walletHint: string;
  readonly leave: Readonly<Record<ConfirmationView["kind"], string>>;
  readonly leaveHint: string;
  readonly cards: string;
  readonly cardsClick: string;
  readonly cardsPost: string;
  readonly withThreeDSecure: string;
  readonly goesThrough: string;
  readonly withoutThreeDSecure: string;
  readonly declines: string;
  readonly filled: string;
  readonly bankTitle: string;
  readonly bankHint: string;
  readonly card: string;
  readonly amount: string;
  readonly code: string;
  readonly codeHint: string;
  readonly confirm: string;
  readonly failThreeDSecure: string;
  readonly payment: string;
  readonly back: string;
  readonly nowhereBack: string;
  readonly errors: Readonly<Record<PageError["code"], string>>;
  readonly outcomes: Readonly<Record<OutcomeView["kind"], Readonly<Record<OutcomeView["outcome"], Outcome>>>>;
}

interface Outcome {
  readonly title: string;
  readonly text: string;
}

export const payerWords: Readonly<Record<Language, PayerWords>> = {
  ru: {
    other: "English",
    twin: "Учебный двойник",
    twinHint: "Это не ЮKassa: деньги не списываются. Не вводите данные настоящей карты.",
    paymentTitle: "Оплата",
    bindingTitle: "Привязка карты",
    shop: "Магазин",
    until: "Страница действует до",
    byCard: "Банковская карта",
    number: "Номер карты",
    expiry: "Срок действия",
    expiryHint: "ММ / ГГ",
    csc: "Код CVC",
    cscHint: "3 или 4 цифры с обратной стороны",
    save: "Запомнить для следующих оплат",
    savedAlways: "Магазин запомнит этот способ оплаты и сможет списывать с него сам.",
    pay: (amount) => `Заплатить ${amount}`,
    bind: "Привязать карту",
    bindAccount: "Привязать",
    wallets: {
      yoo_money: "Кошелёк ЮMoney",
      sbp: "Система быстрых платежей",
      sberbank: "SberPay",
      tinkoff_bank: "T-Pay",
      alfa_pay: "Alfa Pay",
      mobile_balance: "Счёт мобильного телефона",
      cash: "Наличные",
      sber_loan: "Кредит Сбера",
      sber_bnpl: "Оплата частями Сбера",
      b2b_sberbank: "СберБизнес",
      electronic_certificate: "Электронный сертификат",
    },
    walletHint: "Понарошку: всё проходит сразу, ничего настоящего не нужно.",
    leave: { payment: "Вернуться в магазин без оплаты", binding: "Вернуться в магазин" },
    leaveHint: "На эту страницу можно будет вернуться.",
    cards: "Тестовые карты",
    cardsClick: "Нажмите на карту, и форма заполнится. Срок и код подойдут любые.",
    cardsPost: "Нажмите на карту, чтобы сразу отправить её данные.",
    goesThrough: "Проходят",
    withThreeDSecure: "После 3-D Secure",
    withoutThreeDSecure: "Сразу",
    declines: "Не проходят",
    filled: "Форма заполнена картой",
    bankTitle: "Подтверждение банком",
    bankHint: "Так выглядел бы шаг 3-D Secure: банк прислал бы код в сообщении.",
    card: "Карта",
    amount: "Сумма",
    code: "Код из сообщения",
    codeHint: "Подойдёт любой, например 1234.",
    confirm: "Подтвердить",
    failThreeDSecure: "Не пройти проверку",
    payment: "Платёж",
    back: "Вернуться в магазин",
    nowhereBack: "Магазин не указал, куда вернуться. Страницу можно закрыть.",
    errors: {
      number_invalid: "Проверьте номер: в нём ошибка.",
      not_a_test_card: "Двойник знает только тестовые карты из списка.",
      expiry_invalid: "Укажите месяц и год, например 12 / 30.",
      expiry_past: "Срок действия уже прошёл.",
      csc_invalid: "Нужны 3 или 4 цифры.",
      code_missing: "Введите код.",
      wallet_unavailable: "Кошельком здесь заплатить нельзя.",
    },
    outcomes: {
      payment: {
        succeeded: { title: "Оплачено", text: "Учебная оплата прошла, деньги не списаны." },
        waiting_for_capture: {
          title: "Деньги удержаны",
          text: "Магазин заберёт их или отпустит. Всё это понарошку.",
        },
        canceled: { title: "Оплата не прошла", text: "Вернитесь в магазин и попробуйте ещё раз." },
        expired: {
          title: "Время вышло",
          text: "Страница больше не принимает оплату. Начните в магазине заново.",
        },
        pending: { title: "Оплата ещё не завершена", text: "Платёж ждёт вашего подтверждения." },
        not_found: { title: "Платёж не найден", text: "Такой страницы нет. Проверьте ссылку." },
      },
      binding: {
        succeeded: { title: "Карта привязана", text: "Магазин может пользоваться ею, пока вы не запретите." },
        waiting_for_capture: { title: "Карта проверяется", text: "Осталось дождаться магазина." },
        canceled: { title: "Карта не привязана", text: "Вернитесь в магазин и попробуйте другую." },
        expired: { title: "Время вышло", text: "Страница больше не действует. Начните в магазине заново." },
        pending: { title: "Привязка ещё не завершена", text: "Она ждёт вашего подтверждения." },
        not_found: { title: "Привязка не найдена", text: "Такой страницы нет. Проверьте ссылку." },
      },
    },
  },
  en: {
    other: "Русский",
    twin: "Practice twin",
    twinHint: "This is not YooKassa: no money moves. Never type a real card here.",
    paymentTitle: "Payment",
    bindingTitle: "Save a card",
    shop: "Shop",
    until: "This page works until",
    byCard: "Bank card",
    number: "Card number",
    expiry: "Valid until",
    expiryHint: "MM / YY",
    csc: "CVC code",
    cscHint: "3 or 4 digits on the back",
    save: "Remember for the next payments",
    savedAlways: "The shop will remember this way of paying and may charge it by itself.",
    pay: (amount) => `Pay ${amount}`,
    bind: "Save the card",
    bindAccount: "Save",
    wallets: {
      yoo_money: "YooMoney wallet",
      sbp: "Faster Payments System (SBP)",
      sberbank: "SberPay",
      tinkoff_bank: "T-Pay",
      alfa_pay: "Alfa Pay",
      mobile_balance: "Mobile phone balance",
      cash: "Cash",
      sber_loan: "Sber loan",
      sber_bnpl: "Sber instalments",
      b2b_sberbank: "SberBusiness",
      electronic_certificate: "Electronic certificate",
    },
    walletHint: "Make-believe: it goes through at once, nothing real is needed.",
    leave: { payment: "Back to the shop without paying", binding: "Back to the shop" },
    leaveHint: "You can come back to this page.",
    cards: "Test cards",
    cardsClick: "Click a card to fill the form. Any expiry and any code will do.",
    cardsPost: "Click a card to send it at once.",
    goesThrough: "Go through",
    withThreeDSecure: "After 3-D Secure",
    withoutThreeDSecure: "At once",
    declines: "Declined",
    filled: "The form is filled with the card",
    bankTitle: "Confirmation by the bank",
    bankHint: "This is where 3-D Secure would be: the bank would have sent a code in a message.",
    card: "Card",
    amount: "Amount",
    code: "Code from the message",
    codeHint: "Any will do, for example 1234.",
    confirm: "Confirm",
    failThreeDSecure: "Fail the check",
    payment: "Payment",
    back: "Back to the shop",
    nowhereBack: "The shop gave no address to return to. You can close this page.",
    errors: {
      number_invalid: "Check the number: there is a mistake in it.",
      not_a_test_card: "The twin knows only the test cards of the list.",
      expiry_invalid: "Month and year, please, for example 12 / 30.",
      expiry_past: "That date has passed.",
      csc_invalid: "It takes 3 or 4 digits.",
      code_missing: "Type a code.",
      wallet_unavailable: "A wallet cannot be used here.",
    },
    outcomes: {
      payment: {
        succeeded: { title: "Paid", text: "The practice payment went through, no money was taken." },
        waiting_for_capture: {
          title: "The money is on hold",
          text: "The shop will take it or let it go. All of it is make-believe.",
        },
        canceled: { title: "The payment did not go through", text: "Go back to the shop and try again." },
        expired: {
          title: "Time is up",
          text: "This page takes no payment any more. Start again in the shop.",
        },
        pending: { title: "Not paid yet", text: "The payment is waiting for you to confirm it." },
        not_found: { title: "No such payment", text: "There is no such page. Check the link." },
      },
      binding: {
        succeeded: { title: "The card is saved", text: "The shop may use it until you forbid it." },
        waiting_for_capture: {
          title: "The card is being checked",
          text: "Only the shop is left to wait for.",
        },
        canceled: { title: "The card was not saved", text: "Go back to the shop and try another one." },
        expired: { title: "Time is up", text: "This page no longer works. Start again in the shop." },
        pending: { title: "Not saved yet", text: "It is waiting for you to confirm it." },
        not_found: { title: "No such page", text: "There is nothing to save here. Check the link." },
      },
    },
  },
};
