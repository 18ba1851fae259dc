import type { StoredState } from "./state-file.ts";

/** A line of refresh tokens that replace one another; `tokenId` is the only one still good. */
export interface Family {
  readonly id: string;
  readonly clientId: string;
  tokenId: string;
}

/** Somebody signed in. Times are milliseconds since 1970. */
export interface Session {
  /** The `sid` of the tokens. */
  readonly id: string;
  /** What the browser's cookie holds: unlike `id`, no client ever sees it. */
  readonly cookie: string;
  readonly sub: string;
  readonly started: number;
  used: number;
  families: Family[];
}

/** At most so many are kept; the longest unused ones go first. */
const mostSessions = 10_000;
const mostFamilies = 20;

/** The sessions of the realm. */
export class Sessions {
  private readonly byId = new Map<string, Session>();

  constructor(
    private readonly now: () => number,
    private readonly limits: { readonly idle: number; readonly longest: number },
    private readonly changed: () => void,
  ) {}

  open(sub: string): Session {
    const session: Session = {
      id: crypto.randomUUID(),
      cookie: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url"),
      sub,
      started: this.now(),
      used: this.now(),
      families: [],
    };
    this.keep(session);
    this.changed();
    return session;
  }

  /** The session when it is still alive. */
  find(id: string): Session | undefined {
    const session = this.byId.get(id);
    if (session === undefined || this.isAlive(session)) {
      return session;
    }
    this.end(id);
    return undefined;
  }

  findByCookie(cookie: string): Session | undefined {
    for (const session of this.byId.values()) {
      if (session.cookie === cookie) {
        return this.find(session.id);
      }
    }
    return undefined;
  }

  /** Notes a use, and the refresh token that now stands for the family. */
  advance(session: Session, family: Family): void {
    session.used = this.now();
    session.families = [...session.families.filter((other) => other.id !== family.id), family].slice(
      -mostFamilies,
    );
    this.keep(session);
    this.changed();
  }

  /** Takes the session away from one client: what Keycloak does when a used refresh token or code comes again. */
  detach(session: Session, clientId: string): void {
    session.families = session.families.filter((family) => family.clientId !== clientId);
    this.changed();
  }

  end(id: string): void {
    this.byId.delete(id);
    this.changed();
  }

  stored(): StoredState["sessions"] {
    return [...this.byId.values()].map(({ families, ...session }) => ({
      ...session,
      families: families.map(({ id, clientId, tokenId }) => ({ id, client_id: clientId, token_id: tokenId })),
    }));
  }

  restore(stored: StoredState["sessions"]): void {
    for (const { families, ...session } of stored) {
      this.keep({
        ...session,
        families: families.map((family) => ({
          id: family.id,
          clientId: family.client_id,
          tokenId: family.token_id,
        })),
      });
    }
  }

  private isAlive(session: Session): boolean {
    const now = this.now();
    return now < session.used + this.limits.idle && now < session.started + this.limits.longest;
  }

  /** A map keeps its order of insertion, so putting a session back at the end keeps the longest unused one first. */
  private keep(session: Session): void {
    this.byId.delete(session.id);
    this.byId.set(session.id, session);
    for (const id of this.byId.keys()) {
      if (this.byId.size <= mostSessions) {
        break;
      }
      this.byId.delete(id);
    }
  }
}
