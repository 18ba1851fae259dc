import { isSameOrigin } from "@cinema/keycloak/origin";

/**
 * Whether a request that is recognised by its cookies comes from our own pages. Browsers say where a request
 * comes from (Sec-Fetch-Site); the origin of a form is checked besides, for those that do not.
 * @param siteUrl our address as browsers see it, which a proxy may have taken out of the request
 */
export function isFromOwnPages(request: Request, siteUrl: string): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const host = request.headers.get("host");
  return isSameOrigin(request, [new URL(siteUrl).host, ...(host === null ? [] : [host])]);
}
