import type { AppRouter } from "@cinema/api/router";
import { retryLink, type TRPCLink } from "@trpc/client";

/**
 * Gives the access token, undefined for nobody's. It is asked before every request, so it should keep what it has;
 * `refresh` says that the service did not take the last one, and that another has to be made.
 */
export type TokenSource = (request: { readonly refresh: boolean }) => Promise<string | undefined>;

/** The access token as far as requests are concerned. */
export interface TokenKeeper {
  /** The token for a request that carries these calls. */
  readonly tokenFor: (calls: readonly { readonly context: object }[]) => Promise<string | undefined>;
  /** Repeats a call once, with a new token, when the service did not take the one it came with. */
  readonly renewToken: TRPCLink<AppRouter>;
}

/** Keeps nothing but the renewal that is under way, which all calls share. */
export function keepToken(source: string | TokenSource | undefined): TokenKeeper {
  if (typeof source !== "function")
    return { tokenFor: async () => source, renewToken: () => (call) => call.next(call.op) };
  let renewals = 0;
  let isNextRenewal = false;
  let renewal: Promise<string | undefined> | undefined;
  /** How many renewals there had been when a call was sent, by the context that is its own. */
  const sentAfter = new WeakMap<object, number>();

  const renew = () => {
    // Not at once: a source that throws at once would be over before its renewal is written down.
    const own = Promise.resolve()
      .then(() => source({ refresh: true }))
      .finally(() => {
        if (renewal === own) renewal = undefined;
      });
    return own;
  };
  return {
    tokenFor: (calls) => {
      for (const { context } of calls) sentAfter.set(context, renewals);
      if (isNextRenewal) {
        isNextRenewal = false;
        renewal = renew();
      }
      return renewal ?? source({ refresh: false });
    },
    renewToken: retryLink({
      retry: ({ op, error, attempts }) => {
        if (attempts > 1 || error.data?.httpStatus !== 401) return false;
        // Of calls that were refused together, or with a token that is replaced by now, the first alone renews.
        if (sentAfter.get(op.context) === renewals) {
          renewals += 1;
          isNextRenewal = true;
        }
        return true;
      },
    }),
  };
}
