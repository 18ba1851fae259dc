import { chooseLanguage, type Language } from "../pages/language.ts";
import { pageResponse } from "../pages/layout.ts";
import { finishSignIn, readAuthorization, sendBack } from "./authorize-endpoint.ts";
import { allowsOrigin, authenticateClient } from "./clients.ts";
import { discovery, realmDescription } from "./discovery.ts";
import { endSession, endSessionByRefreshToken } from "./end-session-endpoint.ts";
import {
  renderFront,
  renderIssuerError,
  renderLogin,
  renderSignedOut,
  renderSignOutQuestion,
} from "./login-page.ts";
import { OAuthError, PageError } from "./oauth-error.ts";
import { findByEmail, findBySubject, type Person } from "./people.ts";
import { endpoint, type Realm } from "./realm.ts";
import type { Session } from "./sessions.ts";
import { giveToken } from "./token-endpoint.ts";
import { userinfo } from "./userinfo-endpoint.ts";

interface Knock {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly language: Language;
}

type Door = (realm: Realm, knock: Knock) => Response | Promise<Response>;

const openid = "/realms/cinema/protocol/openid-connect";
const authenticatePath = "/realms/cinema/login-actions/authenticate";
const cookieName = "KEYCLOAK_IDENTITY";

const doors: Readonly<Record<string, Readonly<Record<string, Door>>>> = {
  "/": { GET: front },
  "/realms/cinema": { GET: async (realm) => json(await realmDescription(realm)) },
  "/realms/cinema/.well-known/openid-configuration": {
    GET: (realm, { request }) => json(discovery(realm, request.url)),
  },
  [`${openid}/certs`]: { GET: (realm) => json({ keys: realm.keys.all.map((key) => key.publicJwk) }) },
  [`${openid}/auth`]: {
    GET: (realm, knock) => authorize(realm, knock, knock.query),
    POST: (realm, knock) => authorize(realm, knock, knock.form),
  },
  [authenticatePath]: { GET: (realm, knock) => authorize(realm, knock, knock.query), POST: authenticate },
  [`${openid}/token`]: { POST: token },
  [`${openid}/userinfo`]: { GET: showUser, POST: showUser },
  [`${openid}/logout`]: {
    GET: (realm, knock) => signOut(realm, knock, knock.query, false),
    POST: postSignOut,
  },
};

/** Answers one request to the issuer. */
export async function answer(realm: Realm, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const cors = corsHeaders(realm, request.headers.get("origin"));
  const methods = doors[url.pathname];
  if (methods === undefined) {
    return json({ error: "HTTP 404 Not Found" }, 404, cors);
  }
  if (request.method === "OPTIONS") {
    return new Response(null, { status: 200, headers: cors });
  }
  const door = methods[request.method === "HEAD" ? "GET" : request.method];
  if (door === undefined) {
    return json({ error: "HTTP 405 Method Not Allowed" }, 405, {
      ...cors,
      allow: Object.keys(methods).join(", "),
    });
  }
  const language = chooseLanguage(
    url.searchParams.get("kc_locale") ?? url.searchParams.get("ui_locales"),
    request.headers.get("accept-language"),
  );
  const response = await refusing(language, async () => {
    const form = request.method === "POST" ? await readForm(request) : new URLSearchParams();
    return await door(realm, { request, query: url.searchParams, form, language });
  });
  for (const [name, value] of Object.entries(cors)) {
    response.headers.set(name, value);
  }
  return response;
}

async function refusing(language: Language, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PageError) {
      return pageResponse(renderIssuerError(language, error.description), 400);
    }
    if (error instanceof OAuthError) {
      const { status, error: code, description } = error;
      const challenge = `Bearer realm="cinema", error="${code}", error_description="${description}"`;
      return json({ error: code, error_description: description }, status, {
        ...(status === 401 && { "www-authenticate": challenge }),
      });
    }
    throw error;
  }
}

async function readForm(request: Request): Promise<URLSearchParams> {
  const form = new URLSearchParams(await request.text());
  if ([...form.keys()].some((name) => form.getAll(name).length > 1)) {
    throw new OAuthError(400, "invalid_request", "duplicated parameter");
  }
  return form;
}

function front(realm: Realm, { language }: Knock): Response {
  const addresses = [`${realm.url}/.well-known/openid-configuration`, endpoint(realm, "certs")];
  return pageResponse(renderFront({ language, people: realm.people, clients: realm.clients, addresses }));
}

