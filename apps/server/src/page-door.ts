import { Elysia } from "elysia";
import { nonceMark, type PageFile, type Pages } from "./build-pages.ts";
import { contentSecurityPolicy, letterFramePolicy } from "./security-headers.ts";

/**
 * Every other GET: a file of the pages, or one of the two HTML files, whose script shows what the path stands for.
 * All methods are taken, because to the router a GET of anything would come before all methods of the API's paths.
 */
export function pageDoor({ index, console, files }: Pages) {
  return new Elysia().all("/*", ({ request, path }) => {
    const file = files.get(path);
    // A path with a file's ending that is not there would get HTML where a script was wanted.
    const isPage = file !== undefined || !/\.\w+$/.test(path);
    if (!isPage || (request.method !== "GET" && request.method !== "HEAD"))
      return Response.json({ error: "not_found" }, { status: 404 });
    if (path === "/manager/letter-frame") return letterFrame();
    if (file === undefined && /^\/manager(\/|$)/.test(path)) return consoleWithNonce(console);
    return answer(file ?? index, request);
  });
}

/** The console's library writes styles by script, which the browser takes only with the nonce of this very answer. */
function consoleWithNonce(html: string): Response {
  const nonce = crypto.randomUUID();
  return new Response(html.replaceAll(nonceMark, nonce), {
    headers: {
      "content-type": "text/html;charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": contentSecurityPolicy({ styleNonce: nonce, framesOwn: true }),
    },
  });
}

/** An empty page, into which the console puts a letter: there the letter's policy holds, and not the console's. */
function letterFrame(): Response {
  return new Response("<!doctype html><html><head><title></title></head><body></body></html>", {
    headers: {
      "content-type": "text/html;charset=utf-8",
      "cache-control": "no-cache",
      "content-security-policy": letterFramePolicy,
      "x-frame-options": "SAMEORIGIN",
    },
  });
}

function answer({ type, etag, isImmutable, ...file }: PageFile, { headers }: Request): Response {
  const described = {
    etag,
    vary: "accept-encoding",
    "cache-control": isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
  };
  if (headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers: described });
  const encoding = encodingFor(headers.get("accept-encoding") ?? "");
  return new Response(encoding === undefined ? file.plain : file[encodings[encoding]], {
    headers: { ...described, "content-type": type, ...(encoding && { "content-encoding": encoding }) },
  });
}

/** HTTP's names of the compressions that we have, the best first. */
const encodings = { br: "brotli", gzip: "gzip" } as const;

type Encoding = keyof typeof encodings;

function encodingFor(accepted: string): Encoding | undefined {
  const names = Object.keys(encodings) as Encoding[];
  return names.find((name) =>
    new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`).test(accepted),
  );
}
