import type { Language } from "../pages/language.ts";
import type { LetterTab } from "./letter-tab.ts";

/** The words of the mailbox's page. */
export interface MailboxWords {
  readonly title: string;
  readonly standIn: string;
  readonly other: string;
  readonly to: string;
  readonly show: string;
  readonly everybody: string;
  readonly list: string;
  readonly none: string;
  readonly noneHint: string;
  readonly noSubject: string;
  readonly choose: string;
  readonly back: string;
  readonly from: string;
  readonly received: string;
  readonly attachments: string;
  readonly unsubscribe: string;
  readonly tabs: Readonly<Record<LetterTab, string>>;
  readonly parts: string;
  readonly noText: string;
  readonly noHtml: string;
  readonly older: (count: number) => string;
  readonly deleteAll: string;
  readonly faults: string;
  readonly noFaults: string;
  readonly refuse: string;
  readonly code: string;
  readonly times: string;
  readonly stopFaults: string;
}

export const mailboxWords: Readonly<Record<Language, MailboxWords>> = {
  ru: {
    title: "Почта песочницы",
    standIn: "Письма никуда не уходят: всё, что отправлено, лежит здесь.",
    other: "English",
    to: "Кому",
    show: "Показать",
    everybody: "все адреса",
    list: "Письма",
    none: "Писем пока нет",
    noneHint: "Отправьте письмо через SMTP, и оно появится здесь само:",
    noSubject: "(без темы)",
    choose: "Выберите письмо из списка.",
    back: "Все письма",
    from: "От",
    received: "Получено",
    attachments: "Вложения",
    unsubscribe: "Отписка",
    tabs: { html: "Письмо", text: "Текст", headers: "Заголовки", source: "Исходник" },
    parts: "Части письма",
    noText: "Текстовой части нет.",
    noHtml: "HTML-части нет.",
    older: (count) => `Показаны не все: ещё ${count}. Сузьте список по адресу.`,
    deleteAll: "Удалить все письма",
    faults: "Сбои",
    noFaults: "Сбои не заказаны: письма принимаются.",
    refuse: "Отказать",
    code: "Код SMTP",
    times: "Сколько раз",
    stopFaults: "Снять все сбои",
  },
  en: {
    title: "Sandbox mailbox",
    standIn: "Letters never leave this machine: whatever is sent ends up here.",
    other: "Русский",
    to: "To",
    show: "Show",
    everybody: "all addresses",
    list: "Letters",
    none: "No letters yet",
    noneHint: "Send one by SMTP and it appears here by itself:",
    noSubject: "(no subject)",
    choose: "Choose a letter from the list.",
    back: "All letters",
    from: "From",
    received: "Received",
    attachments: "Attachments",
    unsubscribe: "Unsubscribe",
    tabs: { html: "Letter", text: "Text", headers: "Headers", source: "Source" },
    parts: "Parts of the letter",
    noText: "There is no text part.",
    noHtml: "There is no HTML part.",
    older: (count) => `${count} more are not shown. Narrow the list by address.`,
    deleteAll: "Delete all letters",
    faults: "Faults",
    noFaults: "None ordered: letters are accepted.",
    refuse: "Refuse",
    code: "SMTP code",
    times: "How many",
    stopFaults: "Remove all faults",
  },
};
