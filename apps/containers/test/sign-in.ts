/**
 * What a browser does to sign a person in at our pages, up to the access token that they then call the API with.
 * @param door where the server answers
 * @param siteUrl the address that browsers know it by
 */
export async function signIn(
  { door, siteUrl }: { readonly door: string; readonly siteUrl: string },
  person: { readonly email: string; readonly password: string },
): Promise<string> {
  const headers = { host: new URL(siteUrl).host };
  const begun = await fetch(`${door}/auth/login`, { headers, redirect: "manual" });
  const loginPage = begun.headers.get("location") ?? "";
  const asked = await fetch(loginPage);
  const page = await asked.text();
  const action = /<form [^>]*action="([^"]+)"/.exec(page)?.[1] ?? "";
  if (action === "") throw new Error(`no form at ${loginPage}: ${page.slice(0, 500)}`);
  const answered = await fetch(new URL(action.replaceAll("&amp;", "&"), loginPage), {
    method: "POST",
    headers: { cookie: cookiesOf(asked) },
    body: new URLSearchParams({ username: person.email, password: person.password }),
    redirect: "manual",
  });
  const back = new URL(answered.headers.get("location") ?? "");
  if (back.origin !== siteUrl) throw new Error(`sent back to ${back.origin} and not to ${siteUrl}`);
  const finished = await fetch(`${door}${back.pathname}${back.search}`, {
    headers: { ...headers, cookie: cookiesOf(begun) },
    redirect: "manual",
  });
  const token = await fetch(`${door}/auth/token`, { headers: { ...headers, cookie: cookiesOf(finished) } });
  const { accessToken } = Object(await token.json());
  if (typeof accessToken !== "string")
    throw new Error(`signed in nobody: ${finished.headers.get("location")}`);
  return accessToken;
}

function cookiesOf({ headers }: Response): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
