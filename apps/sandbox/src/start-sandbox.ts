import { type Issuer, type IssuerOptions, startIssuer } from "./issuer/start-issuer.ts";
import { type Mailbox, type MailboxOptions, startMailbox } from "./mailbox/start-mailbox.ts";
import { startTwin, type Twin } from "./yookassa/start-twin.ts";
import type { TwinOptions } from "./yookassa/twin.ts";

/** Each part starts with its defaults (a free port on loopback) unless it is given options or `false`. */
export type SandboxOptions = {
  readonly twin?: TwinOptions | false;
  readonly issuer?: IssuerOptions | false;
  readonly mailbox?: MailboxOptions | false;
};

type Part<Given, Running> = Given extends false ? null : Running;

/** The outside world of the cinema; a part that was refused by `false` is null. */
export type Sandbox<Options extends SandboxOptions = Record<never, never>> = {
  readonly twin: Part<Options["twin"], Twin>;
  readonly issuer: Part<Options["issuer"], Issuer>;
  readonly mailbox: Part<Options["mailbox"], Mailbox>;
  /** Stops every part. */
  stop(): Promise<void>;
};

/**
 * Starts the YooKassa twin, the OpenID issuer and the mailbox in this process.
 * @throws when a port is taken; the parts already started are stopped
 */
export async function startSandbox<const Options extends SandboxOptions = Record<never, never>>(
  options?: Options,
): Promise<Sandbox<Options>> {
  const wanted: SandboxOptions = options ?? {};
  const running: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(running.splice(0).map((part) => part.stop()));
  };
  const keep = <T extends { stop(): Promise<void> }>(part: T): T => {
    running.push(part);
    return part;
  };
  try {
    const twin = wanted.twin === false ? null : keep(startTwin(wanted.twin));
    const issuer = wanted.issuer === false ? null : keep(await startIssuer(wanted.issuer));
    const mailbox = wanted.mailbox === false ? null : keep(await startMailbox(wanted.mailbox));
    return { twin, issuer, mailbox, stop } as Sandbox<Options>;
  } catch (error) {
    await stop();
    throw error;
  }
}
