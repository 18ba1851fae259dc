import type { Context } from "@cinema/api/context";
import { appRouter, mostCallsInBatch, questionsByPost } from "@cinema/api/router";
import { type AddressBook, createAddressBook } from "@cinema/billing/follow-address";
import type { World } from "@cinema/billing/ports";
import { IssuerUnavailable } from "@cinema/keycloak/errors";
import type { Verifier } from "@cinema/keycloak/verifier";
import { describeError } from "@cinema/log/describe-error";
import { withFields } from "@cinema/log/log";
import type { Metrics } from "@cinema/metrics/metrics";
import { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Elysia } from "elysia";
import { askedLanguage } from "./asked-language.ts";
import { watchCalls } from "./measure.ts";
import { readActor } from "./read-actor.ts";
import { requestIdOf } from "./request-id.ts";
import { sourceAddress } from "./source-address.ts";

export interface TrpcDoorOptions {
  readonly world: World;
  readonly verifier: Verifier;
  readonly trustedProxyDepth: number;
  readonly metrics: Metrics;
}

const byPost: ReadonlySet<string> = new Set(questionsByPost.map((path) => `/trpc/${path}`));

/** The API under `/trpc`: the procedures of `@cinema/api`, as tRPC 11 speaks over HTTP. */
export function trpcDoor({ world, verifier, trustedProxyDepth, metrics }: TrpcDoorOptions) {
  const onCall = watchCalls(metrics);
  const addresses = createAddressBook();
  return new Elysia().all(
    "/trpc/*",
    ({ request, set, server }) => {
      const requestId = requestIdOf({ set });
      const log = withFields(world.log, { request_id: requestId });
      const peer = server?.requestIP(request)?.address;
      return fetchRequestHandler({
        endpoint: "/trpc",
        req: request,
        router: appRouter,
        maxBatchSize: mostCallsInBatch,
        allowMethodOverride: byPost.has(new URL(request.url).pathname),
        createContext: async (): Promise<Context> => {
          const actor = await actorOf(verifier, request);
          await followAddress(addresses, { ...world, log }, actor, requestId);
          return {
            world: { ...world, log },
            actor,
            requestId,
            ip: sourceAddress(peer, request.headers.get("x-forwarded-for"), trustedProxyDepth),
            language: askedLanguage(request.headers.get("accept-language"), languageOf(actor)),
            onCall,
          };
        },
        responseMeta: ({ errors }) =>
          errors.some(({ code }) => code === "UNAUTHORIZED")
            ? { headers: new Headers({ "www-authenticate": "Bearer" }) }
            : {},
        onError: ({ error, path }) => {
          if (error.code === "INTERNAL_SERVER_ERROR")
            log.error("api.failed", { path, ...describeError(error.cause ?? error) });
          else log.info("api.refused", { path, code: codeOf(error) });
        },
      });
    },
    // tRPC reads the body itself.
    { parse: "none" },
  );
}

/** That letters may go to an older address for a while is no reason to refuse the call. */
async function followAddress(
  addresses: AddressBook,
  world: World,
  actor: Context["actor"],
  requestId: string,
): Promise<void> {
  if (actor.kind !== "viewer" || actor.email === undefined || actor.emailVouchedAt === undefined) return;
  const { userId, email, emailVouchedAt: vouchedAt } = actor;
  const by = { actor: `viewer:${userId}`, reason: "has another e-mail address", requestId };
  try {
    await addresses.follow(world, by, { userId, email, vouchedAt });
  } catch (error) {
    world.log.warn("viewer.address_not_moved", describeError(error));
  }
}

function languageOf(actor: Context["actor"]): Context["language"] | undefined {
  return actor.kind === "viewer" ? actor.language : undefined;
}

async function actorOf(verifier: Verifier, request: Request): Promise<Context["actor"]> {
  try {
    return await readActor(verifier, request.headers.get("authorization"));
  } catch (error) {
    if (!(error instanceof IssuerUnavailable)) throw error;
    throw new TRPCError({
      code: "SERVICE_UNAVAILABLE",
      message: "The access token cannot be checked now. Try again.",
      cause: error,
    });
  }
}

function codeOf({ code, cause }: TRPCError): string {
  return cause !== undefined && "code" in cause && typeof cause.code === "string" ? cause.code : code;
}
