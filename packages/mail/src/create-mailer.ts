import { MailUnavailable, TemplateBroken } from "@cinema/billing/failures";
import type { LetterWords, Mailer, OutgoingLetter, RenderedLetter } from "@cinema/billing/mailer";
import nodemailer, { type Transporter } from "nodemailer";
import addressParser from "nodemailer/lib/addressparser";
import { dataFaults } from "./check-data.ts";
import { checkDeclaration } from "./check-declaration.ts";
import { checkTemplate } from "./check-template.ts";
import { variablesFor } from "./events.ts";
import { noticeFault } from "./notice-fault.ts";
import { renderLetter, Unrenderable } from "./render-letter.ts";

export interface MailerOptions {
  /** "smtp://user:password@host:587", "smtps://host:465"; a query may set more (`?connectionTimeout=5000`). */
  readonly smtpUrl: string;
  /** The sender: "Cinema <billing@cinema.example>". The name stands at the head of each letter. */
  readonly from: string;
  /** Connections to the mail server at a time; 5 by default. */
  readonly connections?: number;
  /** Milliseconds to connect, and to greet; the silence during a letter may be three times as long. 10,000 by default. */
  readonly timeout?: number;
}

/** A mail server within reach, and the templates' renderer. */
export interface SmtpMailer extends Mailer {
  /** Asks the mail server whether it would take letters from us. @throws when it would not, with the reason */
  ready(): Promise<void>;
  /** Lets the letters under way be handed over, then closes the connections. */
  close(): Promise<void>;
}

/**
 * Opens no connection yet: the first letter does.
 * @throws {TypeError} when an option makes no sense
 */
export function createMailer(options: MailerOptions): SmtpMailer {
  const sender = senderOf(options.from);
  const transport = transportOf(options);
  const underWay = new Set<Promise<unknown>>();
  return {
    async send(letter) {
      if (!isAddress(letter.to.email)) return noAddress;
      const rendered = rendering(letter, sender.name, letter.to.name);
      const handing = hand(transport, sender, letter, rendered);
      underWay.add(handing);
      try {
        await handing;
        return { kind: "sent" };
      } catch (error) {
        return refusal(error, letter.to.email);
      } finally {
        underWay.delete(handing);
      }
    },
    faultOf: (templates, data) => noticeFault(templates, { ...data }),
    variablesOf: variablesFor,
    check: (template) => [...checkDeclaration(template), ...checkTemplate(template, variablesFor(template))],
    dataFaults,
    render: (words, viewerName) => rendering(words, sender.name, viewerName),
    async ready() {
      await transport.verify();
    },
    async close() {
      await Promise.allSettled(underWay);
      transport.close();
    },
  };
}

/** The mail server need not be asked. */
const noAddress = { kind: "rejected", why: "this is no e-mail address", isAddress: true } as const;

interface Sender {
  readonly name: string;
  readonly address: string;
}

function senderOf(from: string): Sender {
  const [sender, ...more] = addressParser(from, { flatten: true });
  const domain = sender?.address.split("@")[1];
  if (!sender || !domain || more.length > 0)
    throw new TypeError("the letters' sender is not one e-mail address");
  return { name: sender.name || domain, address: sender.address };
}

