import { html, type Markup, trusted } from "./html.ts";
import type { Language } from "./language.ts";

/** What every page of the sandbox is put into. */
export interface Page {
  readonly language: Language;
  readonly title: string;
  readonly style: string;
  /** A script of ours; the page must work without it. */
  readonly script?: string;
  /** Seconds after which the browser loads the page again. */
  readonly refresh?: number;
  readonly body: Markup;
}

/** A whole document with the shared look: light and dark, system fonts, visible focus. */
export function layout(page: Page): string {
  return html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
${page.refresh !== undefined && html`<meta http-equiv="refresh" content="${page.refresh}">`}
<title>${page.title}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">
<style>${trusted(baseStyle + page.style)}</style>
</head>
<body>
${page.body}
${page.script !== undefined && html`<script>${trusted(page.script)}</script>`}
</body>
</html>
`.text;
}

/** An answer holding a page: never cached, never framed, no way to load anything from elsewhere. */
export function pageResponse(document: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(document, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; " +
        "connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6b5d"/>' +
  '<path d="M7 13h18v11H7z" fill="#fff"/><path d="m7 12 17-5 1 3-17 5z" fill="#ffd479"/></svg>';

/** The colours are checked for contrast AA in both schemes (see `contrast.test.ts`). */
export const baseStyle = `
:root {
  color-scheme: light dark;
  --paper: #f5f3ee; --card: #ffffff; --sunken: #efece5; --ink: #1d1b18; --soft: #5c5850; --line: #d8d3c8; --edge: #8a8478;
  --accent: #0b6b5d; --accent-strong: #08564b; --on-accent: #ffffff; --tint: #e2f1ee;
  --good: #17653a; --good-tint: #e3f3e8; --bad: #a3211d; --bad-tint: #fbe7e5; --warn: #6b4a00; --warn-tint: #fff1cc;
  --focus: #1553c7; --shadow: 0 1px 2px rgb(40 34 20 / .07), 0 8px 28px rgb(40 34 20 / .08);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #161513; --card: #211f1c; --sunken: #2c2925; --ink: #f1eee8; --soft: #b5afa3; --line: #3b3833; --edge: #847d70;
    --accent: #6fd6c3; --accent-strong: #93e5d5; --on-accent: #06251f; --tint: #17332e;
    --good: #7fd69b; --good-tint: #17301f; --bad: #ff9d94; --bad-tint: #3c1d1a; --warn: #ffd479; --warn-tint: #362a10;
    --focus: #8ab4ff; --shadow: 0 1px 2px rgb(0 0 0 / .4), 0 8px 28px rgb(0 0 0 / .35);
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif;
}
h1, h2, h3, p { margin: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.0625rem; line-height: 1.35; }
a { color: var(--accent); text-underline-offset: .18em; }
a:hover { color: var(--accent-strong); }
code, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: .92em; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
button, input, select, textarea { font: inherit; color: inherit; }
label { display: block; font-weight: 600; font-size: .875rem; margin-bottom: .3rem; }
input:not([type=checkbox], [type=radio]), select, textarea {
  width: 100%; min-height: 2.75rem; padding: .5rem .75rem; background: var(--card);
  border: 1px solid var(--edge); border-radius: .5rem;
}
::placeholder { color: var(--soft); opacity: 1; }
input[aria-invalid=true] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }
.button {
  display: inline-flex; align-items: center; justify-content: center; gap: .5rem; min-height: 2.75rem; padding: .5rem 1.1rem;
  border: 1px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--on-accent);
  font-weight: 600; text-decoration: none; cursor: pointer;
}
.button:hover { background: var(--accent-strong); border-color: var(--accent-strong); color: var(--on-accent); }
.button.quiet { background: transparent; color: var(--accent); border-color: var(--edge); }
.button.quiet:hover { background: var(--tint); }
.button.danger { background: transparent; color: var(--bad); border-color: var(--bad); }
.button.danger:hover { background: var(--bad-tint); }
.button.wide { width: 100%; }
.notice { display: block; padding: .75rem 1rem; border-radius: .6rem; background: var(--warn-tint); color: var(--warn); font-size: .9rem; }
.notice.bad { background: var(--bad-tint); color: var(--bad); }
.notice.good { background: var(--good-tint); color: var(--good); }
.chip { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; background: var(--sunken); color: var(--soft); font-size: .78rem; font-weight: 600; white-space: nowrap; }
.chip.good { background: var(--good-tint); color: var(--good); }
.chip.bad { background: var(--bad-tint); color: var(--bad); }
.chip.warn { background: var(--warn-tint); color: var(--warn); }
.visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: no-preference) { .button, input, a { transition: background-color .12s, border-color .12s; } }
`;
