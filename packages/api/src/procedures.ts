import { answerOnce } from "@cinema/billing/answer-once";
import { Refusal } from "@cinema/core/refusal";
import { initTRPC } from "@trpc/server";
import { actorName, type StaffActor } from "./actor.ts";
import type { Context } from "./context.ts";
import { answerable, detailsOf, sentenceOf } from "./error-shape.ts";
import { keyedInput } from "./keyed-input.ts";
import { roleFor } from "./permissions.ts";
import { requirePermission } from "./require-permission.ts";

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

/** A refusal of the rules becomes an answer here, once for all procedures. */
const answering = trpc.procedure.use(async ({ ctx, path, next }) => {
  const begun = performance.now();
  const result = await next();
  const error = result.ok ? undefined : answerable(result.error);
  const outcome = error?.code ?? "ok";
  ctx.onCall({ procedure: path, outcome, milliseconds: performance.now() - begun });
  if (error !== undefined) throw error;
  return result;
});

/** For everybody the table of permissions names; the procedures below only narrow down what is known of him. */
export const publicProcedure = answering.use(({ ctx, path, next }) => {
  requirePermission(path, ctx.actor);
  return next();
});

/** For a person or a service, known by an access token. */
export const callerProcedure = publicProcedure.use(({ ctx, path, next }) => {
  const { actor } = ctx;
  if (actor.kind === "anonymous") throw new Error(`${path} is not for everybody`);
  return next({ ctx: { ...ctx, actor } });
});

/** For a person, about what is his own. */
export const viewerProcedure = callerProcedure.use(({ ctx, path, next }) => {
  const { actor } = ctx;
  if (actor.kind !== "viewer") throw new Error(`${path} is only for people`);
  return next({ ctx: { ...ctx, actor } });
});

/** For the staff: a person, in the role in which he may do this. */
export const staffProcedure = viewerProcedure.use(({ ctx, path, next }) => {
  const { actor } = ctx;
  const role = roleFor(path, actor.roles);
  if (role === undefined) throw new Error(`${path} is only for the staff`);
  const staff: StaffActor = { ...actor, role };
  return next({ ctx: { ...ctx, actor: staff } });
});

/**
 * For every mutation, behind the check of who calls: the same call by the same `idempotencyKey` is done once and
 * gets the same answer, a refusal too. A wrong input, which the schema behind it refuses, is no call yet.
 */
const answeredOnce = trpc.middleware(async ({ ctx, path, getRawInput, next }) => {
  const { actor, world } = ctx;
  const keyed = keyedInput(await getRawInput());
  if (keyed === undefined || actor.kind === "anonymous") return next({ ctx: { world } });
  const call = { ...keyed, actor: actorName(actor), procedure: path };
  const data = await answerOnce(world, call, async (world) => {
    const result = await next({ ctx: { world } });
    if (result.ok) return result.data;
    throw result.error.cause instanceof Refusal ? result.error.cause : result.error;
  });
  // tRPC has no word for an answer in the procedure's place; its marker is there for the compiler alone.
  return { ok: true, data, marker: "middlewareMarker" as never };
});

/** What a person changes of his own. */
export const viewerMutation = viewerProcedure.use(answeredOnce);

/** What the staff changes; its input carries a reason and a key, see `changeInput`. */
export const staffMutation = staffProcedure
  .use(async ({ ctx: { world, actor }, next }) => {
    // Histories keep an id only; this says whose it is, and stays out of logs and events.
    await world.store.colleagues.remember(actor, world.now());
    return next();
  })
  .use(answeredOnce);
