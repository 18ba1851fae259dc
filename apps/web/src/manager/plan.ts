import type { Admin } from "./console-context.ts";

/** A plan as the catalogue lists it. */
export type Plan = Awaited<ReturnType<Admin["catalogue"]["list"]["query"]>>["items"][number];
