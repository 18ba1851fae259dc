import type { Language } from "@cinema/core/language";

/** - `asked`: whether he means it; `done`: he gets no more of them; `unknown`: no letter has such a link. */
export type UnsubscribePage = "asked" | "done" | "unknown";

interface Words {
  readonly title: string;
  readonly text: string;
  readonly note: string;
}

const words: { readonly [L in Language]: { readonly [P in UnsubscribePage]: Words } } = {
  ru: {
    asked: {
      title: "Отписаться от рассылки?",
      text: "Мы больше не будем присылать вам новости и предложения.",
      note: "Письма об оплате, списаниях и возвратах будут приходить и дальше: они нужны, чтобы вы знали, что происходит с вашими деньгами.",
    },
    done: {
      title: "Вы отписаны",
      text: "Новостей и предложений от нас больше не будет.",
      note: "Письма об оплате, списаниях и возвратах будут приходить и дальше.",
    },
    unknown: {
      title: "Ссылка не подходит",
      text: "Такой ссылки нет ни в одном нашем письме. Возможно, она скопирована не целиком.",
      note: "Откройте её прямо из письма ещё раз.",
    },
  },
  en: {
    asked: {
      title: "Unsubscribe?",
      text: "We will send you no more news and offers.",
      note: "Letters about payments, charges and refunds will still come: they tell you what happens to your money.",
    },
    done: {
      title: "You are unsubscribed",
      text: "There will be no more news and offers from us.",
      note: "Letters about payments, charges and refunds will still come.",
    },
    unknown: {
      title: "This link does not work",
      text: "None of our letters has such a link. Perhaps only a part of it was copied.",
      note: "Open it from the letter itself once more.",
    },
  },
};

const button: { readonly [L in Language]: string } = { ru: "Отписаться", en: "Unsubscribe" };
const home: { readonly [L in Language]: string } = { ru: "На главную", en: "To the front page" };

/** A page of its own: whoever follows the link need not be signed in, nor have scripts. */
export function unsubscribePage(page: UnsubscribePage, language: Language): string {
  const { title, text, note } = words[language][page];
  // Without an action the form goes to the address that the page has.
  const way =
    page === "asked"
      ? `<form method="post"><button>${button[language]}</button></form>`
      : `<p><a href="/">${home[language]}</a></p>`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="/unsubscribe/look.css">
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
${way}
<p class="note">${note}</p>
</main>
</body>
</html>
`;
}

/** The colours are those of the cinema's other pages. */
export const unsubscribeLook = `
:root { color-scheme: light dark; --paper: #f5f2ec; --card: #ffffff; --ink: #1c1a17; --soft: #5f5a51; --line: #e3ded4; --focus: #1553c7; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #131210; --card: #1e1c19; --ink: #f3efe8; --soft: #b8b1a5; --line: #38342e; --focus: #8ab4ff; }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
main { box-sizing: border-box; max-width: 30rem; margin: 1rem; padding: 2rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
form { margin: 0 0 1rem; }
button { width: 100%; padding: 0.8rem 1.5rem; border: 0; border-radius: 0.6rem; background: #ffc53d; color: #1c1500; font: inherit; font-weight: 700; cursor: pointer; }
button:hover { background: #f2b215; }
a { color: inherit; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.note { margin: 0; color: var(--soft); font-size: 0.9rem; }
`;