function authorize(realm: Realm, knock: Knock, parameters: URLSearchParams): Response {
  const read = readAuthorization(realm, parameters);
  if ("location" in read) {
    return redirect(read.location);
  }
  const session = browserSession(realm, knock.request);
  const { prompt } = read.request;
  if (session !== undefined && prompt !== "login") {
    return redirect(finishSignIn(realm, read.request, session));
  }
  return prompt === "none"
    ? redirect(sendBack(realm, read.request, { error: "login_required" }))
    : loginPage(realm, knock.language, parameters, parameters.get("login_hint") ?? "", false);
}

function loginPage(
  realm: Realm,
  language: Language,
  parameters: URLSearchParams,
  email: string,
  failed: boolean,
): Response {
  const inLanguage = (kcLocale: Language) => {
    const all = new URLSearchParams(parameters);
    all.set("kc_locale", kcLocale);
    return all.toString();
  };
  const page = renderLogin({
    language,
    action: `${authenticatePath}?${inLanguage(language)}`,
    otherLanguage: `${openid}/auth?${inLanguage(language === "ru" ? "en" : "ru")}`,
    people: realm.people,
    email,
    failed,
  });
  return pageResponse(page);
}

/** The sign-in form: a typed e-mail and password, or one click on a ready person. */
function authenticate(realm: Realm, knock: Knock): Response {
  const read = readAuthorization(realm, knock.query);
  if ("location" in read) {
    return redirect(read.location);
  }
  const person = whoSignsIn(realm, knock.form);
  if (person === undefined) {
    return loginPage(realm, knock.language, knock.query, knock.form.get("username") ?? "", true);
  }
  const session = realm.sessions.open(person.sub);
  return redirect(finishSignIn(realm, read.request, session), {
    "set-cookie": `${cookieName}=${session.cookie}; Path=/realms/cinema/; HttpOnly; SameSite=Lax`,
  });
}

function whoSignsIn(realm: Realm, form: URLSearchParams): Person | undefined {
  const chosen = form.get("person");
  if (chosen !== null) {
    return findBySubject(realm.people, chosen);
  }
  const person = findByEmail(realm.people, form.get("username") ?? "");
  return person?.password === form.get("password") ? person : undefined;
}

async function token(realm: Realm, { request, form }: Knock): Promise<Response> {
  const answered = await giveToken(realm, request.headers.get("authorization"), form);
  return json(answered, 200, { "cache-control": "no-store", pragma: "no-cache" });
}

async function showUser(realm: Realm, { request }: Knock): Promise<Response> {
  return json(await userinfo(realm, request.headers.get("authorization")));
}

async function postSignOut(realm: Realm, knock: Knock): Promise<Response> {
  const refreshToken = knock.form.get("refresh_token");
  if (refreshToken !== null) {
    authenticateClient(realm.clients, knock.request.headers.get("authorization"), knock.form);
    await endSessionByRefreshToken(realm, refreshToken);
    return new Response(null, { status: 204 });
  }
  const parameters = new URLSearchParams([...knock.query, ...knock.form]);
  return await signOut(realm, knock, parameters, knock.form.get("confirm") === "yes");
}

async function signOut(
  realm: Realm,
  knock: Knock,
  parameters: URLSearchParams,
  confirmed: boolean,
): Promise<Response> {
  const session = browserSession(realm, knock.request);
  const outcome = await endSession(realm, parameters, session, confirmed);
  if (outcome.kind === "ask") {
    return pageResponse(renderSignOutQuestion(knock.language, `${openid}/logout?${parameters}`));
  }
  const forget = { "set-cookie": `${cookieName}=; Path=/realms/cinema/; Max-Age=0; HttpOnly; SameSite=Lax` };
  return outcome.location === undefined
    ? pageResponse(renderSignedOut(knock.language), 200, forget)
    : redirect(outcome.location, forget);
}

function browserSession(realm: Realm, request: Request): Session | undefined {
  const cookies = new Bun.CookieMap(request.headers.get("cookie") ?? "");
  const cookie = cookies.get(cookieName);
  return cookie === null ? undefined : realm.sessions.findByCookie(cookie);
}

function corsHeaders(realm: Realm, origin: string | null): Record<string, string> {
  return origin === null || !allowsOrigin(realm.clients, origin)
    ? {}
    : {
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET, POST, OPTIONS",
        "access-control-allow-headers": "Origin, Accept, X-Requested-With, Content-Type, Authorization",
        "access-control-max-age": "3600",
        vary: "Origin",
      };
}

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}

function redirect(location: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 302, headers: { location, "cache-control": "no-store", ...headers } });
}
