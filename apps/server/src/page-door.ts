import { Elysia } from "elysia";
import type { PageFile, Pages } from "./build-pages.ts";

/**
 * Every other GET: a file of the pages, or the one HTML file, whose script shows what the path stands for. All
 * methods are taken, because to the router a GET of anything would come before all methods of the API's paths.
 */
export function pageDoor({ index, files }: Pages) {
  return new Elysia().all("/*", ({ request, path }) => {
    const file = files.get(path);
    // A path with a file's ending that is not there would get HTML where a script was wanted.
    const isPage = file !== undefined || !/\.\w+$/.test(path);
    if (!isPage || (request.method !== "GET" && request.method !== "HEAD"))
      return Response.json({ error: "not_found" }, { status: 404 });
    return answer(file ?? index, request);
  });
}

function answer({ type, etag, plain, gzip, isImmutable }: PageFile, { headers }: Request): Response {
  const described = {
    etag,
    vary: "accept-encoding",
    "cache-control": isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
  };
  if (headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers: described });
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(headers.get("accept-encoding") ?? "");
  return new Response(takesGzip ? gzip : plain, {
    headers: { ...described, "content-type": type, ...(takesGzip && { "content-encoding": "gzip" }) },
  });
}
