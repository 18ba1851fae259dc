import type { Language } from "@cinema/core/language";
import { brandLook, card, cardBorder, footLook, gold, paper, styleSheet, withLooks } from "./letter-style.ts";

/** What all letters of the cinema share around the words of one. */
export interface Frame {
  readonly language: Language;
  readonly subject: string;
  /** What the list of letters shows after the subject. */
  readonly preheader: string;
  /** The cinema's name as its letters bear it. */
  readonly brand: string;
  /** Without a slash at the end. */
  readonly siteUrl: string;
  /** Where its reader refuses further letters like it. */
  readonly unsubscribeUrl: string | undefined;
}

const mySubscription: { readonly [L in Language]: string } = { ru: "Моя подписка", en: "My subscription" };

const unsubscribe: { readonly [L in Language]: string } = {
  ru: "Отписаться от рассылки",
  en: "Unsubscribe",
};

/** A whole document: tables and inline styles for mail programs, light and dark. `inner` is HTML, escaped already. */
export function layout(frame: Frame, inner: string): string {
  const [subject, preheader, brand, siteUrl] = [
    frame.subject,
    frame.preheader,
    frame.brand,
    frame.siteUrl,
  ].map(Bun.escapeHTML);
  return `<!doctype html>
<html lang="${frame.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<meta name="x-apple-disable-message-reformatting">
<title>${subject}</title>
<style>${styleSheet}</style>
</head>
<body style="margin:0;padding:0;background-color:${paper}">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:${paper}">${preheader}${"&#847;&zwnj;&nbsp;".repeat(60)}</div>
<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" bgcolor="${paper}" class="page" style="background-color:${paper};padding:32px 12px">
<tr><td align="center">
<!--[if mso]><table role="presentation" width="560" border="0" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td style="padding:0 4px 16px">
<table role="presentation" border="0" cellpadding="0" cellspacing="0"><tr>
<td width="6" bgcolor="${gold}" style="width:6px;background-color:${gold};border-radius:3px;font-size:1px;line-height:1px">&nbsp;</td>
<td class="brand" style="${brandLook};padding-left:10px">${brand}</td>
</tr></table>
</td></tr>
<tr><td class="card letter" bgcolor="${card}" style="background-color:${card};border:${cardBorder};border-radius:16px;padding:32px 32px 24px">
${withLooks(inner)}
</td></tr>
<tr><td class="foot" style="${footLook};padding:20px 4px 0">
${brand} · <a href="${siteUrl}/subscription" style="${footLook};text-decoration:underline">${mySubscription[frame.language]}</a>${unsubscribeLink(frame)}
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;
}

function unsubscribeLink({ unsubscribeUrl, language }: Frame): string {
  if (unsubscribeUrl === undefined) return "";
  const href = Bun.escapeHTML(unsubscribeUrl);
  return ` · <a href="${href}" style="${footLook};text-decoration:underline">${unsubscribe[language]}</a>`;
}

/** The end of the text part, as of the HTML part. */
export function textFoot({ brand, siteUrl, language, unsubscribeUrl }: Frame): string {
  const refusal = unsubscribeUrl === undefined ? "" : `${unsubscribe[language]}: ${unsubscribeUrl}\n`;
  return `--\n${brand}\n${mySubscription[language]}: ${siteUrl}/subscription\n${refusal}`;
}
