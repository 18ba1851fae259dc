import { once } from "node:events";
import type { Socket } from "node:net";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import type { MailFaults, Strike } from "./faults.ts";
import type { Envelope } from "./letter.ts";

export interface SmtpDoorOptions {
  readonly port: number;
  readonly hostname: string;
  /** Bytes; larger letters are refused with 552. */
  readonly largestLetter: number;
  readonly faults: MailFaults;
  readonly take: (source: Buffer, envelope: Envelope) => Promise<void>;
}

/** A refusal that the SMTP library answers with this code. */
class SmtpRefusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Takes letters by SMTP, from anybody and without TLS: any user name and password will do.
 * @throws when the port is taken
 */
export async function openSmtpDoor(
  options: SmtpDoorOptions,
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const { faults } = options;
  const sockets = new Map<number, Socket>();
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    size: options.largestLetter,
    onAuth: ({ username }, _session, answer) => answer(null, { user: username ?? "somebody" }),
    onRcptTo: (_address, _session, answer) => answer(refusalOf(faults.strike("recipient"))),
    onData: (stream, session, answer) => {
      receive(stream, session).then(
        () => answer(),
        (error: Error) => answer(error),
      );
    },
  });

  async function receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const source = await collect(stream);
    if (stream.sizeExceeded) {
      throw new SmtpRefusal(552, "The letter is too large");
    }
    const strike = faults.strike("data");
    if (strike === undefined) {
      await options.take(source, envelopeOf(session));
      if (!faults.answerIsLost()) {
        return;
      }
    }
    if (strike?.kind !== "reject") {
      sockets.get(session.remotePort)?.destroy();
    }
    throw refusalOf(strike ?? { kind: "cut" });
  }

  server.server.on("connection", (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.once("close", () => sockets.delete(port));
  });
  server.on("error", () => {
    // A client that goes away in the middle of a dialogue is its own affair, not this server's failure; that the
    // port is taken is told by the wait below.
  });
  server.listen(options.port, options.hostname);
  await once(server.server, "listening");
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    stop: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(resolve);
      for (const socket of sockets.values()) {
        socket.destroy();
      }
      await promise;
    },
  };
}

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

function envelopeOf({ envelope }: SMTPServerSession): Envelope {
  return {
    from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
    to: envelope.rcptTo.map((recipient) => recipient.address),
  };
}

function refusalOf(strike: Strike): SmtpRefusal;
function refusalOf(strike: Strike | undefined): SmtpRefusal | null;
function refusalOf(strike: Strike | undefined): SmtpRefusal | null {
  if (strike === undefined) {
    return null;
  }
  return strike.kind === "cut"
    ? new SmtpRefusal(421, "The connection is cut, as ordered")
    : new SmtpRefusal(strike.code, "Refused, as ordered");
}
