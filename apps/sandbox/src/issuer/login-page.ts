import { html, type Markup, type Part } from "../pages/html.ts";
import type { Language } from "../pages/language.ts";
import { layout } from "../pages/layout.ts";
import { loginWords } from "./login-words.ts";
import type { Person } from "./people.ts";

/** The page where somebody signs in. */
export function renderLogin(view: {
  readonly language: Language;
  /** Where the form goes; it carries the client's whole request. */
  readonly action: string;
  readonly otherLanguage: string;
  readonly people: readonly Person[];
  readonly email: string;
  readonly failed: boolean;
}): string {
  const words = loginWords[view.language];
  const passwords = new Set(view.people.map((person) => person.password));
  const [shared] = passwords.size === 1 ? passwords : [];
  const invalid = view.failed && html` aria-invalid="true" aria-describedby="failure"`;
  return frame(view.language, words.cinema, view.otherLanguage, [
    html`<p class="notice">${words.standIn}</p>`,
    view.failed && html`<p class="notice bad" id="failure" role="alert">${words.wrong}</p>`,
    html`<form method="post" action="${view.action}">
<div><label for="username">${words.email}</label>
<input id="username" name="username" type="email" autocomplete="username" inputmode="email" value="${view.email}" required${view.email === "" && html` autofocus`}${invalid}></div>
<div><label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${view.email !== "" && html` autofocus`}${invalid}></div>
<button class="button wide" type="submit">${words.signIn}</button>
</form>
<form method="post" action="${view.action}" aria-labelledby="people">
<div><h2 id="people">${words.people}</h2><p class="soft small">${words.peopleHint} ${shared !== undefined && words.everybodysPassword(shared)}</p></div>
<ul>${view.people.map((person) => personButton(view.language, person))}</ul>
</form>`,
  ]);
}

function personButton(language: Language, person: Person): Markup {
  return html`<li><button name="person" value="${person.sub}">
<span><b>${person.givenName} ${person.familyName}</b><span class="soft small">${person.email}</span></span>
<span class="chip">${roleName(language, person)}</span></button></li>`;
}

function roleName(language: Language, person: Person): string {
  const words = loginWords[language];
  return person.roles.map((role) => words.roles[role] ?? role).join(", ") || words.viewer;
}

/** Asks before signing out: a link from anywhere could lead here. */
export function renderSignOutQuestion(language: Language, action: string): string {
  const words = loginWords[language];
  return frame(language, words.signOutQuestion, undefined, [
    html`<form method="post" action="${action}">
<button class="button wide" name="confirm" value="yes">${words.signOut}</button></form>`,
  ]);
}

export function renderSignedOut(language: Language): string {
  const words = loginWords[language];
  return frame(language, words.signedOut, undefined, [html`<p>${words.signedOutHint}</p>`]);
}

/** An error that the person sees because the client cannot be told safely. */
export function renderIssuerError(language: Language, description: string): string {
  const words = loginWords[language];
  return frame(language, words.error, undefined, [
    html`<p>${words.errorHint}</p><p class="notice bad" role="alert">${description}</p>`,
  ]);
}

/** The issuer's front page: who can sign in, and where the endpoints are. */
export function renderFront(view: {
  readonly language: Language;
  readonly people: readonly Person[];
  readonly clients: readonly { readonly id: string; readonly secret?: string }[];
  readonly addresses: readonly string[];
}): string {
  const words = loginWords[view.language];
  const other = view.language === "ru" ? "?kc_locale=en" : "?kc_locale=ru";
  return frame(view.language, words.issuer, other, [
    html`<p class="notice">${words.standIn}</p>
<section><h2>${words.people}</h2>
<ul>${view.people.map(
      (person) => html`<li class="row"><span><b>${person.givenName} ${person.familyName}</b>
<span class="soft small">${person.email}</span></span><span class="chip">${roleName(view.language, person)}</span></li>`,
    )}</ul></section>
<section><h2>${words.clients}</h2>
<ul>${view.clients.map(
      (client) =>
        html`<li class="row"><code>${client.id}</code><span class="chip">${
          client.secret === undefined ? words.publicClient : words.confidentialClient
        }</span></li>`,
    )}</ul></section>
<section><h2>${words.endpoints}</h2>
<ul>${view.addresses.map((address) => html`<li class="address"><a href="${address}"><code>${address}</code></a></li>`)}</ul></section>`,
  ]);
}

function frame(language: Language, title: string, otherLanguage: string | undefined, body: Part): string {
  const words = loginWords[language];
  return layout({
    language,
    title,
    style,
    body: html`<main>
<header><h1>${title}</h1>${
      otherLanguage !== undefined &&
      html`<a href="${otherLanguage}" lang="${language === "ru" ? "en" : "ru"}">${words.other}</a>`
    }</header>
${body}
</main>`,
  });
}

const style = `
main { max-width: 27rem; margin: clamp(0rem, 6vh, 4rem) auto; padding: 1.75rem 1.5rem 1.5rem; display: grid; gap: 1.1rem;
  background: var(--card); border-radius: 1rem; box-shadow: var(--shadow); }
header { display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; }
header a { font-size: .9rem; white-space: nowrap; }
form { display: grid; gap: 1rem; }
form + form, section { padding-top: 1.1rem; border-top: 1px solid var(--line); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .4rem; }
section ul { margin-top: .6rem; }
li button, .row { width: 100%; display: flex; align-items: center; justify-content: space-between; gap: .75rem;
  padding: .5rem .75rem; background: transparent; border: 1px solid var(--line); border-radius: .6rem; text-align: left; }
li button { cursor: pointer; }
li button:hover { background: var(--tint); border-color: var(--accent); }
li b { display: block; line-height: 1.3; font-weight: 600; }
.address { overflow-wrap: anywhere; font-size: .875rem; }
@media (max-width: 30rem) { main { margin: 0; border-radius: 0; box-shadow: none; min-height: 100vh; align-content: start; } }
`;
