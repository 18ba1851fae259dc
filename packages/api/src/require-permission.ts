import { TRPCError } from "@trpc/server";
import type { Actor, Role } from "./actor.ts";
import { type Caller, permissions, roleFor } from "./permissions.ts";

/** @throws {TRPCError} UNAUTHORIZED or FORBIDDEN when the table of permissions does not let this actor call this */
export function requirePermission(path: string, actor: Actor): void {
  const allowed = permissions[path] ?? [];
  if (allowed.includes("anybody")) return;
  switch (actor.kind) {
    case "anonymous":
      throw new TRPCError({
        code: "UNAUTHORIZED",
        message:
          actor.rejection === undefined
            ? "This needs an access token: Authorization: Bearer TOKEN."
            : `The access token was not taken: ${actor.rejection}.`,
      });
    case "service":
      if (allowed.includes("service")) return;
      throw new TRPCError({ code: "FORBIDDEN", message: "Only a person may do this, not a service." });
    case "viewer":
      if (allowed.includes("viewer") || roleFor(path, actor.roles) !== undefined) return;
      throw new TRPCError({ code: "FORBIDDEN", message: wantedRoles(allowed) });
  }
}

const roleWords: { readonly [R in Role]: string } = {
  manager: "Manager",
  support: "Support",
  finance: "Finance",
  auditor: "Auditor",
};

function wantedRoles(allowed: readonly Caller[]): string {
  const wanted = allowed.flatMap((caller) => (caller in roleWords ? [roleWords[caller as Role]] : []));
  return wanted.length === 0
    ? "Nobody may call this."
    : `This needs the role ${wanted.join(" or ")}. Ask whoever gives out roles at the cinema.`;
}
