import { MailFaults } from "./faults.ts";
import { type Letter, readLetter } from "./letter.ts";
import { LetterBox } from "./letter-box.ts";
import { appendLetter, readLetters, writeLetters } from "./letter-file.ts";
import { openSmtpDoor } from "./smtp-door.ts";
import { answer } from "./web-door.ts";

export interface MailboxOptions {
  /** 0 (the default) takes a free one. */
  readonly smtpPort?: number;
  /** 0 (the default) takes a free one. */
  readonly httpPort?: number;
  readonly hostname?: string;
  /** Milliseconds since 1970; the default is the real clock. */
  readonly now?: () => number;
  /** So many of the newest letters are kept; the default is 1,000. */
  readonly keepLetters?: number;
  /** And so many characters of them; the default is 64 million. */
  readonly keepCharacters?: number;
  /** Bytes; a larger letter is refused with 552. The default is 10 million. */
  readonly largestLetter?: number;
  /** Letters are kept here across restarts, one a line; without it a restart forgets them. */
  readonly stateFile?: string;
}

/** A running mailbox: whatever is sent through it stays in it. */
export interface Mailbox {
  /** The page and the JSON: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly httpPort: number;
  readonly smtpPort: number;
  readonly faults: MailFaults;
  /** The newest first. */
  letters(): readonly Letter[];
  /**
   * The newest letter that matches, now or as soon as it comes.
   * @throws when none has come in that time
   */
  waitFor(wants: (letter: Letter) => boolean, timeoutMs: number): Promise<Letter>;
  clear(): void;
  stop(): Promise<void>;
}

/**
 * Starts a mail server that keeps every letter for looking at, for development and tests only.
 * @throws when a port is taken or the state file is not one of ours
 */
export async function startMailbox(options: MailboxOptions = {}): Promise<Mailbox> {
  const { stateFile, hostname = "127.0.0.1", now = Date.now } = options;
  const faults = new MailFaults();
  const box = new LetterBox(
    { letters: options.keepLetters ?? 1_000, characters: options.keepCharacters ?? 64_000_000 },
    remember,
  );
  if (stateFile !== undefined) {
    box.restore(readLetters(stateFile));
    writeLetters(stateFile, box.letters);
  }

  function remember(added: Letter | undefined): void {
    if (stateFile === undefined) {
      return;
    }
    if (added === undefined) {
      writeLetters(stateFile, []);
    } else {
      appendLetter(stateFile, added);
    }
  }

  const smtp = await openSmtpDoor({
    port: options.smtpPort ?? 0,
    hostname,
    largestLetter: options.largestLetter ?? 10_000_000,
    faults,
    take: async (source, envelope) => {
      const receivedAt = new Date(now()).toISOString();
      box.add(await readLetter(crypto.randomUUID(), source, envelope, receivedAt));
    },
  });
  const server = Bun.serve({
    port: options.httpPort ?? 0,
    hostname,
    fetch: (request) => answer({ box, faults, smtpPort: smtp.port }, request),
  });
  const httpPort = server.port ?? 0;
  return {
    url: `http://127.0.0.1:${httpPort}`,
    httpPort,
    smtpPort: smtp.port,
    faults,
    letters: () => box.letters,
    waitFor: (wants, timeoutMs) => box.waitFor(wants, timeoutMs),
    clear: () => box.clear(),
    stop: async () => {
      await Promise.all([smtp.stop(), server.stop(true)]);
    },
  };
}
