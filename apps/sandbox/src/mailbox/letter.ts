import { type HeaderLines, simpleParser } from "mailparser";

/** A letter as it came in. */
export interface Letter {
  readonly id: string;
  /** The sender of the envelope; empty for a bounce. */
  readonly from: string;
  /** The name beside the address in the `From` header, empty when there is none. */
  readonly fromName: string;
  /** The recipients of the envelope: who really gets it, blind copies too. */
  readonly to: readonly string[];
  readonly subject: string;
  /** The plain part without the line breaks at its end; empty when there is none. */
  readonly text: string;
  /** Empty when the letter has no HTML part. */
  readonly html: string;
  /** By lower-case name, unfolded; of a header that comes more than once, the values joined by a line break. */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly size: number }[];
  /** Instant (ISO 8601, UTC). */
  readonly receivedAt: string;
  /** The whole letter as it was sent. */
  readonly source: string;
}

/** Where a letter came from and goes to, as the SMTP dialogue said. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** Reads a letter. @throws when the MIME parser cannot make sense of it */
export async function readLetter(
  id: string,
  source: Buffer,
  envelope: Envelope,
  receivedAt: string,
): Promise<Letter> {
  const mail = await simpleParser(source, { skipHtmlToText: true, skipTextToHtml: true });
  return {
    id,
    from: envelope.from,
    fromName: mail.from?.value[0]?.name ?? "",
    to: envelope.to,
    subject: mail.subject ?? "",
    text: mail.text?.trimEnd() ?? "",
    html: mail.html || "",
    headers: headersOf(mail.headerLines),
    attachments: mail.attachments.map(({ filename, contentType, size }) => ({
      name: filename ?? "",
      type: contentType,
      size,
    })),
    receivedAt,
    source: source.toString("utf8"),
  };
}

function headersOf(lines: HeaderLines): Record<string, string> {
  const headers = new Map<string, string>();
  for (const { key, line } of lines) {
    const value = line
      .slice(line.indexOf(":") + 1)
      .replace(/\r?\n[ \t]+/g, " ")
      .trim();
    const earlier = headers.get(key);
    headers.set(key, earlier === undefined ? value : `${earlier}\n${value}`);
  }
  return Object.fromEntries(headers);
}
