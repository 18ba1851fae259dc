import { z } from "zod";
import { chooseLanguage } from "../pages/language.ts";
import { pageResponse } from "../pages/layout.ts";
import type { MailFaults } from "./faults.ts";
import type { Letter } from "./letter.ts";
import type { LetterBox } from "./letter-box.ts";
import { type LetterTab, letterTabs } from "./letter-tab.ts";
import { renderMailbox } from "./mailbox-page.ts";

/** What the web pages and the JSON answers work on. */
export interface WebDoor {
  readonly box: LetterBox;
  readonly faults: MailFaults;
  readonly smtpPort: number;
}

const times = z.coerce.number().int().min(1).max(1_000_000).default(1);
const code = z.coerce.number().int().min(400).max(599);
const order = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("reject"),
    code,
    times,
    stage: z.enum(["recipient", "data"]).default("recipient"),
  }),
  z.object({ kind: z.literal("cut"), times }),
  z.object({ kind: z.literal("take_and_cut"), times }),
  z.object({
    kind: z.literal("chance"),
    probability: z.coerce.number().min(0).max(1),
    seed: z.coerce.number().int(),
    code: code.default(451),
  }),
]);

/** Answers one request to the mailbox's page or its JSON. */
export async function answer(door: WebDoor, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [first = "", id = "", part = ""] = url.pathname.slice(1).split("/");
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (method === "GET" && first === "letters" && id !== "") {
    return showLetter(door.box.find(id), part);
  }
  switch (`${method} ${url.pathname}`) {
    case "GET /":
      return showPage(door, request, url);
    case "GET /letters":
      return Response.json(chosen(door, url).map(plain));
    case "DELETE /letters":
      door.box.clear();
      return new Response(null, { status: 204 });
    case "POST /letters":
      door.box.clear();
      return backToPage(request);
    case "GET /faults":
      return Response.json(door.faults.describe());
    case "POST /faults":
      return await orderFault(door, request);
    case "DELETE /faults":
      door.faults.clear();
      return new Response(null, { status: 204 });
    default:
      return Response.json({ error: "not_found" }, { status: 404 });
  }
}

function chosen({ box }: WebDoor, url: URL): readonly Letter[] {
  const to = url.searchParams.get("to") ?? "";
  return to === "" ? box.letters : box.to(to);
}

/** The JSON of a letter: all but its source, which has an address of its own. */
function plain({ source: _, ...letter }: Letter): Omit<Letter, "source"> {
  return letter;
}

function showLetter(letter: Letter | undefined, part: string): Response {
  if (letter === undefined) {
    return Response.json({ error: "not_found" }, { status: 404 });
  }
  switch (part) {
    case "":
      return Response.json(plain(letter));
    case "source":
      return new Response(letter.source, {
        headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
      });
    case "html":
      return letterDocument(letter.html);
    default:
      return Response.json({ error: "not_found" }, { status: 404 });
  }
}

/** A stranger's HTML: no scripts, nothing loaded from elsewhere, no way to the page around it; links open in a new tab. */
function letterDocument(html: string): Response {
  const base = '<base target="_blank">';
  const head = /<head\b[^>]*>/i;
  return new Response(head.test(html) ? html.replace(head, (tag) => tag + base) : base + html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; " +
        "sandbox allow-popups allow-popups-to-escape-sandbox",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    },
  });
}

function showPage(door: WebDoor, request: Request, url: URL): Response {
  const wanted = url.searchParams.get("letter");
  const tab = letterTabs.find((name) => name === url.searchParams.get("tab"));
  const selected = wanted === null ? undefined : door.box.find(wanted);
  return pageResponse(
    renderMailbox({
      language: chooseLanguage(url.searchParams.get("lang"), request.headers.get("accept-language")),
      letters: chosen(door, url),
      to: url.searchParams.get("to") ?? "",
      selected,
      tab: tab ?? firstTab(selected),
      faults: door.faults.describe(),
      smtpPort: door.smtpPort,
    }),
  );
}

function firstTab(letter: Letter | undefined): LetterTab {
  return letter === undefined || letter.html !== "" ? "html" : "text";
}

/** Takes JSON from a program (204) and a form from the page (303). */
async function orderFault(door: WebDoor, request: Request): Promise<Response> {
  const isForm =
    request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") === true;
  const text = await request.text();
  const body = isForm ? Object.fromEntries(new URLSearchParams(text)) : parseJson(text);
  if (isForm && Object(body).kind === "clear") {
    door.faults.clear();
    return backToPage(request);
  }
  const parsed = order.safeParse(body);
  if (!parsed.success) {
    return Response.json(
      { error: "invalid_request", description: z.prettifyError(parsed.error) },
      { status: 400 },
    );
  }
  place(door.faults, parsed.data);
  return isForm ? backToPage(request) : new Response(null, { status: 204 });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

function place(faults: MailFaults, wanted: z.output<typeof order>): void {
  if (wanted.kind === "reject") {
    faults.rejectNext(wanted.code, wanted.times, wanted.stage);
  } else if (wanted.kind === "cut") {
    faults.cutNext(wanted.times);
  } else if (wanted.kind === "take_and_cut") {
    faults.takeAndCutNext(wanted.times);
  } else {
    faults.failWithProbability(wanted.probability, wanted.seed, wanted.code);
  }
}

/** Back to the page that the form was on; only its query is taken from the header. */
function backToPage(request: Request): Response {
  const referer = request.headers.get("referer") ?? "";
  const query = URL.canParse(referer) ? new URL(referer).searchParams : new URLSearchParams();
  query.delete("letter");
  query.delete("tab");
  const location = query.size === 0 ? "/" : `/?${query}`;
  return new Response(null, { status: 303, headers: { location } });
}
