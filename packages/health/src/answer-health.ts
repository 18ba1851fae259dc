import { askChecks, type HealthOptions } from "./ask-checks.ts";

const headers = { "cache-control": "no-store" };

/**
 * The answers of every process about its health. `/health/live`: it answers. `/health/ready`: and so does all it
 * needs, else 503.
 */
export async function answerHealth(path: string, options: HealthOptions): Promise<Response> {
  if (path === "/health/live") return Response.json({ status: "live" }, { headers });
  if (path !== "/health/ready") return Response.json({ error: "not_found" }, { status: 404 });
  const readiness = await askChecks(options);
  return Response.json(readiness, { status: readiness.status === "ready" ? 200 : 503, headers });
}