function transportOf({ smtpUrl, connections = 5, timeout = 10_000 }: MailerOptions): Transporter {
  const url = URL.parse(smtpUrl);
  if (url === null || !["smtp:", "smtps:"].includes(url.protocol))
    throw new TypeError("the mail server's address is not smtp://host or smtps://host");
  const isOurselves = ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  return nodemailer.createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: connections,
    // A connection that broke before the letter was on its way: once more here, then by the queue.
    maxRequeues: 1,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: 3 * timeout,
    // A password never travels in the clear, even if somebody hides the server's offer to encrypt.
    requireTLS: url.username !== "" && !isOurselves,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** @throws {TemplateBroken} */
function rendering(words: LetterWords, brand: string, viewerName: string | undefined): RenderedLetter {
  const { template, data, siteUrl, copiedFrom, unsubscribeUrl } = words;
  try {
    return renderLetter(template, {
      data: { ...data },
      viewerName,
      siteUrl,
      brand,
      copiedFrom,
      unsubscribeUrl,
    });
  } catch (error) {
    if (error instanceof Unrenderable) throw new TemplateBroken(error.message);
    throw error;
  }
}

async function hand(
  transport: Transporter,
  sender: Sender,
  { letterId, to, template, unsubscribeUrl }: OutgoingLetter,
  { subject, html, text }: RenderedLetter,
): Promise<void> {
  await transport.sendMail({
    from: sender,
    to: { name: to.name ?? "", address: to.email },
    subject,
    html,
    text,
    messageId: `<${letterId}@${sender.address.split("@")[1]}>`,
    headers: {
      "Content-Language": template.language,
      // RFC 3834: holiday answers and the like are not sent back to a machine.
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      // RFC 8058: the mail program's own button, one POST to the link.
      ...(unsubscribeUrl !== undefined && {
        "List-Unsubscribe": `<${unsubscribeUrl}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      }),
    },
  });
}

/** One address and nothing that the SMTP dialogue or a header would take for more. */
function isAddress(email: string): boolean {
  return /^[^\s@<>,;:"\\]+@[^\s@<>,;:"\\]+$/.test(email);
}

/** The mail server may take the letter later: there was no connection, no answer, or a 4xx. */
export class MailServerTrouble extends MailUnavailable {
  override readonly name = "MailServerTrouble";
  constructor(
    message: string,
    /** The library's word ("ECONNREFUSED", "ETIMEDOUT", "EENVELOPE"). */
    readonly code: string,
    /** SMTP's answer, when there was one. */
    readonly responseCode: number | undefined,
    override readonly mayHaveArrived: boolean,
  ) {
    super(message);
  }
}

/**
 * The server's refusal without the address it likes to repeat: the words end in rows and logs.
 * @throws {MailServerTrouble} when it is not for good
 */
function refusal(error: unknown, email: string) {
  if (!(error instanceof Error)) throw error;
  const why = error.message.replaceAll(new RegExp(`<?${RegExp.escape(email)}>?`, "gi"), "<the recipient>");
  const code = "code" in error ? String(error.code) : "";
  const answer = "responseCode" in error ? Number(error.responseCode) : undefined;
  if (isFinal(code, answer))
    return { kind: "rejected", why, isAddress: isAboutAddress(error.message, answer) } as const;
  throw new MailServerTrouble(why, code, answer, answer === undefined && !hasNotBegun(error, code));
}

/**
 * Whether a final refusal is about the address: the enhanced code says so where there is one (RFC 3463: 5.1 and 5.2
 * are about addressing and the mailbox, 5.7 is a policy), else 550, 551 and 553 do (RFC 5321). A letter that is
 * refused for what it says must not make ten thousand good addresses count as dead.
 */
function isAboutAddress(said: string, answer: number | undefined): boolean {
  const [, subject] = /\b5\.(\d{1,3})\.\d{1,3}\b/.exec(said) ?? [];
  if (subject !== undefined) return subject === "1" || subject === "2";
  return answer !== undefined && [550, 551, 553].includes(answer);
}

/** The mail server was not even reached, so that nothing can have arrived. */
function hasNotBegun(error: Error, code: string): boolean {
  if (code === "EDNS" || code === "ECONNREFUSED" || code === "EAUTH" || code === "ETLS") return true;
  return ("syscall" in error && error.syscall === "connect") || /ECONNREFUSED|greeting/i.test(error.message);
}

/**
 * Whether the mail server will never take this letter: a 5xx about its envelope or its text. A 5xx about our login
 * or our connection is our own trouble, and the letter waits; 503 says that the dialogue went wrong.
 */
function isFinal(code: string, answer: number | undefined): boolean {
  if (code !== "EENVELOPE" && code !== "EMESSAGE") return false;
  return answer === undefined || (answer >= 500 && ![503, 530, 535, 538].includes(answer));
}
