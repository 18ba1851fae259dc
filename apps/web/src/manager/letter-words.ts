import type { Admin } from "./console-context.ts";

export type StaffLetter = Awaited<ReturnType<Admin["letters"]["search"]["query"]>>["items"][number];

export type LetterDossier = Awaited<ReturnType<Admin["letters"]["get"]["query"]>>;

const en = {
  title: "Letters",
  lead: "Every letter to a viewer: what it was about, and whether it left.",
  by: { email: "Viewer's e-mail", userId: "User id", cause: "What it is about" },
  any: "any",
  event: "Letter",
  status: "State",
  statuses: {
    queued: "in the queue",
    sending: "in the mail server's hands",
    sent: "sent",
    failed: "failed",
    skipped: "not sent on purpose",
  } satisfies { readonly [S in StaffLetter["status"]]: string },
  writtenFrom: "Written from",
  writtenTo: "To, not included",
  made: "Written",
  viewer: "Viewer",
  error: "What went wrong",
  copy: "sent again",
  test: "a test of the staff",

  one: "Letter",
  allOfViewer: "All letters of this viewer",
  to: "To",
  erased: "erased or unknown",
  noAddress: "no e-mail address",
  language: "Language",
  languages: { ru: "Russian", en: "English" },
  sent: "Sent",
  cause: "About",
  template: "Template",
  copyOf: "Sends again",
  first: "the first letter",
  attempts: "Times it was sent",
  firstTime: "first letter",
  again: (number: number) => `sent again, ${number}`,
  letter: "The letter",
  anew: (version: number) =>
    `Made anew from what the letter was about, with ${version === 0 ? "the words that were tried out" : `version ${version} of the template`} and without the viewer's name: what was sent is not kept.`,
  fault: "Its words cannot be made any more",
  resend: "Send again",
  resendAsk: "Send this letter again?",
  resendText:
    "A copy goes to the viewer's address of today and says that it is one. A letter that announces a charge is brought up to date.",
};

const ru: typeof en = {
  title: "Письма",
  lead: "Каждое письмо зрителю: о чём оно и ушло ли.",
  by: { email: "Почта зрителя", userId: "Id зрителя", cause: "О чём оно" },
  any: "любое",
  event: "Письмо",
  status: "Состояние",
  statuses: {
    queued: "в очереди",
    sending: "у почтового сервера",
    sent: "отправлено",
    failed: "не отправлено",
    skipped: "намеренно не отправлялось",
  },
  writtenFrom: "Написано с",
  writtenTo: "По (не включая)",
  made: "Написано",
  viewer: "Зритель",
  error: "Что помешало",
  copy: "повтор",
  test: "проба сотрудника",

  one: "Письмо",
  allOfViewer: "Все письма зрителя",
  to: "Кому",
  erased: "стёрто или неизвестно",
  noAddress: "почты нет",
  language: "Язык",
  languages: { ru: "русский", en: "английский" },
  sent: "Отправлено",
  cause: "О чём",
  template: "Шаблон",
  copyOf: "Повторяет",
  first: "первое письмо",
  attempts: "Сколько раз отправляли",
  firstTime: "первое письмо",
  again: (number) => `повтор ${number}`,
  letter: "Само письмо",
  anew: (version) =>
    `Собрано заново из того, о чём оно было, ${version === 0 ? "теми словами, что пробовали" : `по версии ${version} шаблона`} и без имени зрителя: отправленное не хранится.`,
  fault: "Его слова больше не собрать",
  resend: "Отправить ещё раз",
  resendAsk: "Отправить это письмо ещё раз?",
  resendText:
    "Копия уйдёт на нынешний адрес зрителя и скажет, что она копия. Письмо о будущем списании сначала обновится.",
};

export const letterWords = { en, ru };
