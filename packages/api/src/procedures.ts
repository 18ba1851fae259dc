import { initTRPC, TRPCError } from "@trpc/server";
import type { Context } from "./context.ts";
import { answerable, detailsOf, sentenceOf } from "./error-shape.ts";

const trpc = initTRPC.context<Context>().create({
  // A stack never leaves the process, whatever NODE_ENV says.
  isDev: false,
  errorFormatter: ({ shape, error, ctx }) => ({
    ...shape,
    message: sentenceOf(error),
    data: { ...shape.data, ...detailsOf(error, ctx) },
  }),
});

export const { router } = trpc;

/** For everybody; a refusal of the rules becomes an answer here, once for all procedures. */
export const publicProcedure = trpc.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw answerable(result.error);
  return result;
});

/** For a person or a service, known by an access token. */
export const callerProcedure = publicProcedure.use(({ ctx, next }) => {
  const { actor } = ctx;
  if (actor.kind === "anonymous")
    throw new TRPCError({
      code: "UNAUTHORIZED",
      message:
        actor.rejection === undefined
          ? "This needs an access token: Authorization: Bearer TOKEN."
          : `The access token was not taken: ${actor.rejection}.`,
    });
  return next({ ctx: { ...ctx, actor } });
});

/** For a person, about what is his own. */
export const viewerProcedure = callerProcedure.use(({ ctx, next }) => {
  const { actor } = ctx;
  if (actor.kind !== "viewer")
    throw new TRPCError({ code: "FORBIDDEN", message: "Only a viewer may do this, not a service." });
  return next({ ctx: { ...ctx, actor } });
});
