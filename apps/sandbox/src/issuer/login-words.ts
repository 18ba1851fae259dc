import type { Language } from "../pages/language.ts";

/** The words of the issuer's pages. */
export interface LoginWords {
  readonly signIn: string;
  readonly cinema: string;
  readonly issuer: string;
  readonly standIn: string;
  readonly email: string;
  readonly password: string;
  readonly wrong: string;
  readonly people: string;
  readonly peopleHint: string;
  readonly everybodysPassword: (password: string) => string;
  readonly viewer: string;
  readonly roles: Readonly<Record<string, string>>;
  readonly other: string;
  readonly signOut: string;
  readonly signOutQuestion: string;
  readonly signedOut: string;
  readonly signedOutHint: string;
  readonly error: string;
  readonly errorHint: string;
  readonly endpoints: string;
  readonly clients: string;
  readonly publicClient: string;
  readonly confidentialClient: string;
}

export const loginWords: Readonly<Record<Language, LoginWords>> = {
  ru: {
    signIn: "Войти",
    cinema: "Вход в кинотеатр",
    issuer: "Вход для разработки",
    standIn: "Это учебный вход для разработки вместо Keycloak. Настоящих учётных записей здесь нет.",
    email: "Электронная почта",
    password: "Пароль",
    wrong: "Неверная почта или пароль.",
    people: "Готовые люди",
    peopleHint: "Нажмите, чтобы войти сразу.",
    everybodysPassword: (password) => `Пароль у всех: ${password}`,
    viewer: "Зритель",
    roles: { Manager: "Менеджер", Support: "Поддержка", Finance: "Финансы", Auditor: "Аудитор" },
    other: "English",
    signOut: "Выйти",
    signOutQuestion: "Выйти из кинотеатра?",
    signedOut: "Вы вышли",
    signedOutHint: "Страницу можно закрыть.",
    error: "Войти не получилось",
    errorHint: "Приложение прислало запрос, который нельзя выполнить:",
    endpoints: "Адреса",
    clients: "Приложения",
    publicClient: "открытое, с PKCE",
    confidentialClient: "с секретом",
  },
  en: {
    signIn: "Sign in",
    cinema: "Sign in to the cinema",
    issuer: "Development issuer",
    standIn: "This is a development sign-in that stands in for Keycloak. No real accounts live here.",
    email: "E-mail",
    password: "Password",
    wrong: "Wrong e-mail or password.",
    people: "Ready people",
    peopleHint: "Click to sign in at once.",
    everybodysPassword: (password) => `Everybody's password: ${password}`,
    viewer: "Viewer",
    roles: {},
    other: "Русский",
    signOut: "Sign out",
    signOutQuestion: "Sign out of the cinema?",
    signedOut: "You are signed out",
    signedOutHint: "You can close this page.",
    error: "Could not sign you in",
    errorHint: "The application sent a request that cannot be carried out:",
    endpoints: "Addresses",
    clients: "Applications",
    publicClient: "public, with PKCE",
    confidentialClient: "with a secret",
  },
};
