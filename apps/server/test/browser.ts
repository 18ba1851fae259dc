/** As much of a browser as the sign-in needs: it keeps cookies and says where its requests come from. */
export class Browser {
  readonly #cookies: Map<string, string>;

  /**
   * @param url where the server really is
   * @param host the name under which the browser knows it
   */
  constructor(
    private readonly url: string,
    private readonly host: string,
    cookies: Iterable<readonly [string, string]> = [],
  ) {
    this.#cookies = new Map(cookies);
  }

  /** Another one with the same cookies. */
  copy(): Browser {
    return new Browser(this.url, this.host, this.#cookies);
  }

  async go(path: string, init: RequestInit & { readonly from?: string } = {}): Promise<Response> {
    const { from = "same-origin", ...rest } = init;
    const headers = new Headers(rest.headers);
    headers.set("host", this.host);
    headers.set("sec-fetch-site", from);
    headers.set("cookie", [...this.#cookies].map((pair) => pair.join("=")).join("; "));
    const response = await fetch(this.url + path, { ...rest, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  forget(name: string): void {
    this.#cookies.delete(name);
  }

  get cookieNames(): readonly string[] {
    return [...this.#cookies.keys()];
  }
}
