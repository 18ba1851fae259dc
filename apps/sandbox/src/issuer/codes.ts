/** What a sign-in in the browser came to, waiting to be fetched by the client once. */
export interface Grant {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string | undefined;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly sessionId: string;
}

interface Entry {
  readonly grant: Grant;
  readonly expires: number;
  used: boolean;
}

/** The authorization codes; each is good once and for about a minute. */
export class Codes {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly now: () => number,
    private readonly lifetime: number,
  ) {}

  give(grant: Grant): string {
    this.forgetExpired();
    const code = `${crypto.randomUUID()}.${grant.sessionId}.${crypto.randomUUID()}`;
    this.entries.set(code, { grant, expires: this.now() + this.lifetime, used: false });
    return code;
  }

  /** The grant of a code, and whether it had been taken before; `undefined` when it is unknown or too old. */
  take(code: string): { readonly grant: Grant; readonly again: boolean } | undefined {
    const entry = this.entries.get(code);
    if (entry === undefined || this.now() >= entry.expires) {
      return undefined;
    }
    const again = entry.used;
    entry.used = true;
    return { grant: entry.grant, again };
  }

  private forgetExpired(): void {
    for (const [code, entry] of this.entries) {
      if (this.now() < entry.expires) {
        break;
      }
      this.entries.delete(code);
    }
  }
}
