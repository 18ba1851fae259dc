import type { Settings } from "@cinema/billing/ports";
import { minute, second } from "@cinema/core/instant";
import { cors } from "@elysiajs/cors";

/** The browser asks again after this long whether a page of another origin may call. */
const remembered = (10 * minute) / second;

/**
 * Pages of the origins that viewers are sent back to may call, with a token in a header; cookies are not for them,
 * for the sign-in is of our own pages alone.
 */
export function crossOrigin({ returnOrigins }: Pick<Settings, "returnOrigins">) {
  return cors({
    origin: [...returnOrigins],
    methods: ["GET", "POST"],
    allowedHeaders: ["authorization", "content-type", "accept-language", "x-request-id", "trpc-accept"],
    exposeHeaders: ["x-request-id", "x-total-rows", "content-disposition"],
    credentials: false,
    maxAge: remembered,
  });
}
