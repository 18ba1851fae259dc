import { pageResponse } from "../pages/layout.ts";
import type { ControlView, Locale } from "../pages/views.ts";
import { type Fields, ORDERS } from "./control-orders.ts";
import { viewControl } from "./control-page.ts";
import { ControlRefusal, type Controls } from "./controls.ts";
import { OrderMistake } from "./fault-orders.ts";
import { ApiProblem } from "./problem.ts";
import { isObject } from "./read.ts";
import type { Core } from "./twin.ts";

/** The control page as a function of what it shows. */
export type ControlPage = (view: ControlView) => string;

/** camelCase of the code to snake_case of the control API; what the shop itself sent is left as it is. */
function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWire);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      name === "metadata" ? member : toWire(member),
    ]),
  );
}

/** JSON whatever its type says, since `curl -d` calls everything a form; or a form. */
async function readFields(request: Request): Promise<Fields> {
  const type = request.headers.get("content-type") ?? "";
  const text = request.method === "POST" ? (await request.text()).trim() : "";
  if (type.startsWith("application/x-www-form-urlencoded") && !text.startsWith("{")) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  if (text === "") return {};
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new OrderMistake("the body is not a JSON object");
  return value;
}

/** A form of the page, whose sender wants to see the page again. */
function isByBrowser({ method, headers }: Request): boolean {
  return method === "POST" && (headers.get("accept") ?? "").includes("text/html");
}

/** Why an order was refused: the HTTP status and the text; other errors are defects and pass through. */
function refusalOf(error: unknown): { status: number; text: string } {
  if (error instanceof ControlRefusal) return { status: error.status, text: error.message };
  if (error instanceof OrderMistake || error instanceof SyntaxError)
    return { status: 400, text: error.message };
  if (error instanceof ApiProblem) return { status: 409, text: error.description };
  throw error;
}

function findOrder(method: string, path: string): { name: string; id: string } | null {
  const [, , first = "", second, third] = path.split("/");
  const exact = `${method} ${["", first, second, third].filter((part) => part !== undefined).join("/")}`;
  if (Object.hasOwn(ORDERS, exact)) return { name: exact, id: "" };
  const open = `${method} /${first}/*${third === undefined ? "" : `/${third}`}`;
  return Object.hasOwn(ORDERS, open) ? { name: open, id: second ?? "" } : null;
}

/** Serves `/control/...` to programs and to the page's forms, and the page itself. */
export class ControlDoor {
  constructor(
    private readonly core: Core,
    private readonly controls: Controls,
    private readonly renderPage: ControlPage,
  ) {}

  async handle(request: Request, path: string): Promise<Response> {
    const found = findOrder(request.method, path);
    if (found === null)
      return Response.json({ error: "no such order", orders: Object.keys(ORDERS) }, { status: 404 });
    const byForm = isByBrowser(request);
    try {
      const fields = await readFields(request);
      const { core, controls } = this;
      const result = await ORDERS[found.name]?.({ core, controls, id: found.id, fields });
      if (byForm) return backToPage(request, "done", found.name);
      // A snapshot is taken back as it was given, so its names stay.
      return Response.json(found.name === "GET /snapshot" ? result : toWire(result));
    } catch (error) {
      const { status, text } = refusalOf(error);
      return byForm ? backToPage(request, "refused", text) : Response.json({ error: text }, { status });
    }
  }

  /** `GET /`: the control page. */
  page(search: string): Response {
    const query = new URLSearchParams(search);
    const locale: Locale = query.get("locale") === "en" ? "en" : "ru";
    const tone = query.has("refused") ? "refused" : "done";
    const text = query.get(tone);
    const notice = text === null ? null : ({ tone, text } as const);
    return pageResponse(this.renderPage(viewControl(this.core, this.controls, locale, notice)));
  }
}

/** To the page, in the language that it was in. */
function backToPage(request: Request, tone: "done" | "refused", text: string): Response {
  const referer = request.headers.get("referer");
  const locale =
    referer !== null && URL.canParse(referer) ? new URL(referer).searchParams.get("locale") : null;
  const query = new URLSearchParams({ ...(locale === null ? {} : { locale }), [tone]: text });
  return new Response(null, { status: 303, headers: { location: `/?${query}` } });
}
