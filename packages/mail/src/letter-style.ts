/** The colours of letters: light here, dark in the media query below, so that both are chosen and not guessed. */
const ink = "#1c1a17";
const soft = "#5f5a51";
const line = "#e3ded4";
export const paper = "#f5f2ec";
export const card = "#ffffff";
export const gold = "#ffc53d";
const goldInk = "#1c1500";

const font =
  "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
const text = `${font};font-size:16px;line-height:1.55;color:${ink}`;

/** What each plain tag of a template looks like; mail programs trust inline styles alone. */
const looks: { readonly [selector: string]: string } = {
  h1: `${font};font-size:24px;line-height:1.25;font-weight:700;color:${ink};margin:0 0 16px`,
  h2: `${font};font-size:18px;line-height:1.35;font-weight:700;color:${ink};margin:24px 0 8px`,
  h3: `${font};font-size:16px;line-height:1.4;font-weight:700;color:${ink};margin:20px 0 8px`,
  p: `${text};margin:0 0 16px`,
  small: `${font};font-size:14px;line-height:1.5;color:${soft}`,
  ul: `${text};margin:0 0 16px;padding:0 0 0 22px`,
  ol: `${text};margin:0 0 16px;padding:0 0 0 22px`,
  li: "margin:0 0 6px",
  blockquote: `${text};margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid ${gold}`,
  hr: `border:0;border-top:1px solid ${line};margin:24px 0`,
  img: "max-width:100%;height:auto;border:0",
  "a:not(.button)": `color:${ink};text-decoration:underline`,
  // The border stands in for padding, which Outlook ignores on links.
  "a.button": `${font};display:inline-block;font-size:16px;line-height:20px;font-weight:700;color:${goldInk};background-color:${gold};border:solid ${gold};border-width:13px 26px;border-radius:10px;text-decoration:none`,
  "table.facts": "border-collapse:collapse;width:100%;margin:8px 0 24px",
  "table.facts th": `${font};font-size:15px;line-height:1.45;font-weight:400;color:${soft};text-align:left;vertical-align:top;padding:10px 16px 10px 0;border-top:1px solid ${line}`,
  "table.facts td": `${font};font-size:15px;line-height:1.45;font-weight:600;color:${ink};text-align:right;vertical-align:top;padding:10px 0;border-top:1px solid ${line}`,
};

/** Gives each plain tag its look, before what the template's author wrote himself. */
export function withLooks(html: string): string {
  const rewriter = new HTMLRewriter();
  for (const [selector, look] of Object.entries(looks))
    rewriter.on(selector, {
      element(element) {
        const own = element.getAttribute("style");
        element.setAttribute("style", own === null ? look : `${look};${own}`);
      },
    });
  return rewriter.transform(html);
}

/** What can only be said in a style sheet: the dark colours and the narrow screen. */
export const styleSheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; }
@media (max-width: 480px) { .card { padding: 24px 20px !important; } .page { padding: 16px 8px !important; } }
@media (prefers-color-scheme: dark) {
  .page, body { background-color: #131210 !important; }
  .card { background-color: #1e1c19 !important; border-color: #34312c !important; }
  .letter h1, .letter h2, .letter h3, .letter p, .letter li, .letter ul, .letter ol, .letter blockquote,
  .letter td, .letter a, .brand { color: #f3efe8 !important; }
  .letter th, .letter small, .foot, .foot a { color: #b8b1a5 !important; }
  .letter th, .letter td, .letter hr { border-color: #38342e !important; }
  .letter a.button { color: ${goldInk} !important; }
}
`;

export const brandLook = `${font};font-size:17px;line-height:24px;font-weight:700;color:${ink}`;
export const footLook = `${font};font-size:13px;line-height:1.6;color:${soft}`;
export const cardBorder = `1px solid ${line}`;
