import { Elysia } from "elysia";
import type { PageFile, Pages } from "./build-pages.ts";

/** Every other GET: a file of the pages, or the one HTML file, whose script shows what the path stands for. */
export function pageDoor({ index, files }: Pages) {
  return new Elysia().get("/*", ({ request, path }) => {
    const file = files.get(path);
    if (file !== undefined) return answer(file, request);
    // A path with a file's ending that is not there would get HTML where a script was wanted.
    if (/\.\w+$/.test(path)) return Response.json({ error: "not_found" }, { status: 404 });
    return answer(index, request);
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
